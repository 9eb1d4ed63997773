"""Pages, goals, closings, requests by right and reviews of openings: each view loads, calls one action, goes back."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.accounts.roles import Actor
from qiao.care import actions, forms, queries
from qiao.care.models import CareEntry, CareFile
from qiao.care.views.files import INVALID, file_page, get_file_for_team


def _filled(
    request: HttpRequest,
    pk: uuid.UUID,
    form: Any,
    name: str,
    act: Callable[[Actor, CareFile], Any],
    said: str,
) -> HttpResponse:
    """Do one act with a form, or show the page again with what was typed."""
    found = get_file_for_team(request, pk)
    if not form.is_valid():
        return file_page(request, found, status=INVALID, **{name: form})
    act(actor_of(request), found)
    messages.success(request, said)
    return redirect("care:file", pk)


@requires("care_entry.write")
@require_POST
def risk_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add an assessment of risk."""
    form = forms.RiskForm(request.POST)

    def act(actor: Actor, found: CareFile) -> None:
        actions.write_entry(
            actor,
            found,
            kind=CareEntry.Kind.RISK,
            content=form.content(),
            made_at=timezone.now(),
            review_on=form.cleaned_data["review_on"],
        )

    return _filled(request, pk, form, "risk_form", act, _("已加密保存风险评估。"))


@requires("care_entry.write")
@require_POST
def safety_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write the safety plan anew; the one before stays below it."""
    form = forms.SafetyForm(request.POST)

    def act(actor: Actor, found: CareFile) -> None:
        actions.write_entry(
            actor, found, kind=CareEntry.Kind.SAFETY, content=form.content(), made_at=timezone.now()
        )

    return _filled(request, pk, form, "safety_form", act, _("已加密保存安全计划。"))


@requires("care_supervision.write")
@require_POST
def advice_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add advice of the supervisor."""
    form = forms.AdviceForm(request.POST)

    def act(actor: Actor, found: CareFile) -> None:
        actions.write_supervision(
            actor,
            found,
            content=form.content(),
            made_at=timezone.now(),
            supervise_on=form.cleaned_data["supervise_on"],
        )

    return _filled(request, pk, form, "advice_form", act, _("已加密保存督导意见。"))


@requires("care_goal.set")
@require_POST
def goal_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a goal."""
    form = forms.GoalForm(request.POST)

    def act(actor: Actor, found: CareFile) -> None:
        actions.set_goal(actor, found, text=form.cleaned_data["text"], set_at=timezone.now())

    return _filled(request, pk, form, "goal_form", act, _("已加密保存目标。"))


@requires("care_goal.end")
@require_POST
def goal_end(request: HttpRequest, pk: uuid.UUID, part: uuid.UUID) -> HttpResponse:
    """Say how a goal stands; back to open where it was ended by mistake."""
    goal = get_object_or_404(get_file_for_team(request, pk).goals.select_related("file"), pk=part)
    state = request.POST.get("state", "")
    if state in goal.State.values:
        actions.end_goal(actor_of(request), goal, state=state, ended_at=timezone.now())
    return redirect("care:file", pk)


@requires("care_closing.ask")
@require_POST
def closing_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask the supervisor to close the file."""
    form = forms.ClosingForm(request.POST)

    def act(actor: Actor, found: CareFile) -> None:
        actions.ask_closing(actor, found, **form.cleaned_data, asked_at=timezone.now())

    return _filled(request, pk, form, "closing_form", act, _("已请督导确认结案。"))


@requires("care_closing.decide")
@require_POST
def closing_decide(request: HttpRequest, pk: uuid.UUID, part: uuid.UUID) -> HttpResponse:
    """Close the file, or send it back."""
    form = forms.DecideClosingForm(request.POST)

    def act(actor: Actor, found: CareFile) -> None:
        closing = get_object_or_404(found.closings.select_related("file"), pk=part)
        actions.decide_closing(
            actor,
            closing,
            is_confirmed=form.cleaned_data["answer"] == "CONFIRMED",
            remark=form.cleaned_data["remark"],
            decided_at=timezone.now(),
        )

    return _filled(request, pk, form, "decide_form", act, _("已记下您的意见。"))


@requires("care_rights.ask")
@require_POST
def rights_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note what somebody asks for by right."""
    form = forms.RequestForm(request.POST)

    def act(actor: Actor, found: CareFile) -> None:
        actions.note_request(actor, found, **form.cleaned_data, asked_at=timezone.now())

    return _filled(request, pk, form, "request_form", act, _("已登记请求，请在期限内答复。"))


@requires("care_rights.answer")
@require_POST
def rights_answer(request: HttpRequest, pk: uuid.UUID, part: uuid.UUID) -> HttpResponse:
    """Say what was done about it."""
    form = forms.AnswerRequestForm(request.POST)

    def act(actor: Actor, found: CareFile) -> None:
        asked = get_object_or_404(found.requests.select_related("file"), pk=part)
        actions.answer_request(
            actor,
            asked,
            is_granted=form.cleaned_data["answer"] == "GRANTED",
            answer=form.cleaned_data["words"],
            answered_at=timezone.now(),
        )

    return _filled(request, pk, form, "answered_form", act, _("已记下答复。"))


@requires("care_note.review")
@require_POST
def opening_review(request: HttpRequest, pk: uuid.UUID, part: uuid.UUID) -> HttpResponse:
    """Note that the team looked at why the notes were opened."""
    opening = get_object_or_404(get_file_for_team(request, pk).openings.select_related("file"), pk=part)
    actions.review_opening(actor_of(request), opening, reviewed_at=timezone.now())
    messages.success(request, _("已复核。"))
    return redirect("care:file", pk)


@requires("care_file.read")
@require_GET
def reads(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the person who read the file, to be printed."""
    found, actor, now = get_file_for_team(request, pk), actor_of(request), timezone.now()
    actions.read_file(actor, found, now=now)
    context = {"crisis": found.crisis, "file": found, "entries": queries.all_reads_of(found), "now": now}
    return render(request, "care/reads.html", context)


@requires("care_note.list")
@require_GET
def openings(request: HttpRequest) -> HttpResponse:
    """Show the auditor when notes were opened and whether somebody reviewed it; neither file nor reason."""
    rows = queries.openings_of(actor_of(request).organization_id)
    late = timezone.now() - actions.REVIEWED_WITHIN
    return render(request, "care/openings.html", {"openings": rows, "late": late})
