"""Grants: the pipeline with its refusals, and one grant from application to report."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.roles import Actor
from qiao.exceptions import QiaoError, RightMissingError
from qiao.funding import granting
from qiao.funding.grant_forms import BudgetForm, DecisionForm, GrantForm, InstalmentForm, ReportForm, fen_of
from qiao.funding.models import Grant, GrantInstalment
from qiao.registry.fields import Legible
from qiao.registry.models import Crisis

INVALID = 422


def get_grant_for_reader(pk: uuid.UUID) -> Grant:
    """Return a grant of the active organisation."""
    grant: Grant = get_object_or_404(Grant, pk=pk)
    return grant


@requires("funding.read")
@require_GET
def grant_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show every application, refused ones too."""
    crisis = get_object_or_404(Crisis, slug=slug)
    return _list(request, crisis, GrantForm(crisis=crisis, initial={"applied_on": timezone.localdate()}))


def _list(request: HttpRequest, crisis: Crisis, form: GrantForm, *, status: int = 200) -> HttpResponse:
    grants = Grant.objects.order_by("-applied_on", "-created_at")
    awarded, decided = granting.success()
    context = {
        "crisis": crisis,
        "grants": [(one, granting.unmet_of(one)) for one in grants],
        "form": form,
        "awarded": awarded,
        "decided": decided,
        "may_apply": actor_of(request).may("grant.apply"),
    }
    return render(request, "funding/grants.html", context, status=status)


@requires("grant.apply")
@require_POST
def grant_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Put an application on record."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = GrantForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _list(request, crisis, form, status=INVALID)
    grant = granting.apply_grant(actor_of(request), crisis, **form.facts)
    messages.success(request, _("已登记申请。"))
    return redirect("funding:grant", slug, grant.pk)


@requires("funding.read")
@require_GET
def grant(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Show a grant: budget against actual, instalments, reports."""
    return _page(request, slug, get_grant_for_reader(pk))


def _page(
    request: HttpRequest, slug: str, grant: Grant, forms: dict[str, Legible] | None = None, status: int = 200
) -> HttpResponse:
    today, actor = timezone.localdate(), actor_of(request)
    context: dict[str, Any] = {
        "crisis": get_object_or_404(Crisis, slug=slug),
        "grant": grant,
        "figures": granting.grant_figures(grant, today),
        "budget": granting.budget_of(grant),
        "unmet": granting.unmet_of(grant),
        "today": today,
        "may_apply": actor.may("grant.apply"),
        "may_receive": actor.may("grant.receive"),
        "decision_form": DecisionForm(initial={"on": today}, prefix="decide"),
        "budget_form": BudgetForm(prefix="budget"),
        "instalment_form": InstalmentForm(prefix="instalment"),
        "report_form": ReportForm(initial={"until": today}, prefix="report"),
        **(forms or {}),
    }
    return render(request, "funding/grant.html", context, status=status)


@requires("grant.apply")
@require_POST
def grant_act(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Decide, budget, plan an instalment or report."""
    grant, act = get_grant_for_reader(pk), request.POST.get("act", "")
    if act not in ACTS:
        return redirect("funding:grant", slug, pk)
    kind, do = ACTS[act]
    form = kind(request.POST, prefix=act)
    if not form.is_valid():
        return _page(request, slug, grant, {f"{_FORM[act]}_form": form}, status=INVALID)
    try:
        do(actor_of(request), grant, form.cleaned_data)
        messages.success(request, _("已保存。"))
    except RightMissingError:
        raise
    except QiaoError as error:
        messages.error(request, error.message(get_language() or "zh-hans"))
    return redirect("funding:grant", slug, pk)


@requires("grant.receive")
@require_POST
def instalment_receive(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Book an instalment that came in today."""
    instalment: GrantInstalment = get_object_or_404(GrantInstalment, pk=pk)
    try:
        entry = granting.receive_instalment(actor_of(request), instalment, on=timezone.localdate())
        messages.success(request, _("已记第 %(number)d 号分录，等另一人审核。") % {"number": entry.number})
    except RightMissingError:
        raise
    except QiaoError as error:
        messages.error(request, error.message(get_language() or "zh-hans"))
    return redirect("funding:grant", slug, instalment.grant_id)


def _decide(actor: Actor, grant: Grant, facts: dict[str, Any]) -> None:
    amount = fen_of(facts["amount"])
    if amount is None:
        granting.refuse_grant(actor, grant, reason=facts["reason"], on=facts["on"])
    else:
        granting.award_grant(actor, grant, amount_fen=amount, on=facts["on"])


def _budget(actor: Actor, grant: Grant, facts: dict[str, Any]) -> None:
    granting.add_budget_line(actor, grant, title=facts["title"], amount_fen=fen_of(facts["amount"]) or 0)


def _instalment(actor: Actor, grant: Grant, facts: dict[str, Any]) -> None:
    granting.plan_instalment(actor, grant, due_on=facts["due_on"], amount_fen=fen_of(facts["amount"]) or 0)


def _report(actor: Actor, grant: Grant, facts: dict[str, Any]) -> None:
    granting.report_grant(actor, grant, until=facts["until"], text=facts["text"])


Do = Callable[[Actor, Grant, dict[str, Any]], None]
ACTS: dict[str, tuple[type[Legible], Do]] = {
    "decide": (DecisionForm, _decide),
    "budget": (BudgetForm, _budget),
    "instalment": (InstalmentForm, _instalment),
    "report": (ReportForm, _report),
}
_FORM = {"decide": "decision", "budget": "budget", "instalment": "instalment", "report": "report"}
