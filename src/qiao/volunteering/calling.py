"""Whom to ring when a shift lacks people: who stands by first, then who may, is free, served least and lives nearest."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet, Sum
from django.utils import timezone

from qiao.engines.roster import Reason
from qiao.registry.geodesy import Position, great_circle_km
from qiao.registry.models import Person, Place
from qiao.volunteering.models import Assignment, HourRecord, Shift, VolunteerProfile, VolunteerSkill

MOST = 15
LATELY = timedelta(days=28)
MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class ToCall:
    """Somebody to ring, and why in this place of the list. `assignment` is there for who stands by."""

    person: Person
    reason: Reason
    assignment: Assignment | None = None


def to_call(shift: Shift, people: QuerySet[Person]) -> list[ToCall]:
    """Return whom to ring for a shift, in order. Who has a place, cannot or is held at that time is left out."""
    waiting = Assignment.objects.filter(shift=shift, is_standby=True, left_at__isnull=True)
    first = list(waiting.select_related("person").order_by("signed_at"))
    held = Assignment.objects.filter(
        left_at__isnull=True,
        is_standby=False,
        shift__cancelled_at__isnull=True,
        shift__starts_at__lt=shift.ends_at,
        shift__ends_at__gt=shift.starts_at,
    )
    busy = set(held.values_list("person_id", flat=True))
    able = people.exclude(pk__in=busy | {one.person_id for one in first}).select_related("place")
    if shift.required_skill:
        able = able.filter(pk__in=_skilled(shift))
    served = _served_lately()
    willing = set(VolunteerProfile.objects.filter(may_be_rostered=True).values_list("person_id", flat=True))
    ranked = sorted(
        able,
        key=lambda one: (
            one.pk not in willing,
            served[one.pk] // MINUTES_AN_HOUR,
            _km(one, shift.activity.place) or 0,
            one.name,
        ),
    )
    standing = [
        ToCall(one.person, Reason("STANDBY", f"候补第 {at}", f"stand-by number {at}"), one)
        for at, one in enumerate(first, start=1)
        if one.person_id not in busy
    ]
    others = [
        ToCall(one, _why(served[one.pk], _km(one, shift.activity.place), is_willing=one.pk in willing))
        for one in ranked
    ]
    return [*standing, *others][:MOST]


def _skilled(shift: Shift) -> list[uuid.UUID]:
    told = VolunteerSkill.objects.filter(skill=shift.required_skill)
    day = timezone.localdate(shift.starts_at)
    return [
        one.person_id
        for one in told
        if (one.checked_at or not one.needs_licence) and (one.valid_until is None or one.valid_until >= day)
    ]


def _served_lately() -> defaultdict[object, int]:
    rows = HourRecord.objects.filter(served_on__gte=timezone.localdate() - LATELY)
    sums = rows.values_list("person").annotate(minutes=Sum("minutes")).order_by()
    return defaultdict(int, dict(sums))


def _km(person: Person, place: Place | None) -> float | None:
    spots = [_spot(one) for one in (person.place, place)]
    return great_circle_km(spots[0], spots[1]) if spots[0] and spots[1] else None


def _spot(place: Place | None) -> Position | None:
    if place is None or place.longitude is None or place.latitude is None:
        return None
    return Position(place.longitude, place.latitude)


def _why(minutes: int, km: float | None, *, is_willing: bool) -> Reason:
    hours = f"{minutes / MINUTES_AN_HOUR:.1f}".removesuffix(".0")
    way_zh, way_en = (
        ("住所不详", "home unknown") if km is None else (f"离 {km:.0f} 公里", f"{km:.0f} km away")
    )
    agreed_zh, agreed_en = ("同意被排班，", "agreed to be rostered, ") if is_willing else ("", "")
    return Reason(
        "WILLING" if is_willing else "MEMBER",
        f"{agreed_zh}近四周服务 {hours} 小时，{way_zh}",
        f"{agreed_en}{hours} h served in four weeks, {way_en}",
    )
