"""Who comes and goes tells so, on a phone, perhaps hours late; time served is reckoned from it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.exceptions import PresenceConflictError, PresenceStandbyError, PresenceTimeError
from qiao.trail.recorded import detail, recorded
from qiao.volunteering.actions.hours import record_hours
from qiao.volunteering.codes import site_code
from qiao.volunteering.models import Assignment, HourRecord, Presence, Shift
from qiao.volunteering.skills import skills

EARLY = timedelta(hours=2)
LATE = timedelta(hours=12)
CLOCK_AHEAD = timedelta(minutes=5)
MOST_MINUTES = 24 * 60


@dataclass(frozen=True)
class Came:
    """What somebody tells: came or went; when, by the phone's own clock; which digits hung on site."""

    kind: str
    at: datetime | None = None
    on_site: str = ""

    @property
    def mark(self) -> str:
        """Return the keyed mark of the content, by which a resend is told from another one."""
        return fingerprint("presence", f"{self.kind}:{self.on_site}")


def take_presence(
    assignment: Assignment, came: Came, *, submission: uuid.UUID, received_at: datetime
) -> Presence:
    """Keep what the holder of a code tells. Sent again, or told before, the first answer stands.

    Raises
    ------
    PresenceConflictError
        When the id was used for another content or another place.
    PresenceStandbyError, PresenceTimeError
        As their sentences say.
    """
    with scope(organization=assignment.organization_id):
        known = _known(assignment, came, submission)
        if known is not None:
            return known
        holder = Actor.volunteer(assignment.organization_id, assignment.person.user_id)
        try:
            made: Presence = check(holder, assignment, came, submission=submission, received_at=received_at)
        except IntegrityError:
            known = _known(assignment, came, submission)
            if known is None:
                raise
            return known
    return made


def _known(assignment: Assignment, came: Came, submission: uuid.UUID) -> Presence | None:
    with scopes_disabled():
        found: Presence | None = Presence.objects.filter(pk=submission).first()
    if found is not None and (found.assignment_id != assignment.pk or found.mark != came.mark):
        raise PresenceConflictError
    return found or Presence.objects.filter(assignment=assignment, kind=came.kind).first()


@recorded("shift.check")
def check(
    actor: Actor, assignment: Assignment, came: Came, *, submission: uuid.UUID, received_at: datetime
) -> Presence:
    """Write down that somebody came or went. With both known, the time served is entered, not yet verified.

    What is not shown by the digits on site says so to whoever verifies. The minutes are those between coming and
    going, rounded down, 24 hours at most.
    """
    here: Assignment = (
        Assignment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("shift__activity", "person")
        .get(pk=assignment.pk)
    )
    if here.is_standby or here.left_at is not None or here.shift.is_cancelled:
        raise PresenceStandbyError
    made = Presence(
        id=submission,
        organization_id=here.organization_id,
        assignment=here,
        mark=came.mark,
        kind=came.kind,
        at=_plausible(came.at, here.shift, received_at),
        received_at=received_at,
        is_on_site=came.on_site == site_code(here.shift),
        told_by_id=actor.user_id,
    )
    began, ended = _times(here, made)
    if began and ended and ended < began:
        raise PresenceTimeError
    made.save(force_insert=True)
    detail(shift=str(here.shift_id), kind=str(made.kind), is_on_site=str(made.is_on_site))
    if began and ended:
        _enter_hours(here, began, ended)
    return made


def _plausible(at: datetime | None, shift: Shift, received_at: datetime) -> datetime:
    """Return the phone's time where it can be true, else ours where that can."""
    first, last = shift.starts_at - EARLY, shift.ends_at + LATE
    for moment in (at, received_at):
        if moment is not None and first <= moment <= min(last, received_at + CLOCK_AHEAD):
            return moment
    raise PresenceTimeError


def _times(assignment: Assignment, made: Presence) -> tuple[datetime | None, datetime | None]:
    told = {one.kind: one.at for one in Presence.objects.filter(assignment=assignment)}
    told[made.kind] = made.at
    return told.get(Presence.Kind.IN), told.get(Presence.Kind.OUT)


def _enter_hours(assignment: Assignment, began: datetime, ended: datetime) -> None:
    minutes = min(int((ended - began).total_seconds()) // 60, MOST_MINUTES)
    if minutes <= 0 or HourRecord.objects.filter(assignment=assignment).exists():
        return
    required = skills().get(assignment.shift.required_skill)
    record_hours(
        Actor.operator(assignment.organization_id),
        assignment.shift.activity,
        person=assignment.person,
        served_on=timezone.localtime(began).date(),
        minutes=minutes,
        skill=required.wage if required else "",
        assignment=assignment,
    )
