"""An activity and hours are recorded; another person verifies the hours."""

from datetime import date, datetime

from qiao.accounts.roles import Actor, Role
from qiao.exceptions import LineAlreadyDecidedError, RightMissingError, SamePersonError
from qiao.intake.models import Report
from qiao.registry.models import Crisis, Person, Place
from qiao.trail.recorded import detail, recorded
from qiao.volunteering.models import Activity, Assignment, HourRecord


@recorded("activity.record")
def record_activity(
    actor: Actor,
    /,
    crisis: Crisis,
    *,
    kind: str,
    title: str,
    place: Place | None = None,
    persons_served: int | None = None,
) -> Activity:
    """Record what was done. An activity in an invented crisis is invented too."""
    detail(kind=kind, place=place.code if place else None)
    activity: Activity = Activity.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        kind=kind,
        title=title,
        place=place,
        persons_served=persons_served,
        is_sample=crisis.is_sample,
    )
    return activity


@recorded("hours.record")
def record_hours(
    actor: Actor,
    /,
    activity: Activity,
    *,
    person: Person,
    served_on: date,
    minutes: int,
    skill: str = "",
    report: Report | None = None,
    assignment: Assignment | None = None,
) -> HourRecord:
    """Record time served, not yet verified. A volunteer records their own time only."""
    organises = actor.may("hours.verify") or Role.OPERATOR in actor.roles
    if not organises and (actor.user_id is None or person.user_id != actor.user_id):
        raise RightMissingError(verb="hours.record")
    detail(activity=str(activity.pk), minutes=minutes, skill=skill)
    record: HourRecord = HourRecord.objects.create(
        organization_id=actor.acts_for,
        activity=activity,
        person=person,
        served_on=served_on,
        minutes=minutes,
        skill=skill,
        report=report,
        assignment=assignment,
        recorded_by_id=actor.user_id,
    )
    return record


@recorded("hours.correct")
def correct_hours(
    _actor: Actor, record: HourRecord, *, activity: Activity, person: Person, served_on: date, minutes: int
) -> HourRecord:
    """Correct a record of time that nobody has verified; what it said before is in the trail.

    Raises LineAlreadyDecidedError where it is verified.
    """
    detail(before=record.minutes, minutes=minutes, day=f"{record.served_on:%Y-%m-%d}")
    changed = HourRecord.objects.filter(pk=record.pk, is_verified=False).update(
        activity=activity, person=person, served_on=served_on, minutes=minutes
    )
    if not changed:
        raise LineAlreadyDecidedError(state="VERIFIED")
    record.refresh_from_db()
    return record


@recorded("hours.verify")
def verify_hours(actor: Actor, /, record: HourRecord, *, verified_at: datetime) -> HourRecord:
    """Verify a record of time, once, and never one's own.

    Raises
    ------
    SamePersonError
        When the actor recorded it, or it is the actor's own time.
    LineAlreadyDecidedError
        When it is verified already.
    """
    if actor.user_id is not None and actor.user_id in {record.recorded_by_id, record.person.user_id}:
        raise SamePersonError
    changed = HourRecord.objects.filter(pk=record.pk, is_verified=False).update(
        is_verified=True, verified_by=actor.user_id, verified_at=verified_at
    )
    if not changed:
        raise LineAlreadyDecidedError(state="VERIFIED")
    detail(minutes=record.minutes)
    record.refresh_from_db()
    return record
