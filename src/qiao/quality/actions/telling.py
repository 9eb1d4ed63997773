"""Feedback comes in: by the code on a slip, without one, or by telephone through somebody who writes it down."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.exceptions import (
    CodeUnknownError,
    FeedbackConflictError,
    FeedbackEmptyError,
    FocalPointMissingError,
    LineAlreadyDecidedError,
)
from qiao.intake.actions.reporter import check_flood, note_sending
from qiao.intake.models import Report
from qiao.intake.reporter.codes import numbered_code, plain_code
from qiao.quality.models import SENSITIVE, Complaint, Feedback
from qiao.quality.notices import tell_handlers
from qiao.quality.queries import complaint_of, feedback_about, feedback_behind, trusted
from qiao.quality.queries.reading import DESK
from qiao.quality.sealed import close_words, contact_of, give_key, words_of
from qiao.registry.models import Crisis
from qiao.registry.queries import coordinators_of
from qiao.relief.actions.receiving import count_wrong_code, refuse_locked
from qiao.relief.models import Delivery
from qiao.trail.chain import together
from qiao.trail.recorded import detail, recorded

ANSWERED_WITHIN = timedelta(days=7)
"""Our own term for an ordinary complaint; no law names one."""
SENSITIVE_WITHIN = timedelta(days=1)
TRIES = 20


@dataclass(frozen=True)
class Told:
    """What somebody says, as they filled it in. `kind` is what is complained of, "" where it is no complaint."""

    service: str = Feedback.Service.OTHER
    score: int | None = None
    words: str = ""
    contact: str = ""
    wants_answer: bool = False
    kind: str = ""
    not_for: tuple[uuid.UUID, ...] = ()
    delivery: Delivery | None = None
    report: Report | None = None

    @property
    def is_empty(self) -> bool:
        """Say whether there is neither a score nor a word."""
        return self.score is None and not self.words.strip()


def code_of(feedback: Feedback) -> str:
    """Return the code under which whoever said it finds the answer; kept nowhere."""
    return numbered_code("feedback", str(feedback.pk))


def _mark(code: str) -> str:
    return fingerprint("feedback-code", plain_code(code))


def find_feedback(code: str, *, client: str, now: datetime) -> Feedback:
    """Return the feedback a typed code opens.

    Raises
    ------
    CodeLockedError, CodeUnknownError
        As for the code of a delivery.
    """
    refuse_locked(client, now=now)
    found = feedback_behind(_mark(code))
    if found is None:
        count_wrong_code(client, now=now)
        raise CodeUnknownError(tries=TRIES)
    return found


def tell_feedback(
    organization_id: uuid.UUID,
    crisis: Crisis,
    told: Told,
    *,
    submission: uuid.UUID,
    at: datetime,
    client: str,
) -> Feedback:
    """Keep what somebody without an account says. Sent again, or about the same thing, the first one stands.

    Raises
    ------
    FeedbackEmptyError, FeedbackConflictError, FocalPointMissingError, TooManyReportsError
        Nothing was kept.
    """
    known = _known(told, submission)
    if known is not None:
        return known
    check_flood(client, submission, now=at)
    actor = Actor.public(organization_id)
    try:
        with scope(organization=organization_id), together():
            kept: Feedback = _tell(actor, crisis, told, pk=submission, at=at)
            note_sending(client, now=at)
    except IntegrityError:  # a second tap came between: the first one stands
        known = _known(told, submission)
        if known is None:
            raise
        return known
    return kept


def _known(told: Told, submission: uuid.UUID) -> Feedback | None:
    with scopes_disabled():
        first: Feedback | None = Feedback.objects.filter(pk=submission).first()
    if first is not None:
        same = (first.delivery_id, first.report_id, first.score) == (
            told.delivery.pk if told.delivery else None,
            told.report.pk if told.report else None,
            told.score,
        )
        if not same:
            raise FeedbackConflictError
        return first
    if told.delivery is None and told.report is None:
        return None
    return feedback_about(delivery=told.delivery, report=told.report)


@recorded("feedback.tell")
def _tell(actor: Actor, /, crisis: Crisis, told: Told, *, pk: uuid.UUID, at: datetime) -> Feedback:
    return _keep(actor, crisis, told, pk=pk, at=at, channel=Feedback.Channel.PAGE)


@recorded("feedback.note")
def note_feedback(
    actor: Actor, /, crisis: Crisis, told: Told, *, submission: uuid.UUID, at: datetime
) -> Feedback:
    """Write down what somebody says on the telephone.

    Raises as `tell_feedback` does; LineAlreadyDecidedError where this delivery or report was told of before.
    """
    if _known(told, submission) is not None:
        raise LineAlreadyDecidedError(state="TOLD")
    return _keep(actor, crisis, told, pk=submission, at=at, channel=Feedback.Channel.PHONE)


def _keep(actor: Actor, crisis: Crisis, told: Told, *, pk: uuid.UUID, at: datetime, channel: str) -> Feedback:
    if told.is_empty:
        raise FeedbackEmptyError
    feedback = Feedback(
        id=pk,
        organization_id=actor.acts_for,
        crisis=crisis,
        service=told.service,
        score=told.score,
        wants_answer=told.wants_answer,
        channel=channel,
        delivery=told.delivery,
        report=told.report,
        noted_by_id=actor.user_id,
        told_at=at,
    )
    feedback.code_mark = _mark(code_of(feedback))
    give_key(feedback)
    feedback.sealed_words = close_words(feedback, told.words.strip(), "Feedback.words")
    feedback.sealed_contact = close_words(feedback, told.contact.strip(), "Feedback.contact")
    feedback.save(force_insert=True)
    detail(service=feedback.service, channel=channel)
    if told.kind:
        begin_complaint(actor, feedback, kind=told.kind, not_for=told.not_for, at=at)
    return feedback


def begin_complaint(
    actor: Actor, feedback: Feedback, *, kind: str, not_for: tuple[uuid.UUID, ...] = (), at: datetime
) -> Complaint:
    """Make a complaint of a feedback, inside the action that asked for it.

    A sensitive one goes to the named persons whom its teller did not rule out, and to nobody else. Whoever is ruled
    out counts as somebody it may be about. Raises FocalPointMissingError where none is left.
    """
    is_sensitive = kind in SENSITIVE
    named = trusted(feedback.organization_id, not_for) if is_sensitive else []
    if is_sensitive and not named:
        raise FocalPointMissingError
    within = SENSITIVE_WITHIN if is_sensitive else ANSWERED_WITHIN
    complaint: Complaint = Complaint.objects.create(
        organization_id=feedback.organization_id,
        feedback=feedback,
        kind=kind,
        is_sensitive=is_sensitive,
        due_on=timezone.localdate(at + within),
    )
    complaint.handlers.set(User.objects.filter(pk__in=named))
    complaint.concerned.set(User.objects.filter(pk__in=not_for if is_sensitive else ()))
    people = named or coordinators_of(feedback.organization_id)
    tell_handlers(actor, complaint, people, occasion="opened")
    return complaint


@recorded("feedback.add")
def _add(actor: Actor, /, feedback: Feedback, told: Told, *, at: datetime) -> Feedback:
    held: Feedback = Feedback.objects.select_for_update().get(pk=feedback.pk)
    if held.has_words or held.erased_at is not None:
        raise LineAlreadyDecidedError(state="TOLD")
    if not told.words.strip():
        raise FeedbackEmptyError
    held.sealed_words = close_words(held, told.words.strip(), "Feedback.words")
    held.sealed_contact = close_words(held, told.contact.strip(), "Feedback.contact")
    held.wants_answer = told.wants_answer
    held.save(update_fields=("sealed_words", "sealed_contact", "wants_answer"))
    if told.kind and complaint_of(held) is None:
        begin_complaint(actor, held, kind=told.kind, not_for=told.not_for, at=at)
    return held


def add_words(feedback: Feedback, told: Told, *, at: datetime) -> Feedback:
    """Let whoever gave a score with one tap say a word to it, once, with their code."""
    actor = Actor.public(feedback.organization_id)
    with scope(organization=feedback.organization_id):
        return _add(actor, feedback, told, at=at)


@recorded("feedback.reveal")
def reveal_feedback(actor: Actor, /, feedback: Feedback) -> tuple[str, str]:
    """Return words and contact of a feedback to the desk; the reading is in the trail."""
    complaint = complaint_of(feedback)
    if (complaint is not None and complaint.is_sensitive) or not actor.roles & DESK:
        raise LineAlreadyDecidedError(state="RESTRICTED")
    detail(feedback=str(feedback.pk))
    return words_of(feedback), contact_of(feedback)


@recorded("feedback.erase")
def erase_feedback(_actor: Actor, /, feedback: Feedback, *, erased_at: datetime) -> Feedback:
    """Destroy the key, words, contact and answer of a feedback; score, dates and states stay."""
    held: Feedback = Feedback.objects.select_for_update().get(pk=feedback.pk)
    held.wrapped_key = held.sealed_words = held.sealed_contact = b""
    held.erased_at = erased_at
    held.save(update_fields=("wrapped_key", "sealed_words", "sealed_contact", "erased_at"))
    Complaint.objects.filter(feedback=held).update(sealed_answer=b"")
    return held
