"""Referrals out and in, and requests taken up. The receiver sees of a file only the summary made for it."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qiao.accounts.guard import actor_of, requires
from qiao.care import actions, queries
from qiao.care.forms import AnswerForm, DeclineForm, ReferralForm, TakeForm, TeamForm
from qiao.care.models import CareFile, Consent, Referral
from qiao.care.views.files import INVALID, file_page, get_file_for_team
from qiao.exceptions import QiaoError
from qiao.intake.models import Need
from qiao.registry.models import Crisis
from qiao.trail.chain import together


def get_incoming(request: HttpRequest, pk: uuid.UUID) -> Referral:
    """Return a referral that waits for the reader's organisation, or 404."""
    for one in queries.incoming(actor_of(request)):
        if one.pk == pk:
            return one
    raise Http404


def get_outgoing(found: CareFile, pk: uuid.UUID) -> Referral:
    """Return a referral of a file of the reader's team, or 404."""
    one: Referral = get_object_or_404(found.referrals.select_related("file"), pk=pk)
    return one


def get_request(slug: str, pk: uuid.UUID) -> Need:
    """Return a request for psychological support which nobody has taken up, or 404."""
    crisis = get_object_or_404(Crisis, slug=slug)
    need: Need = get_object_or_404(queries.requests_for_care(crisis), pk=pk)
    return need


@requires("referral.ask")
@require_POST
def referral_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask another organisation to take the file over."""
    found, actor, now = get_file_for_team(request, pk), actor_of(request), timezone.now()
    form = ReferralForm(request.POST, actor=actor)
    if not form.is_valid():
        return file_page(request, found, status=INVALID, referral_form=form)
    facts = dict(form.cleaned_data)
    has_consent, given_by = facts.pop("has_consent"), facts.pop("given_by") or Consent.Giver.SELF
    receiver = facts["to"].name if facts["to"] else facts["to_name"].strip()
    try:
        with together():
            if has_consent and not queries.has_consent(found, Consent.Purpose.SHARING, receiver):
                actions.record_consent(
                    actor,
                    found,
                    purpose=Consent.Purpose.SHARING,
                    given_at=now,
                    given_by=given_by,
                    receiver=receiver,
                )
            actions.ask_referral(actor, found, **facts, asked_at=now)
    except QiaoError as refusal:
        form.add_error(None, refusal.message(request.LANGUAGE_CODE))
        return file_page(request, found, status=refusal.status, referral_form=form)
    messages.success(request, _("已提出转介，等待对方答复；档案在对方接收之前仍由您的团队负责。"))
    return redirect("care:file", pk)


@requires("referral.withdraw")
@require_POST
def referral_withdraw(request: HttpRequest, pk: uuid.UUID, referral: uuid.UUID) -> HttpResponse:
    """Take an asking back."""
    held = get_outgoing(get_file_for_team(request, pk), referral)
    with together():
        actions.withdraw_referral(actor_of(request), held, answered_at=timezone.now())
    messages.success(request, _("已收回转介。"))
    return redirect("care:file", pk)


@requires("referral.note")
@require_POST
def referral_note(request: HttpRequest, pk: uuid.UUID, referral: uuid.UUID) -> HttpResponse:
    """Write down what an outside organisation answered."""
    found = get_file_for_team(request, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return file_page(request, found, status=INVALID, answer_form=form)
    answer = form.cleaned_data["answer"]
    is_accepted = answer == Referral.State.ACCEPTED
    actions.note_answer(
        actor_of(request),
        get_outgoing(found, referral),
        is_accepted=is_accepted,
        reason="" if is_accepted else answer,
        answered_at=timezone.now(),
    )
    messages.success(request, _("已记下对方的答复。"))
    return redirect("care:file", pk)


@requires("referral.ask")
@require_GET
def referral_letter(request: HttpRequest, pk: uuid.UUID, referral: uuid.UUID) -> HttpResponse:
    """Show the letter to an outside organisation, to be printed and handed over."""
    found, now = get_file_for_team(request, pk), timezone.now()
    letter = actions.write_letter(actor_of(request), get_outgoing(found, referral), now=now)
    context = {"crisis": found.crisis, "file": found, "letter": letter, "now": now}
    return render(request, "care/letter.html", context)


@requires("referral.read")
@require_GET
def referral(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show what is referred here; the reading is in the trail."""
    return _referral(request, get_incoming(request, pk))


@requires("referral.accept")
@require_POST
def referral_accept(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a file over."""
    held = get_incoming(request, pk)
    form = _team_form(request, data=True)
    if not form.is_valid():
        return _referral(request, held, status=INVALID, team_form=form)
    file = actions.accept_referral(actor_of(request), held, **form.cleaned_data, answered_at=timezone.now())
    messages.success(
        request,
        _("已接收，档案号 %(number)s。先读一遍记录，不要让当事人再讲一遍。") % {"number": file.number},
    )
    return redirect("care:file", file.pk)


@requires("referral.decline")
@require_POST
def referral_decline(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Do not take a file over, for a reason."""
    held = get_incoming(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _referral(request, held, status=INVALID, decline_form=form)
    actions.decline_referral(
        actor_of(request), held, reason=form.cleaned_data["reason"], answered_at=timezone.now()
    )
    messages.success(request, _("已答复对方，摘要已销毁。"))
    return redirect("care:arrivals")


@requires("referral.read")
@require_GET
def arrivals(request: HttpRequest) -> HttpResponse:
    """List what is referred to the reader's organisation."""
    return render(request, "care/arrivals.html", {"incoming": queries.incoming(actor_of(request))})


@requires("care_file.take")
@require_GET
def request_page(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Show a request for support as its masked words, before it is taken up."""
    return _request(request, get_request(slug, pk))


@requires("care_file.take")
@require_POST
def request_take(request: HttpRequest, slug: str, pk: uuid.UUID) -> HttpResponse:
    """Open a file from a request."""
    need, actor = get_request(slug, pk), actor_of(request)
    form = TakeForm(request.POST, organization_id=actor.organization_id, user_id=actor.user_id)
    if not form.is_valid():
        return _request(request, need, status=INVALID, form=form)
    file = actions.take_request(actor, need, **form.cleaned_data, taken_at=timezone.now())
    messages.success(
        request, _("已接手并建档 %(number)s；别的人不会再打电话去问。") % {"number": file.number}
    )
    return redirect("care:file", file.pk)


def _request(
    request: HttpRequest, need: Need, *, status: int = 200, form: TakeForm | None = None
) -> HttpResponse:
    actor = actor_of(request)
    blank = TakeForm(
        organization_id=actor.organization_id,
        user_id=actor.user_id,
        initial={"age": queries.age_told(need)},
    )
    masked = getattr(need.report, "masked", None)
    context = {"crisis": need.crisis, "need": need, "masked": masked, "form": form or blank}
    return render(request, "care/request.html", context, status=status)


def _team_form(request: HttpRequest, *, data: bool = False) -> TeamForm:
    actor = actor_of(request)
    return TeamForm(
        request.POST if data else None, organization_id=actor.organization_id, user_id=actor.user_id
    )


def _referral(
    request: HttpRequest,
    held: Referral,
    *,
    status: int = 200,
    team_form: TeamForm | None = None,
    decline_form: DeclineForm | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "referral": held,
        "summary": actions.read_referral(actor, held),
        "may_answer": actor.may("referral.accept"),
        "team_form": team_form or _team_form(request),
        "decline_form": decline_form or DeclineForm(),
    }
    return render(request, "care/referral.html", context, status=status)
