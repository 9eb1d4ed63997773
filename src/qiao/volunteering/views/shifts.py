"""The board of shifts, and the page of one: take it, stand by, leave it, enter others, call it off."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.paging import page_of
from qiao.accounts.roles import Actor
from qiao.exceptions import QiaoError
from qiao.registry.handing import FORMS, download
from qiao.registry.models import Crisis, Person
from qiao.volunteering import actions, queries
from qiao.volunteering.calling import to_call
from qiao.volunteering.codes import shift_invitation, site_code, volunteer_code
from qiao.volunteering.files import shifts_file
from qiao.volunteering.models import Assignment, Shift
from qiao.volunteering.qr import qr_of
from qiao.volunteering.shift_forms import AssignForm, CancelForm, ShiftForm, TakeForm

ROWS = 40
INVALID = 422
SHOWN_AFTER = timedelta(hours=12)
"""So long after its end a shift stays on the board."""


def language() -> str:
    """Return the language of the page."""
    return get_language() or "zh-hans"


def get_shift_for_reader(pk: uuid.UUID) -> Shift:
    """Return a shift of the active organisation."""
    rows = Shift.objects.select_related("activity__crisis", "activity__place", "organization")
    found: Shift = get_object_or_404(rows, pk=pk)
    return found


def get_place_for_holder(actor: Actor, pk: uuid.UUID) -> Assignment:
    """Return a place in a shift: one's own, or anybody's for who organises."""
    rows = Assignment.objects.select_related("shift__activity__crisis", "person")
    if not actor.may("shift.assign"):
        rows = rows.filter(person__user=actor.user_id)
    found: Assignment = get_object_or_404(rows, pk=pk)
    return found


def person_of(actor: Actor) -> Person | None:
    """Return the person behind the account, where there is one yet."""
    return Person.objects.filter(user=actor.user_id).first() if actor.user_id else None


@requires("shift.read")
@require_GET
def shift_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the shifts that are still to come, with the free places and one's own."""
    return _board(request, get_object_or_404(Crisis, slug=slug))


@requires("shift.open")
@require_POST
def shift_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a shift."""
    crisis = get_object_or_404(Crisis, slug=slug)
    form = ShiftForm(request.POST, activities=queries.activities(crisis))
    if not form.is_valid():
        return _board(request, crisis, form=form)
    made = actions.open_shift(actor_of(request), form.cleaned_data["activity"], form.plan)
    messages.success(request, _("班次已开，可以报名了。"))
    return redirect("volunteering:shift", made.pk)


@requires("shift.export")
@require_GET
def shift_export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Hand all shifts of a crisis out as a file."""
    if form not in FORMS:
        raise Http404
    crisis = get_object_or_404(Crisis, slug=slug)
    since = timezone.make_aware(datetime.combine(crisis.began_on, time.min))
    rows = queries.shifts(crisis, since=since)
    return download(actions.export_shifts(actor_of(request), crisis, shifts_file(rows, form)), "shifts", form)


def places_chart(rows: Sequence[Any]) -> dict[str, Any] | None:
    """Return how many places of each shift are held and free, and how many stand by; None with fewer than two shifts."""
    if len(rows) <= 1:
        return None
    return {
        "kind": "rows",
        "title": _("名额报满了多少"),
        "category": _("班次"),
        "unit": _("人"),
        "categories": [str(one) for one in rows],
        "series": [
            {"name": _("已报名"), "tone": "accent", "values": [one.taken for one in rows]},
            {"name": _("还缺"), "tone": "amber", "values": [max(0, one.left) for one in rows]},
            {"name": _("候补"), "tone": "blue", "values": [one.standing_by for one in rows]},
        ],
    }


def _board(request: HttpRequest, crisis: Crisis, *, form: ShiftForm | None = None) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    only_free = bool(request.GET.get("free"))
    rows = queries.shifts(crisis, since=now - SHOWN_AFTER, only_free=only_free)
    person = person_of(actor)
    held = {one.shift_id: one for one in queries.shifts_of(person)} if person else {}
    page = page_of(request, rows, ROWS)
    activities = queries.activities(crisis)
    context = {
        "crisis": crisis,
        "page": page,
        "shifts": [(one, held.get(one.pk)) for one in page],
        "only_free": only_free,
        "places_chart": places_chart([one for one in page if not one.is_cancelled]),
        "has_activities": activities.exists(),
        "form": form
        or ShiftForm(activities=activities, initial={"day": timezone.localdate() + timedelta(days=1)}),
        "is_wrong": form is not None,
        "may_open": actor.may("shift.open"),
    }
    return render(request, "volunteering/shift_list.html", context, status=INVALID if form else 200)


