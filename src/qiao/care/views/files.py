"""Case files of one's own team. Whatever belongs to another team does not exist here: 404, and it is not counted."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.care import actions, forms, queries
from qiao.care.forms import ConsentForm, OpenForm, ReasonForm, SessionForm
from qiao.care.groups import joinable, memberships_of
from qiao.care.models import CareFile, Consent
from qiao.exceptions import QiaoError
from qiao.registry.models import Crisis

INVALID = 422
SHOWN_REQUESTS = 20
NEXT_REVIEW = timedelta(days=7)
NEXT_SUPERVISION = timedelta(days=14)
MINUTE_FORMAT = "%Y-%m-%dT%H:%M"


def get_file_for_team(request: HttpRequest, pk: uuid.UUID) -> CareFile:
    """Return a file of the reader's own team or supervision, or 404."""
    files = queries.own_files(actor_of(request)).select_related("crisis", "supervisor")
    found: CareFile = get_object_or_404(files, pk=pk)
    return found


@requires("care_file.read")
@require_GET
def file_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the files of the reader's own team in a crisis."""
    return _list(request, get_object_or_404(Crisis, slug=slug))


@requires("care_file.open")
@require_POST
def file_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Open a file."""
    crisis = get_object_or_404(Crisis, slug=slug)
    actor = actor_of(request)
    form = _open_form(request, request.POST)
    if not form.is_valid():
        return _list(request, crisis, form=form, status=INVALID)
    facts = dict(form.cleaned_data)
    has_consent = facts.pop("has_consent")
    file = actions.open_file(actor, crisis, **facts)
    if has_consent:
        is_child = file.age == CareFile.Age.UNDER_14
        actions.record_consent(
            actor,
            file,
            purpose=Consent.Purpose.SERVICE,
            given_at=timezone.now(),
            given_by=Consent.Giver.GUARDIAN if is_child else Consent.Giver.SELF,
        )
    messages.success(request, _("已建立档案 %(number)s。") % {"number": file.number})
    return redirect("care:file", file.pk)


@requires("care_file.read")
@require_GET
def file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show a file to its team. The reading is in the trail before the page is made."""
    return file_page(request, get_file_for_team(request, pk))


@requires("care_session.add")
@require_POST
def session_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a session."""
    found = get_file_for_team(request, pk)
    form = SessionForm(request.POST)
    if not form.is_valid():
        return file_page(request, found, session_form=form, status=INVALID)
    actions.add_session(actor_of(request), found, **form.cleaned_data)
    messages.success(request, _("已加密保存会谈记录。"))
    return redirect("care:file", pk)


@requires("consent.record")
@require_POST
def consent_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record a consent."""
    found = get_file_for_team(request, pk)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return file_page(request, found, consent_form=form, status=INVALID)
    actions.record_consent(actor_of(request), found, **form.cleaned_data)
    messages.success(request, _("已记录同意。"))
    return redirect("care:file", pk)


@requires("consent.withdraw")
@require_POST
def consent_withdraw(request: HttpRequest, pk: uuid.UUID, consent: uuid.UUID) -> HttpResponse:
    """Withdraw a consent."""
    found = get_file_for_team(request, pk)
    held = get_object_or_404(found.consents.select_related("file"), pk=consent)
    actions.withdraw_consent(actor_of(request), held, withdrawn_at=timezone.now())
    messages.success(request, _("已撤回；此后不得再用于这个目的。"))
    return redirect("care:file", pk)


@requires("care_note.reveal")
@require_POST
def notes_open(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let the file's supervisor read its notes for a while, for a reason."""
    found = get_file_for_team(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return file_page(request, found, reason_form=form, status=INVALID)
    try:
        actions.open_notes(actor_of(request), found, **form.cleaned_data, now=timezone.now())
    except QiaoError as refusal:
        form.add_error(None, refusal.message(request.LANGUAGE_CODE))
        return file_page(request, found, reason_form=form, status=refusal.status)
    return redirect("care:file", pk)


def _open_form(request: HttpRequest, data: Any = None) -> OpenForm:
    actor = actor_of(request)
    return OpenForm(data, organization_id=actor.organization_id, user_id=actor.user_id)


def _list(
    request: HttpRequest, crisis: Crisis, *, form: OpenForm | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    may_open = actor.may("care_file.open")
    context = {
        "crisis": crisis,
        "files": queries.own_files_in(actor, crisis),
        "today": timezone.localdate(),
        "incoming": queries.incoming(actor),
        "requests": queries.requests_for_care(crisis)[:SHOWN_REQUESTS] if may_open else (),
        "may_open": may_open,
        "has_supervisor": queries.supervisors(actor.organization_id).exists(),
        "form": (form or _open_form(request)) if may_open else None,
    }
    return render(request, "care/file_list.html", context, status=status)


def file_page(request: HttpRequest, found: CareFile, *, status: int = 200, **filled: Any) -> HttpResponse:
    """Answer with a file's page; `filled` are the forms that were filled in and stay as they are."""
    actor, now = actor_of(request), timezone.now()
    opened = actions.read_file(actor, found, now=now)
    in_team, supervises = queries.is_in_team(actor, found), queries.supervises(actor, found)
    may_write = in_team and found.state == CareFile.State.OPEN
    blank = _blank_forms(request, found, now) if in_team or supervises else {}
    context = {
        "crisis": found.crisis,
        "file": found,
        "opened": opened,
        "team": found.team.all(),
        "consents": queries.consents_of(found),
        "referrals": found.referrals.all(),
        "memberships": memberships_of(found),
        "reads": queries.reads_of(found)[: queries.SHOWN_READS],
        "now": now,
        "today": timezone.localdate(now),
        "in_team": in_team,
        "may_write": may_write,
        "may_ask": supervises and not opened.shows_notes,
        "supervises": supervises,
        "labels": {"RISK": forms.RISK_LABELS, "SAFETY": forms.SAFETY_LABELS},
        "levels": dict(forms.LEVELS),
    }
    return render(request, "care/file.html", context | blank | filled, status=status)


def _blank_forms(request: HttpRequest, found: CareFile, now: datetime) -> dict[str, Any]:
    """Return what may be filled in on a file's page, empty but for what a person would type anyway."""
    local = timezone.localtime(now).strftime(MINUTE_FORMAT)
    return {
        "session_form": SessionForm(initial={"held_at": local}),
        "consent_form": ConsentForm(initial={"given_at": local}),
        "reason_form": ReasonForm(),
        "referral_form": forms.ReferralForm(actor=actor_of(request)),
        "answer_form": forms.AnswerForm(),
        "join_form": forms.JoinForm(groups=joinable(found.organization_id, found.crisis)),
        "risk_form": forms.RiskForm(initial={"review_on": timezone.localdate(now + NEXT_REVIEW)}),
        "safety_form": forms.SafetyForm(),
        "goal_form": forms.GoalForm(),
        "advice_form": forms.AdviceForm(initial={"supervise_on": timezone.localdate(now + NEXT_SUPERVISION)}),
        "closing_form": forms.ClosingForm(),
        "decide_form": forms.DecideClosingForm(),
        "request_form": forms.RequestForm(),
        "answered_form": forms.AnswerRequestForm(),
    }
