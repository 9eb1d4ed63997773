"""Complaints: each view loads what the reader may handle, calls one action, goes back. All else is 404."""

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
from qiao.exceptions import QiaoError
from qiao.intake.views.answering import INVALID
from qiao.quality import actions, queries
from qiao.quality.forms import AnswerForm, AssignForm, CloseForm, PersonForm
from qiao.quality.models import Complaint


def get_complaint_for_handler(request: HttpRequest, pk: uuid.UUID) -> Complaint:
    """Return a complaint the reader handles, or 404."""
    rows = queries.complaints_for(actor_of(request)).select_related("feedback__organization")
    found: Complaint = get_object_or_404(rows, pk=pk)
    return found


@requires("complaint.read")
@require_GET
def complaint_list(request: HttpRequest) -> HttpResponse:
    """Show the complaints the reader handles: the open ones by their day, then those that ended."""
    rows = queries.complaints_for(actor_of(request))
    context = {
        "open": rows.exclude(state=Complaint.State.CLOSED),
        "closed": rows.filter(state=Complaint.State.CLOSED).order_by("-closed_at")[:50],
        "today": timezone.localdate(),
        "may_name": actor_of(request).may("focal_point.name"),
    }
    return render(request, "quality/complaint_list.html", context)


@requires("complaint.read")
@require_GET
def complaint(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show one; the reading is in the trail before the page is made."""
    return _page(request, get_complaint_for_handler(request, pk))


def _page(request: HttpRequest, found: Complaint, *, status: int = 200, **filled: Any) -> HttpResponse:
    actor = actor_of(request)
    read = actions.read_complaint(actor, found)
    context = {
        "crisis": found.feedback.crisis,
        "complaint": found,
        "feedback": found.feedback,
        "read": read,
        "concerned": found.concerned.all(),
        "handlers": found.handlers.all(),
        "today": timezone.localdate(),
        "assign_form": AssignForm(complaint=found),
        "person_form": PersonForm(organization_id=actor.acts_for),
        "answer_form": AnswerForm(initial={"finding": found.finding, "answer": read.answer}),
        "close_form": CloseForm(),
        "may_restrict": actor.may("complaint.restrict") and not found.is_sensitive,
    }
    return render(request, "quality/complaint.html", context | filled, status=status)


def _done(
    request: HttpRequest, found: Complaint, name: str, form: Any, act: Callable[[], Any], said: str
) -> HttpResponse:
    """Do one act with a form, or show the page again with what was typed."""
    if form is not None and not form.is_valid():
        return _page(request, found, status=INVALID, **{name: form})
    try:
        act()
    except QiaoError as refusal:
        messages.error(request, refusal.message(get_language() or "zh-hans"))
    else:
        messages.success(request, said)
    if queries.handles(actor_of(request), found):
        return redirect("quality:complaint", found.pk)
    return redirect("quality:complaint_list")


@requires("complaint.assign")
@require_POST
def complaint_assign(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say who looks into it and by when."""
    found = get_complaint_for_handler(request, pk)
    form = AssignForm(request.POST, complaint=found)

    def act() -> None:
        actions.assign_complaint(actor_of(request), found, **form.cleaned_data)

    return _done(request, found, "assign_form", form, act, _("已定下由谁处理。"))


@requires("complaint.exclude")
@require_POST
def complaint_exclude(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say whom it is about."""
    found = get_complaint_for_handler(request, pk)
    form = PersonForm(request.POST, organization_id=actor_of(request).acts_for)

    def act() -> None:
        actions.exclude_person(actor_of(request), found, person=form.cleaned_data["person"])

    return _done(request, found, "person_form", form, act, _("已写明；这个人从此看不到这件投诉。"))


@requires("complaint.restrict")
@require_POST
def complaint_restrict(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hand it to the named persons."""
    found = get_complaint_for_handler(request, pk)

    def act() -> None:
        actions.restrict_complaint(actor_of(request), found)

    return _done(request, found, "", None, act, _("已转给专人；别的人从此看不到。"))


@requires("complaint.answer")
@require_POST
def complaint_answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write the answer."""
    found, form = get_complaint_for_handler(request, pk), AnswerForm(request.POST)

    def act() -> None:
        actions.answer_complaint(actor_of(request), found, **form.cleaned_data, at=timezone.now())

    return _done(request, found, "answer_form", form, act, _("已写下答复。请把结果告知对方。"))


@requires("complaint.close")
@require_POST
def complaint_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End it, its result told."""
    found, form = get_complaint_for_handler(request, pk), CloseForm(request.POST)

    def act() -> None:
        actions.close_complaint(actor_of(request), found, told=form.cleaned_data["told"], at=timezone.now())

    return _done(request, found, "close_form", form, act, _("已结束。"))