@requires("shift.read")
@require_GET
def shift(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one shift."""
    return _page(request, get_shift_for_reader(pk))


@requires("shift.take")
@require_POST
def shift_take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a place, or stand by for one."""
    here, form = get_shift_for_reader(pk), TakeForm(request.POST)
    form.is_valid()
    try:
        made = actions.take_shift(actor_of(request), here, at=timezone.now(), **form.cleaned_data)
    except QiaoError as error:
        return _page(request, here, refusal=error)
    said = (
        _("已报候补。有人退出时先找您。")
        if made.is_standby
        else _("报名成功。请把签到页存在手机里，没有网络也能签到。")
    )
    messages.success(request, said)
    return redirect("volunteering:shift", pk)


@requires("shift.assign")
@require_POST
def shift_assign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Enter somebody else."""
    here, actor = get_shift_for_reader(pk), actor_of(request)
    form = AssignForm(request.POST, people=queries.volunteers_for(actor))
    if not form.is_valid():
        return _page(request, here, forms={"assign_form": form})
    try:
        actions.assign(actor, here, at=timezone.now(), **form.cleaned_data)
    except QiaoError as error:
        return _page(request, here, forms={"assign_form": form}, refusal=error)
    messages.success(request, _("已安排。"))
    return redirect("volunteering:shift", pk)


@requires("shift.cancel")
@require_POST
def shift_cancel(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Call the shift off."""
    here, form = get_shift_for_reader(pk), CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, here, forms={"cancel_form": form})
    try:
        actions.cancel_shift(actor_of(request), here, reason=form.cleaned_data["reason"], at=timezone.now())
    except QiaoError as error:
        return _page(request, here, refusal=error)
    messages.success(request, _("班次已取消。请告诉已报名的人。"))
    return redirect("volunteering:shift", pk)


def _decide(request: HttpRequest, pk: uuid.UUID, act: Callable[..., Assignment], said: str) -> HttpResponse:
    place = get_place_for_holder(actor_of(request), pk)
    try:
        act(actor_of(request), place, at=timezone.now())
    except QiaoError as error:
        return _page(request, get_shift_for_reader(place.shift_id), refusal=error)
    messages.success(request, said)
    return redirect("volunteering:shift", place.shift_id)


@requires("shift.leave")
@require_POST
def place_leave(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Leave a shift; whoever left may sign up again."""
    return _decide(request, pk, actions.leave_shift, _("已退出。改主意了可以再报名。"))


@requires("shift.move_up")
@require_POST
def place_up(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Move up from standing by."""
    return _decide(request, pk, actions.move_up, _("已转正。"))


def _page(
    request: HttpRequest,
    here: Shift,
    *,
    forms: dict[str, BaseForm] | None = None,
    refusal: QiaoError | None = None,
) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    people = list(queries.people_of(here))
    person = person_of(actor)
    mine = next((one for one in people if person and one.person_id == person.pk), None)
    organises = actor.may("shift.assign")
    context: dict[str, Any] = {
        "shift": here,
        "crisis": here.activity.crisis,
        "people": people if organises else [],
        "counts": _counts(people),
        "left": here.slots - sum(not one.is_standby for one in people),
        "mine": mine,
        "my_code": volunteer_code(mine) if mine else "",
        "is_over": here.ends_at <= now,
        "organises": organises,
        "site_code": site_code(here) if organises else "",
        **(_invitation(request, here) if organises else {}),
        "refusal": refusal.message(language()) if refusal else "",
        "offers_standby": refusal is not None and refusal.code == "shift_full",
        "may_take": actor.may("shift.take"),
        "calls": to_call(here, queries.volunteers_for(actor))
        if organises and _lacks(here, people, now)
        else [],
        "assign_form": AssignForm(people=queries.volunteers_for(actor)),
        "cancel_form": CancelForm(),
    }
    status = refusal.status if refusal else INVALID if forms else 200
    return render(request, "volunteering/shift.html", context | (forms or {}), status=status)


def _invitation(request: HttpRequest, here: Shift) -> dict[str, Any]:
    link = request.build_absolute_uri(reverse("volunteering:join", args=[shift_invitation(here)]))
    place = request.build_absolute_uri(f"{reverse('volunteering:come')}?site={site_code(here)}")
    return {"invitation": link, "invitation_qr": qr_of(link), "site_qr": qr_of(place)}


def _lacks(here: Shift, people: Sequence[Assignment], now: datetime) -> bool:
    held = sum(not one.is_standby for one in people)
    return not here.is_cancelled and here.ends_at > now and held < here.slots


def _counts(people: Sequence[Assignment]) -> dict[str, int]:
    came = [one for one in people if any(each.kind == "IN" for each in one.presences.all())]
    return {
        "taken": sum(not one.is_standby for one in people),
        "standing_by": sum(one.is_standby for one in people),
        "came": len(came),
    }
