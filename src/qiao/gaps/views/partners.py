"""Local partners for those from elsewhere: suggested, proposed, answered; and what stood in the way."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.exceptions import PartnershipStandsError
from qiao.gaps.actions.partners import export_obstacles, export_partners
from qiao.gaps.forms.partners import AnswerForm, EndForm, ObstacleForm, PartnershipForm, ResolveForm
from qiao.gaps.queries import partners as queries
from qiao.intake.views.answering import INVALID, get_crisis, page_of
from qiao.registry.handing import FORMS, download
from qiao.registry.models import Crisis, Obstacle, Organization, Partnership
from qiao.registry.ties import partnering as actions

Answering = tuple[uuid.UUID, forms.Form]


@requires("tie.read")
@require_GET
def partner_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show partnerships, where one is missing, and who is there."""
    return _partners(request, get_crisis(slug))


def _partners(
    request: HttpRequest,
    crisis: Crisis,
    *,
    form: PartnershipForm | None = None,
    answering: Answering | None = None,
    status: int = 200,
) -> HttpResponse:
    page = page_of(request, queries.partnerships(crisis))
    rows = [(one, _answer_form(one, answering), _reasons(one)) for one in page]
    suggested = queries.suggestions(crisis, now=timezone.now())
    context = {
        "crisis": crisis,
        "page": page,
        "rows": rows,
        "suggestions": suggested,
        "form": form or PartnershipForm(),
    }
    return render(request, "gaps/partners.html", context, status=status)


def _reasons(partnership: Partnership) -> list[str]:
    return [queries.reason_words(one) for one in partnership.reasons]


def _answer_form(partnership: Partnership, answering: Answering | None) -> forms.Form | None:
    if answering and answering[0] == partnership.pk:
        return answering[1]
    if partnership.state == Partnership.State.PROPOSED:
        return AnswerForm(initial={"on": timezone.localdate()})
    return EndForm() if partnership.state == Partnership.State.ACCEPTED else None


@requires("partnership.propose")
@require_POST
def partner_propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose a partnership, with the reasons that speak for it by now."""
    crisis = get_crisis(slug)
    form = PartnershipForm(request.POST)
    if form.is_valid():
        facts = form.cleaned_data
        reasons = _reasons_for(crisis, facts["lead"], facts["local"], facts["place"])
        try:
            actions.propose_partnership(actor_of(request), crisis, **facts, reasons=reasons)
        except PartnershipStandsError as error:
            form.add_error("local", error.message(get_language() or "zh-hans"))
        else:
            messages.success(request, _("已提出。对方答复后在这里登记。"))
            return redirect("gaps:partner_list", slug)
    return _partners(request, crisis, form=form, status=INVALID)


@requires("partnership.export")
@require_GET
def partner_export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Hand the partnerships out as a file."""
    if form not in FORMS:
        raise Http404
    crisis = get_crisis(slug)
    rows = list(queries.partnerships(crisis))
    return download(export_partners(actor_of(request), crisis, rows, form=form), f"partners-{slug}", form)


