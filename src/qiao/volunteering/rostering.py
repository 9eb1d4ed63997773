"""From the desk's records to a roster and back: who may be asked, when they are free, how far they live."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Sum
from django.utils import timezone

from qiao.engines.roster import Duty, Empty, Roster, Rules, ShiftAsked, Volunteer, draw
from qiao.registry.models import Crisis, Person, Place
from qiao.volunteering.models import Assignment, HourRecord, Shift, VolunteerProfile, VolunteerSkill
from qiao.volunteering.models.profile import PERIODS
from qiao.volunteering.queries.shifts import shifts

DAYS = 7
SECONDS = 10.0
LATELY = timedelta(days=28)
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Drawn:
    """A roster with the records it speaks of."""

    roster: Roster
    lines: Sequence[tuple[Duty, Person, Shift]]
    empty: Sequence[tuple[Empty, Shift]]
    asked: int
    agreed: int


def draw_roster(crisis: Crisis, *, now: datetime, days: int = DAYS, seconds: float = SECONDS) -> Drawn:
    """Draw a roster for the free places of the shifts that begin within `days`, among those who agreed to be asked."""
    until = now + timedelta(days=days)
    lacking = [
        one
        for one in shifts(crisis, since=now, only_free=True)
        if now < one.starts_at <= until and one.left > 0  # type: ignore[attr-defined]
    ]
    profiles = list(
        VolunteerProfile.objects.filter(may_be_rostered=True).select_related("person__place").order_by("pk")
    )
    people = {str(one.person_id): one.person for one in profiles}
    of_shift = {str(one.pk): one for one in lacking}
    rules = Rules()
    found = draw(
        _volunteers(profiles, now, until), [_asked(one, now) for one in lacking], rules, seconds=seconds
    )
    return Drawn(
        found,
        [(one, people[one.volunteer], of_shift[one.shift]) for one in found.duties],
        [(one, of_shift[one.shift]) for one in found.empty],
        sum(one.left for one in lacking),  # type: ignore[attr-defined]
        len(profiles),
    )


def _asked(shift: Shift, now: datetime) -> ShiftAsked:
    return ShiftAsked(
        str(shift.pk),
        _minute(shift.starts_at, now),
        _minute(shift.ends_at, now),
        shift.left,  # type: ignore[attr-defined]
        shift.required_skill,
        _position(shift.activity.place),
    )


def _volunteers(profiles: Sequence[VolunteerProfile], now: datetime, until: datetime) -> list[Volunteer]:
    ids = [one.person_id for one in profiles]
    skills: dict[object, set[str]] = defaultdict(set)
    for told in VolunteerSkill.objects.filter(person__in=ids):
        if (told.checked_at or not told.needs_licence) and (
            told.valid_until is None or told.valid_until >= timezone.localdate(until)
        ):
            skills[told.person_id].add(told.skill)
    busy: dict[object, list[tuple[int, int]]] = defaultdict(list)
    held = Assignment.objects.filter(person__in=ids, left_at__isnull=True, is_standby=False)
    held = held.filter(shift__cancelled_at__isnull=True, shift__ends_at__gt=now - timedelta(days=1))
    for one in held.select_related("shift"):
        busy[one.person_id].append((_minute(one.shift.starts_at, now), _minute(one.shift.ends_at, now)))
    rows = HourRecord.objects.filter(person__in=ids, served_on__gte=timezone.localdate(now - LATELY))
    served = dict(rows.values_list("person").annotate(minutes=Sum("minutes")).order_by())
    return [
        Volunteer(
            str(one.person_id),
            frozenset(skills[one.person_id]),
            tuple(free(one, now, until)),
            _position(one.person.place),
            tuple(busy[one.person_id]),
            served.get(one.person_id, 0),
            one.most_shifts,
        )
        for one in profiles
    ]


def free(profile: VolunteerProfile, now: datetime, until: datetime) -> Iterable[tuple[int, int]]:
    """Return the stretches in which somebody is free, in minutes from now; parts that touch are one stretch."""
    found: list[tuple[int, int]] = []
    day = timezone.localdate(now)
    while day <= timezone.localdate(until):
        midnight = timezone.make_aware(datetime.combine(day, time.min))
        for number, (begins, ends, _word) in enumerate(PERIODS):
            if not profile.is_free(day.weekday(), number):
                continue
            start, end = (_minute(midnight + timedelta(hours=hour), now) for hour in (begins, ends))
            if found and found[-1][1] == start:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        day += timedelta(days=1)
    return found


def _minute(moment: datetime, now: datetime) -> int:
    return (moment - now.replace(second=0, microsecond=0)) // A_MINUTE


def _position(place: Place | None) -> tuple[float, float] | None:
    if place is None or place.longitude is None or place.latitude is None:
        return None
    return float(place.longitude), float(place.latitude)
