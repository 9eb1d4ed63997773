"""Pages of cash and vouchers to persons."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.accounts.roles import Actor
from qiao.exceptions import QiaoError, RightMissingError
from qiao.funding.cash import actions, queries
from qiao.funding.cash.forms import ActForm, CashForm
from qiao.funding.models import Campaign, CashAid
from qiao.registry.handing import FORMS, download
from qiao.registry.models import Crisis

INVALID = 422
A_PAGE = 30
TONES = {"PROPOSED": "wait", "APPROVED": "go", "REFUSED": "stop", "PAID": "done"}


def _campaigns(crisis: Crisis) -> Any:
    return Campaign.objects.filter(crisis=crisis).order_by("-began_on", "title")


@requires("cash.read")
@require_GET
def cash_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what was proposed, approved and paid out, and sums that show no single person."""
    return _page(request, get_object_or_404(Crisis, slug=slug))


def _page(
    request: HttpRequest, crisis: Crisis, form: CashForm | None = None, *, status: int = 200
) -> HttpResponse:
    actor, today = actor_of(request), timezone.localdate()
    page = page_of(request, queries.aids(crisis), A_PAGE)
    context = {
        "crisis": crisis,
        "page": page,
        "rows": _rows(page, actor),
        "sums": queries.summary(crisis),
        "kinds": dict(CashAid.Kind.choices),
        "form": form or CashForm(initial={"consent_on": today, "count": 1}, campaigns=_campaigns(crisis)),
        "today": today,
        "may_propose": actor.may("cash.propose"),
        "may_export": actor.may("cash.export"),
    }
    return render(request, "funding/cash.html", context, status=status)


def _rows(aids: Iterable[CashAid], actor: Actor) -> list[dict[str, Any]]:
    """Return each aid with what the reader may do with it next, or whose turn it is."""
    approvers, payers = (queries.who_may(actor.acts_for, step) for step in ("cash.approve", "cash.pay"))
    me = actor.user_id
    return [
        {
            "aid": one,
            "tone": TONES[one.state],
            "may_decide": one.state == "PROPOSED" and actor.may("cash.approve") and one.proposed_by_id != me,
            "may_pay": one.state == "APPROVED"
            and actor.may("cash.pay")
            and me in queries.may_pay(one, payers),
            "next": queries.next_people(one, approvers, payers),
        }
        for one in aids
    ]


@requires("cash.propose")
@require_POST
def cash_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose help in money."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = CashForm(request.POST, campaigns=_campaigns(crisis))
    if not form.is_valid():
        return _page(request, crisis, form, status=INVALID)
    facts = {name: form.cleaned_data[name] for name in ("person_code", "consent", "consent_on", "campaign")}
    try:
        aid = actions.propose_cash(actor_of(request), crisis, form.given, **facts)
    except RightMissingError:
        raise
    except QiaoError as error:
        form.add_error(None, error.message(get_language() or "zh-hans"))
        return _page(request, crisis, form, status=INVALID)
    messages.success(request, _("已提出，编码 %(code)s，请另一位同事批准。") % {"code": aid.person_code})
    return redirect("funding:cash_list", slug)


@requires("cash.read")
@require_POST
def cash_act(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Approve, refuse or pay out; each act asks for its own right."""
    aid = get_object_or_404(CashAid.objects.filter(crisis__slug=slug), pk=pk)
    form = ActForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect("funding:cash_list", slug)
    try:
        messages.success(request, _done(request, aid, form))
    except RightMissingError:
        raise
    except QiaoError as error:
        messages.error(request, error.message(get_language() or "zh-hans"))
    return redirect("funding:cash_list", slug)


def _done(request: HttpRequest, aid: CashAid, form: ActForm) -> str:
    actor, facts, now = actor_of(request), form.cleaned_data, timezone.now()
    if facts["act"] == "approve":
        actions.approve_cash(actor, aid, now=now)
        return _("已批准，请另一位同事发放。")
    if facts["act"] == "refuse":
        actions.refuse_cash(actor, aid, reason=facts["reason"], now=now)
        return _("已记下不批准和理由。")
    paid = actions.pay_cash(
        actor, aid, paid_on=facts["paid_on"] or timezone.localdate(now), receipt=facts["receipt"]
    )
    number = paid.entry.number if paid.entry else 0
    return _("已发放并记进台账第 %(number)d 号，等别人审核。") % {"number": number}


@requires("cash.export")
@require_GET
def cash_export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Hand the sums out."""
    crisis = get_object_or_404(Crisis, slug=slug)
    if form not in FORMS:
        raise Http404
    content = actions.export_cash(actor_of(request), crisis, language=get_language() or "zh-hans", form=form)
    return download(content, "qiao_cash", form)
