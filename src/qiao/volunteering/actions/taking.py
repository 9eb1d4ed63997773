"""A shift is taken, stood by for, and left. A clash is refused; only who organises overrides it, with a reason."""

from datetime import datetime

from django.utils import timezone

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.exceptions import (
    EnrolmentUnconfirmedError,
    RightMissingError,
    RiskUnreadError,
    ShiftClashError,
    ShiftClosedError,
    ShiftFullError,
    ShiftLeftAlreadyError,
    ShiftTakenAlreadyError,
    SkillMissingError,
)
from qiao.registry.models import Membership, Organization, Person
from qiao.trail.recorded import detail, recorded
from qiao.volunteering import notices
from qiao.volunteering.codes import mark_of_volunteer, volunteer_code
from qiao.volunteering.models import Assignment, Enrolment, Presence, Shift
from qiao.volunteering.queries.shifts import clashes_of, has_skill, places_left
from qiao.volunteering.skills import skill_word


def own_person(actor: Actor) -> Person:
    """Return the person behind an account, entered as a member on the first time."""
    if actor.user_id is None:
        raise RightMissingError(verb="shift.take")
    person = Person.objects.filter(user=actor.user_id).first()
    if person is None:
        organization = Organization.objects.get(pk=actor.acts_for)
        user = User.objects.get(pk=actor.user_id)
        person = Person.objects.create(name=str(user), user=user, is_sample=organization.is_sample)
        Membership.objects.create(organization=organization, person=person)
    return person


def person_behind(holder: Enrolment) -> Person:
    """Return who was confirmed under a code; raise EnrolmentUnconfirmedError before that."""
    if holder.person is None or holder.state != Enrolment.State.CONFIRMED:
        raise EnrolmentUnconfirmedError
    return holder.person


@recorded("shift.take")
def take_shift(
    actor: Actor,
    shift: Shift,
    *,
    has_read_risks: bool,
    stands_by: bool = False,
    at: datetime,
    holder: Enrolment | None = None,
) -> Assignment:
    """Take a place in a shift for oneself, or stand by for one; `holder` is whose code it is taken by.

    Raises
    ------
    ShiftClosedError, ShiftTakenAlreadyError, ShiftFullError, ShiftClashError
        As their sentences say; who stands by meets neither a full shift nor a clash.
    SkillMissingError
        When the shift asks for a skill that is not told, or whose licence nobody has seen or has run out.
    EnrolmentUnconfirmedError
        When nobody has confirmed yet who holds the code.
    RiskUnreadError
        When the shift has a notice of risks that was not read.
    """
    person = own_person(actor) if holder is None else person_behind(holder)
    if shift.risk_notice and not has_read_risks:
        raise RiskUnreadError
    return _enter(
        actor, shift, person, stands_by=stands_by, at=at, risk_read_at=at if has_read_risks else None
    )


@recorded("shift.assign")
def assign(
    actor: Actor,
    shift: Shift,
    person: Person,
    *,
    at: datetime,
    stands_by: bool = False,
    override_reason: str = "",
) -> Assignment:
    """Enter somebody for a shift. A reason lets a clash pass, and the trail keeps it; nothing else is overruled."""
    return _enter(actor, shift, person, stands_by=stands_by, at=at, override_reason=override_reason.strip())


def _enter(
    actor: Actor,
    shift: Shift,
    person: Person,
    *,
    at: datetime,
    stands_by: bool,
    override_reason: str = "",
    risk_read_at: datetime | None = None,
) -> Assignment:
    here = _locked(shift, at=at)
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if Assignment.objects.filter(shift=here, person=person, left_at__isnull=True).exists():
        raise ShiftTakenAlreadyError
    _refuse_unskilled(here, person)
    if not stands_by:
        if places_left(here) <= 0:
            raise ShiftFullError
        _refuse_clash(here, person, override_reason)
    made = Assignment(
        organization_id=here.organization_id,
        shift=here,
        person=person,
        is_standby=stands_by,
        signed_at=at,
        signed_by_id=actor.user_id,
        risk_read_at=risk_read_at,
        override_reason=override_reason,
    )
    made.code_mark = mark_of_volunteer(volunteer_code(made))
    made.save(force_insert=True)
    detail(shift=str(here.pk), is_standby=str(stands_by), is_overruled=str(bool(override_reason)))
    return made


def _locked(shift: Shift, *, at: datetime) -> Shift:
    """Return the shift under a lock, so that two people do not take the last place."""
    here: Shift = Shift.objects.select_for_update(no_key=True).get(pk=shift.pk)
    if here.is_cancelled or here.ends_at <= at:
        raise ShiftClosedError
    return here


def _refuse_unskilled(shift: Shift, person: Person) -> None:
    if not has_skill(person, shift.required_skill, on=timezone.localdate(shift.starts_at)):
        raise SkillMissingError(skill=skill_word(shift.required_skill))


def _refuse_clash(shift: Shift, person: Person, override_reason: str) -> None:
    other = clashes_of(person, shift).first()
    if other is not None and not override_reason:
        raise ShiftClashError(
            title=other.shift.activity.title,
            start=f"{timezone.localtime(other.shift.starts_at):%m-%d %H:%M}",
            end=f"{timezone.localtime(other.shift.ends_at):%H:%M}",
        )


@recorded("shift.leave")
def leave_shift(
    actor: Actor,
    assignment: Assignment,
    *,
    at: datetime,
    reason: str = "",
    holder: Enrolment | None = None,
) -> Assignment:
    """Leave a shift before it was checked in to; one's own, or anybody's for who organises."""
    _refuse_stranger(actor, assignment, verb="shift.leave", holder=holder)
    _locked_place(assignment)
    if Presence.objects.filter(assignment=assignment).exists():
        raise ShiftLeftAlreadyError
    stands = Assignment.objects.filter(pk=assignment.pk, left_at__isnull=True)
    if not stands.update(left_at=at, left_reason=reason):
        raise ShiftLeftAlreadyError
    assignment.refresh_from_db()
    detail(shift=str(assignment.shift_id))
    if not assignment.is_standby:
        notices.tell_freed(actor, assignment, at=at)
    return assignment


@recorded("shift.move_up")
def move_up(
    actor: Actor,
    assignment: Assignment,
    *,
    at: datetime,
    override_reason: str = "",
    holder: Enrolment | None = None,
) -> Assignment:
    """Give who stands by a place that is free; a clash is refused as when signing up."""
    _refuse_stranger(actor, assignment, verb="shift.move_up", holder=holder)
    here = _locked(assignment.shift, at=at)
    Person.objects.select_for_update(no_key=True).get(pk=assignment.person_id)
    if places_left(here) <= 0:
        raise ShiftFullError
    _refuse_clash(here, assignment.person, override_reason if actor.may("shift.assign") else "")
    waits = Assignment.objects.filter(pk=assignment.pk, is_standby=True, left_at__isnull=True)
    if not waits.update(is_standby=False, override_reason=override_reason):
        raise ShiftLeftAlreadyError
    assignment.refresh_from_db()
    detail(shift=str(here.pk))
    return assignment


def _locked_place(assignment: Assignment) -> None:
    Assignment.objects.select_for_update(no_key=True).get(pk=assignment.pk)


def _refuse_stranger(
    actor: Actor, assignment: Assignment, *, verb: str, holder: Enrolment | None = None
) -> None:
    """Let everybody decide over their own places, and who organises over all."""
    if actor.may("shift.assign") or (holder is not None and holder.person_id == assignment.person_id):
        return
    if actor.user_id is None or assignment.person.user_id != actor.user_id:
        raise RightMissingError(verb=verb)
