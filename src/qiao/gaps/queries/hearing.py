"""Who was heard where, by a moment: voices by place, and lines of sheets that fell silent."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat as Join
from django.db.models.functions import Substr
from django.utils import timezone

from qiao.engines.gaps import HeardLine
from qiao.gaps.models import Grain
from qiao.intake.models import Need, Report, SheetLine
from qiao.registry.models import Crisis, Place
from qiao.registry.queries import places_under

UNTRUE = (Need.State.REJECTED, Need.State.MERGED)
"""Needs that are no voice of their own: found untrue, or told by another one."""

ASKING = (Need.State.NEW, Need.State.OPEN, Need.State.EXPIRED)
"""Needs without an outcome."""

MUNICIPALITIES = ("11", "12", "31", "50")
"""Provinces that are one city: 北京, 天津, 上海, 重庆."""

UNDER_THE_PROVINCE = "90"
"""Third and fourth digit of counties and cities that stand directly under their province, such as 仙桃."""


def voices_of_needs(crisis: Crisis, *, known_at: datetime) -> QuerySet[Need]:
    """Return the needs that were known at a moment and are voices of their own.

    Known is what had come in, whenever it was said: what lay unread in a group yesterday was not known yesterday.
    """
    rows: QuerySet[Need] = Need.objects.filter(crisis=crisis, report__received_at__lte=known_at)
    return rows.exclude(state__in=UNTRUE)


def city_of(code: str) -> str:
    """Return the code of the city of a place: its municipality, or itself where it stands under the province."""
    if code[:2] in MUNICIPALITIES:
        return f"{code[:2]}0000"
    return code if code[2:4] == UNDER_THE_PROVINCE else f"{code[:4]}00"


def at_grain(code: str, grain: str) -> str:
    """Return the place of this grain that a place belongs to."""
    return city_of(code) if grain == Grain.CITY else code


def _city(field: str) -> Case:
    """Return `city_of` as an expression of the database."""
    municipal = [
        When(**{f"{field}__startswith": one}, then=Join(Substr(field, 1, 2), Value("0000")))
        for one in MUNICIPALITIES
    ]
    return Case(
        *municipal,
        When(**{f"{field}__regex": rf"^..{UNDER_THE_PROVINCE}"}, then=F(field)),
        default=Join(Substr(field, 1, 4), Value("00")),
        output_field=CharField(),
    )


def _grained(rows: QuerySet[Any], grain: str) -> QuerySet[Any]:
    where = _city("place__code") if grain == Grain.CITY else F("place__code")
    grained: QuerySet[Any] = rows.annotate(where=where)
    return grained


def voices_by_place(crisis: Crisis, *, grain: str, known_at: datetime) -> dict[str, int]:
    """Return how many reports known at a moment speak of each place; places nobody spoke of are not in it.

    A report counts once a place, however many things it asks for there.
    """
    needs = voices_of_needs(crisis, known_at=known_at).filter(place__isnull=False)
    alone = Report.objects.filter(
        crisis=crisis, place__isnull=False, needs__isnull=True, offers__isnull=True, received_at__lte=known_at
    )
    found: Counter[str] = Counter()
    for rows, what in ((needs, Count("report", distinct=True)), (alone, Count("pk"))):
        for where, count in _grained(rows, grain).values_list("where").annotate(n=what).order_by():
            found[where] += count
    return dict(found)


def placeless_voices(crisis: Crisis, *, known_at: datetime) -> int:
    """Return how many reports tell of needs without a place: they count nowhere."""
    rows = voices_of_needs(crisis, known_at=known_at).filter(place__isnull=True)
    told: int = rows.values("report").distinct().count()
    return told


def sheet_lines(crisis: Crisis, *, grain: str, known_at: datetime) -> list[HeardLine]:
    """Return the lines of synchronised sheets by a moment: whose, where, first and last seen, and since when gone."""
    lines = SheetLine.objects.filter(source__crisis=crisis, first_seen_at__lte=known_at)
    held = list(lines.select_related("institution__home").order_by("key"))
    places = _places_of_lines(crisis, held)
    asking = set(
        Need.objects.filter(crisis=crisis, party__in=[one.institution_id for one in held], state__in=ASKING)
        .values_list("party", flat=True)
        .distinct()
    )
    return [
        HeardLine(
            line=str(line.pk),
            speaker=str(line.institution_id),
            place=at_grain(code, grain) if (code := places.get(line.institution_id)) else None,
            heard=(line.first_seen_at, max(line.first_seen_at, line.last_seen_at)),
            vanished=line.absent_since,
            ended=line.institution_id not in asking,
        )
        for line in held
    ]


def _places_of_lines(crisis: Crisis, lines: Iterable[SheetLine]) -> dict[object, str]:
    """Return where each unit is: as its needs say, else where it has its home."""
    homes = {line.institution_id: line.institution.home for line in lines}
    told = dict(
        Need.objects.filter(crisis=crisis, party__in=list(homes), place__isnull=False).values_list(
            "party", "place__code"
        )
    )
    return {unit: told.get(unit) or (home.code if home else "") for unit, home in homes.items()}


def counties_of(crisis: Crisis, *, on: date) -> list[Place]:
    """Return the counties that a crisis touches, as they were on a day.

    A city without counties, such as 东莞, stands for itself.
    """
    within = Place.objects.none()
    for code in crisis.places.values_list("code", flat=True):
        within |= places_under(code)
    there = (
        within.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        .filter(is_grouping=False)
    )
    counties = list(there.filter(level=Place.Level.COUNTY).exclude(name="市辖区"))
    parted = {city_of(one.code) for one in counties}
    whole = [one for one in there.filter(level=Place.Level.CITY) if one.code not in parted]
    return sorted((*counties, *whole), key=lambda one: one.code)


def places_of(crisis: Crisis, grain: str, *, at: datetime) -> list[Place]:
    """Return every place of this grain that the crisis touches, as they were at a moment, by code."""
    counties = counties_of(crisis, on=timezone.localtime(at).date())
    if grain == Grain.COUNTY:
        return counties
    codes = {city_of(one.code) for one in counties}
    return list(Place.objects.filter(code__in=codes).order_by("code"))
