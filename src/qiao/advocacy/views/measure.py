"""Enacted texts, and the items of a proposal beside their clauses."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.advocacy.actions import measures as actions
from qiao.advocacy.comparing import clauses_read, compare, measures, without_clause
from qiao.advocacy.forms.measure import MeasureForm, ReadingForm, WhyForm
from qiao.advocacy.models import ClauseReading, Measure, Proposal
from qiao.advocacy.views.page import get_proposal_for_reader
from qiao.exceptions import AttributionBeforeFilingError, ClauseReadAlreadyError, MeasureInUseError
from qiao.registry.models import Crisis


def get_measure_for_reader(pk: uuid.UUID) -> Measure:
    """Return an enacted text kept by the organisation at work."""
    measure: Measure = get_object_or_404(Measure.objects.select_related("crisis"), pk=pk)
    return measure


@requires("proposal.read")
@require_GET
def measure_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the enacted texts of a crisis."""
    return _list(request, get_object_or_404(Crisis, slug=slug), MeasureForm())


def _list(request: HttpRequest, crisis: Crisis, form: MeasureForm) -> HttpResponse:
    context = {
        "crisis": crisis,
        "measures": measures(crisis),
        "form": form,
        "may_add": actor_of(request).may("measure.add"),
    }
    return render(request, "advocacy/measure_list.html", context, status=422 if form.errors else 200)


@requires("measure.add")
@require_POST
def measure_add(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep an enacted text and show its clauses."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = MeasureForm(request.POST)
    if not form.is_valid():
        return _list(request, crisis, form)
    made = actions.add_measure(actor_of(request), crisis, **form.cleaned_data)
    messages.success(request, _("已登记，分成 %(n)d 条。") % {"n": made.clauses.count()})
    return redirect("advocacy:measure", made.pk)


@requires("proposal.read")
@require_GET
def measure(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show an enacted text clause by clause, with the items each answers."""
    return _measure(request, get_measure_for_reader(pk), WhyForm())


def _measure(request: HttpRequest, here: Measure, form: WhyForm) -> HttpResponse:
    context = {
        "crisis": here.crisis,
        "measure": here,
        "clauses": clauses_read(here),
        "elsewhere": without_clause(here),
        "proposals": Proposal.objects.filter(crisis=here.crisis).exclude(items=None).distinct(),
        "form": form,
        "may_withdraw": here.withdrawn_at is None and actor_of(request).may("measure.withdraw"),
    }
    return render(request, "advocacy/measure.html", context, status=422 if form.errors else 200)


@requires("measure.withdraw")
@require_POST
def measure_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a text off the list that was put in wrongly."""
    here = get_measure_for_reader(pk)
    form = WhyForm(request.POST)
    if form.is_valid():
        try:
            actions.withdraw_measure(
                actor_of(request), here, reason=form.cleaned_data["reason"], at=timezone.now()
            )
        except MeasureInUseError as error:
            form.add_error(None, error.message(get_language() or "zh-hans"))
        else:
            messages.success(request, _("已撤下，记录还在。"))
            return redirect("advocacy:measure_list", here.crisis.slug)
    return _measure(request, here, form)


@requires("proposal.read")
@require_GET
def clauses(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the items of a proposal beside the clauses of a text that came out."""
    here = get_proposal_for_reader(pk)
    return _clauses(request, here, _chosen(request, here))


def _chosen(request: HttpRequest, here: Proposal) -> Measure | None:
    """Return the text asked for; else the one with the most readings, else the newest."""
    rows = measures(here.crisis)
    wanted = request.GET.get("measure") or request.POST.get("measure") or ""
    chosen = next((one for one in rows if str(one.pk) == wanted), None)
    return chosen or max(rows, key=lambda one: getattr(one, "reading_count", 0), default=None)


def _clauses(
    request: HttpRequest, here: Proposal, chosen: Measure | None, faulty: ReadingForm | None = None
) -> HttpResponse:
    may = actor_of(request).may
    context: dict[str, Any] = {
        "crisis": here.crisis,
        "proposal": here,
        "measures": measures(here.crisis),
        "measure": chosen,
        "clause_list": list(chosen.clauses.all()) if chosen else [],
        "comparison": compare(here, chosen) if chosen else None,
        "form": ReadingForm(proposal=here, measure=chosen) if chosen else None,
        "faulty": faulty,
        "faulty_item": str(faulty.data.get("item", "")) if faulty else "",
        "may_read": may("clause.read"),
        "may_undo": may("clause.undo"),
        "may_add": may("measure.add"),
    }
    return render(request, "advocacy/clauses.html", context, status=422 if faulty else 200)


@requires("clause.read")
@require_http_methods(["POST"])
def clause_read(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep how far a clause answers an item."""
    here = get_proposal_for_reader(pk)
    chosen = _chosen(request, here)
    if chosen is None:
        return redirect("advocacy:clauses", pk)
    form = ReadingForm(request.POST, proposal=here, measure=chosen)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        item = facts.pop("item")
        try:
            actions.read_clause(actor_of(request), item, chosen, actions.Read(**facts), at=timezone.now())
        except (AttributionBeforeFilingError, ClauseReadAlreadyError) as error:
            form.add_error(None, error.message(get_language() or "zh-hans"))
        else:
            messages.success(request, _("已记下这一条的对照。"))
            return redirect(
                f"{reverse('advocacy:clauses', args=[pk])}?measure={chosen.pk}#item-{item.number}"
            )
    return _clauses(request, here, chosen, form)


@requires("clause.undo")
@require_POST
def reading_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a reading back."""
    reading = get_object_or_404(ClauseReading.objects.select_related("item"), pk=pk)
    form = WhyForm(request.POST)
    if form.is_valid():
        actions.undo_reading(
            actor_of(request), reading, reason=form.cleaned_data["reason"], at=timezone.now()
        )
        messages.success(request, _("已收回，记录还在。"))
    else:
        messages.error(request, _("收回要写明理由，至少四个字。"))
    here = reverse("advocacy:clauses", args=[reading.item.proposal_id])
    return redirect(f"{here}?measure={reading.measure_id}#item-{reading.item.number}")
