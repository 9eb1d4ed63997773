"""The page of volunteers' work: activities, hours, who verifies them, and what the time is worth."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.registry.models import Crisis
from qiao.registry.served import DAYS, Overlap, answer_all, overlaps
from qiao.volunteering import actions, queries
from qiao.volunteering.forms import ActivityForm, AmendForm, HoursForm
from qiao.volunteering.models import HourRecord

ROWS = 30
INVALID = 422


@requires("activity.read")
@require_GET
def activity_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what volunteers did in a crisis and how much time they gave."""
    return _page(request, get_object_or_404(Crisis, slug=slug))


@requires("activity.record")
@require_POST
def activity_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Record an activity."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = ActivityForm(request.POST)
    if not form.is_valid():
        return _page(request, crisis, activity_form=form, status=INVALID)
    today = timezone.localdate()
    told = overlaps(
        crisis, [(form.cleaned_data["place"], None)], today=today, first=today - timedelta(days=DAYS)
    )
    if told and not request.POST.get("anyway"):
        return _page(request, crisis, activity_form=form, served=told, status=INVALID)
    actions.record_activity(actor_of(request), crisis, **form.cleaned_data)
    answer_all(actor_of(request), told, at=timezone.now())
    messages.success(request, _("已记录活动。接着登记志愿者的时间。"))
    return redirect("volunteering:activity_list", slug)


@requires("hours.record")
@require_POST
def hours_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Record the time of one volunteer."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = _hours_form(request, crisis, request.POST)
    if not form.is_valid():
        return _page(request, crisis, hours_form=form, status=INVALID)
    actions.record_hours(actor_of(request), form.cleaned_data["activity"], **form.facts)
    messages.success(request, _("已登记时间，等另一位同事核实后计入。"))
    return redirect("volunteering:activity_list", slug)


@requires("hours.verify")
@require_POST
def hours_verify(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Verify time which somebody else recorded."""
    record = get_object_or_404(HourRecord.objects.select_related("activity__crisis", "person"), pk=pk)
    actions.verify_hours(actor_of(request), record, verified_at=timezone.now())
    messages.success(request, _("已核实。"))
    return redirect("volunteering:activity_list", record.activity.crisis.slug)


@requires("hours.amend")
@require_POST
def hours_amend(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct a record of time with a reason; another person verifies it anew."""
    record = get_object_or_404(HourRecord.objects.select_related("activity__crisis"), pk=pk)
    form = AmendForm(request.POST)
    if form.is_valid():
        actions.amend_hours(actor_of(request), record, **form.facts)
        messages.success(request, _("已更正，原来的数字和原因都留着。请另一位同事核实。"))
    else:
        messages.error(request, _("没有更正：请写时长（0.05–24 小时）和原因。"))
    return redirect("volunteering:activity_list", record.activity.crisis.slug)


def _hours_form(request: HttpRequest, crisis: Crisis, data: Any = None) -> HoursForm:
    return HoursForm(
        data,
        activities=queries.activities(crisis),
        volunteers=queries.volunteers_for(actor_of(request)),
        initial={"served_on": timezone.localdate()},
    )


def _page(
    request: HttpRequest,
    crisis: Crisis,
    *,
    activity_form: ActivityForm | None = None,
    hours_form: HoursForm | None = None,
    served: Sequence[Overlap] = (),
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    found = queries.valuation(crisis)
    shown = queries.hours_shown_to(actor, crisis)
    rows = page_of(request, queries.activities(crisis), ROWS)
    context = {
        "crisis": crisis,
        "page": rows,
        "totals": queries.totals(crisis),
        "valuation": found,
        "worth": queries.worth(found) if found else [],
        "waiting": shown.filter(is_verified=False)[:ROWS],
        "waiting_count": shown.filter(is_verified=False).count(),
        "activity_form": activity_form or ActivityForm(),
        "hours_form": hours_form or _hours_form(request, crisis),
        "served": served,
        "may_record": actor.may("activity.record"),
        "may_record_hours": actor.may("hours.record"),
        "may_verify": actor.may("hours.verify"),
        "may_amend": actor.may("hours.amend"),
        "verified": shown.filter(is_verified=True).prefetch_related("corrections")[:ROWS],
    }
    return render(request, "volunteering/activity_list.html", context, status=status)