@requires("obstacle.export")
@require_GET
def obstacle_export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Hand the obstacles out as a file."""
    if form not in FORMS:
        raise Http404
    crisis, today = get_crisis(slug), timezone.localdate()
    rows = list(queries.obstacles(crisis))
    content = export_obstacles(actor_of(request), crisis, rows, form=form, today=today)
    return download(content, f"obstacles-{slug}", form)


def _reasons_for(
    crisis: Crisis, lead: Organization, local: Organization, place: Any
) -> tuple[dict[str, Any], ...]:
    found = queries.locals_for(crisis, lead, place, today=timezone.localdate())
    return next((one.reasons for one in found if one.organization.pk == local.pk), ())


def get_partnership_for_coordinator(pk: uuid.UUID) -> Partnership:
    """Return a partnership that the active organisation recorded."""
    found: Partnership = get_object_or_404(Partnership.objects.select_related("crisis"), pk=pk)
    return found


@requires("partnership.answer")
@require_POST
def partner_answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record what came of a proposal."""
    here = get_partnership_for_coordinator(pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _back(request, here, form)
    now, facts = timezone.now(), form.cleaned_data
    actions.answer_partnership(
        actor_of(request),
        here,
        is_accepted=facts["decision"] == "ACCEPTED",
        answer=facts["answer"],
        at=now,
        on=facts["on"] or timezone.localdate(now),
    )
    messages.success(request, _("已登记答复。"))
    return _done(here)


@requires("partnership.end")
@require_POST
def partner_end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End a partnership."""
    here = get_partnership_for_coordinator(pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _back(request, here, form)
    actions.end_partnership(actor_of(request), here, answer=form.cleaned_data["answer"], at=timezone.now())
    messages.success(request, _("已结束。记录留着。"))
    return _done(here)


def _back(request: HttpRequest, here: Partnership, form: forms.Form) -> HttpResponse:
    if here.crisis is None:
        return redirect("registry:tie_list")
    return _partners(request, here.crisis, answering=(here.pk, form), status=INVALID)


def _done(here: Partnership) -> HttpResponse:
    if here.crisis is None:
        return redirect("registry:tie_list")
    return redirect("gaps:partner_list", here.crisis.slug)


# Obstacles


@requires("tie.read")
@require_GET
def obstacle_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what stood in the way, how long, and how it was overcome."""
    return _obstacles(request, get_crisis(slug))


def _obstacles(
    request: HttpRequest,
    crisis: Crisis,
    *,
    form: ObstacleForm | None = None,
    answering: Answering | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    found = list(queries.obstacles(crisis))
    open_ones = [one for one in found if one.resolved_on is None]
    solved = [one.days_open(today) for one in found if one.resolved_on]
    context = {
        "crisis": crisis,
        "rows": [(one, one.days_open(today), _resolve_form(one, answering)) for one in found],
        "open_count": len(open_ones),
        "solved_count": len(solved),
        "longest": max((one.days_open(today) for one in open_ones), default=None),
        "median": sorted(solved)[len(solved) // 2] if solved else None,
        "kinds": _kinds(found),
        "form": form or ObstacleForm(crisis=crisis, initial={"met_on": today}),
    }
    return render(request, "gaps/obstacles.html", context, status=status)


def _kinds(found: list[Obstacle]) -> list[tuple[str, int, int]]:
    """Return each kind met: its word, how many, and how many of those still stand."""
    met = [(str(label), [one for one in found if one.kind == kind]) for kind, label in Obstacle.Kind.choices]
    return [(label, len(rows), sum(one.resolved_on is None for one in rows)) for label, rows in met if rows]


def _resolve_form(obstacle: Obstacle, answering: Answering | None) -> forms.Form | None:
    if answering and answering[0] == obstacle.pk:
        return answering[1]
    if obstacle.resolved_on:
        return None
    return ResolveForm(met_on=obstacle.met_on, initial={"resolved_on": timezone.localdate()})


@requires("obstacle.record")
@require_POST
def obstacle_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write down what stood in the way."""
    crisis = get_crisis(slug)
    form = ObstacleForm(request.POST, crisis=crisis)
    if not form.is_valid():
        return _obstacles(request, crisis, form=form, status=INVALID)
    actions.record_obstacle(actor_of(request), crisis, **form.cleaned_data)
    messages.success(request, _("已记下。解决了，在这里写下怎样解决的。"))
    return redirect("gaps:obstacle_list", slug)


@requires("obstacle.resolve")
@require_POST
def obstacle_resolve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down how an obstacle was overcome."""
    here: Obstacle = get_object_or_404(Obstacle.objects.select_related("crisis"), pk=pk)
    form = ResolveForm(request.POST, met_on=here.met_on)
    if not form.is_valid():
        return _obstacles(request, here.crisis, answering=(pk, form), status=INVALID)
    actions.resolve_obstacle(actor_of(request), here, **form.cleaned_data)
    messages.success(request, _("已写下怎样解决的。"))
    return redirect("gaps:obstacle_list", here.crisis.slug)
