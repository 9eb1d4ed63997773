"""A complaint is read, given to somebody, answered, and ended once its result was told."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.exceptions import (
    ComplaintStateError,
    FocalPointMissingError,
    HandlerConcernedError,
    RightMissingError,
)
from qiao.quality.actions.telling import begin_complaint
from qiao.quality.models import Complaint, Feedback, FocalPoint
from qiao.quality.notices import tell_handlers
from qiao.quality.queries import complaint_of, focal_points, handles, people_of, trusted
from qiao.quality.sealed import answer_of, close_words, contact_of, words_of
from qiao.trail.recorded import detail, recorded


@dataclass(frozen=True)
class Read:
    """A complaint opened."""

    complaint: Complaint
    words: str
    contact: str
    answer: str


def _held(actor: Actor, complaint: Complaint, verb: str) -> Complaint:
    """Return the complaint, locked, for somebody who handles it."""
    if not handles(actor, complaint):
        raise RightMissingError(verb=verb)
    held: Complaint = Complaint.objects.select_for_update().get(pk=complaint.pk)
    return held


@recorded("complaint.read")
def _note_read(actor: Actor, /, complaint: Complaint) -> Complaint:
    if not handles(actor, complaint):
        raise RightMissingError(verb="complaint.read")
    return complaint


def read_complaint(actor: Actor, complaint: Complaint) -> Read:
    """Return what was said to somebody who handles it, once the reading is in the trail."""
    _note_read(actor, complaint)
    feedback = complaint.feedback
    return Read(complaint, words_of(feedback), contact_of(feedback), answer_of(complaint))


@recorded("complaint.open")
def open_complaint(actor: Actor, /, feedback: Feedback, *, kind: str, at: datetime) -> Complaint:
    """Make a complaint of what somebody said without calling it one."""
    if complaint_of(feedback) is not None:
        raise ComplaintStateError
    return begin_complaint(actor, feedback, kind=kind, at=at)


@recorded("complaint.assign")
def assign_complaint(actor: Actor, /, complaint: Complaint, *, owner: User, due_on: date) -> Complaint:
    """Say who looks into a complaint and by when it is answered.

    Raises HandlerConcernedError where it is about that person, or, for a sensitive one, they are not a named person.
    """
    held = _held(actor, complaint, "complaint.assign")
    fits = people_of(actor.acts_for).filter(pk=owner.pk).exists()
    if held.is_sensitive:
        fits = fits and focal_points(actor.acts_for).filter(user=owner).exists()
    if not fits or held.concerned.filter(pk=owner.pk).exists():
        raise HandlerConcernedError
    if held.state == Complaint.State.CLOSED:
        raise ComplaintStateError
    held.owner, held.due_on = owner, due_on
    held.save(update_fields=("owner", "due_on"))
    if held.is_sensitive:
        held.handlers.add(owner)
    if owner.pk != actor.user_id:
        tell_handlers(actor, held, [owner.pk], occasion=f"owner-{owner.pk}")
    return held


@recorded("complaint.exclude")
def exclude_person(actor: Actor, /, complaint: Complaint, *, person: User) -> Complaint:
    """Say whom a complaint is about: from now on they see nothing of it, whatever their role.

    Raises FocalPointMissingError where nobody would be left to handle a sensitive one.
    """
    held = _held(actor, complaint, "complaint.exclude")
    held.concerned.add(person)
    held.handlers.remove(person)
    if held.owner_id == person.pk:
        held.owner = None
        held.save(update_fields=("owner",))
    if held.is_sensitive and not held.handlers.exists():
        raise FocalPointMissingError
    return held


@recorded("complaint.restrict")
def restrict_complaint(actor: Actor, /, complaint: Complaint) -> Complaint:
    """Hand a complaint to the named persons; the desk sees it no more."""
    held = _held(actor, complaint, "complaint.restrict")
    named = trusted(held.organization_id, held.concerned.values_list("pk", flat=True))
    if not named:
        raise FocalPointMissingError
    held.is_sensitive, held.owner = True, None
    held.save(update_fields=("is_sensitive", "owner"))
    held.handlers.set(User.objects.filter(pk__in=named))
    tell_handlers(actor, held, named, occasion="restricted")
    return held


@recorded("complaint.answer")
def answer_complaint(
    actor: Actor, /, complaint: Complaint, *, finding: str, answer: str, at: datetime
) -> Complaint:
    """Say what was found and what was done; the words are sealed and shown to whoever complained, by their code."""
    held = _held(actor, complaint, "complaint.answer")
    if held.state == Complaint.State.CLOSED:
        raise ComplaintStateError
    held.sealed_answer = close_words(held.feedback, answer.strip(), "Complaint.answer")
    held.finding, held.state = finding, Complaint.State.ANSWERED
    held.answered_at = held.answered_at or at
    held.owner_id = held.owner_id or actor.user_id
    held.save(update_fields=("sealed_answer", "finding", "state", "answered_at", "owner"))
    return held


@recorded("complaint.close")
def close_complaint(actor: Actor, /, complaint: Complaint, *, told: str, at: datetime) -> Complaint:
    """End a complaint once its result was told, and say how. Raises ComplaintStateError before it is answered."""
    held = _held(actor, complaint, "complaint.close")
    if held.state != Complaint.State.ANSWERED:
        raise ComplaintStateError
    held.state, held.told, held.closed_at = Complaint.State.CLOSED, told, at
    held.save(update_fields=("state", "told", "closed_at"))
    return held


def share_answer(feedback: Feedback) -> tuple[Complaint | None, str]:
    """Return the complaint made of a feedback and its answer, for whoever holds the code."""
    complaint = complaint_of(feedback)
    return complaint, answer_of(complaint) if complaint else ""


@recorded("focal_point.name")
def name_focal_point(actor: Actor, /, *, user: User, at: datetime) -> FocalPoint:
    """Name who takes sensitive complaints from now on. Those that came before stay with whom they went to."""
    if not people_of(actor.acts_for).filter(pk=user.pk).exists():
        raise HandlerConcernedError
    known: FocalPoint | None = FocalPoint.objects.filter(user=user, ended_at__isnull=True).first()
    if known is not None:
        return known
    named: FocalPoint = FocalPoint.objects.create(
        id=uuid.uuid4(), organization_id=actor.acts_for, user=user, named_at=at
    )
    return named


@recorded("focal_point.end")
def end_focal_point(actor: Actor, /, point: FocalPoint, *, at: datetime) -> FocalPoint:
    """End somebody's taking of sensitive complaints; what they handle already stays with them until handed on."""
    detail(organization=str(actor.acts_for))
    FocalPoint.objects.filter(pk=point.pk, ended_at__isnull=True).update(ended_at=at)
    point.refresh_from_db()
    return point
