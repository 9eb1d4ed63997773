"""Who was heard where, by a moment: voices by place, and lines of sheets that fell silent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, Count, F, Max, QuerySet, Value, When
from django.db.models.functions import Coalesce, Substr
from django.db.models.functions import Concat as Join

from qiao.engines.gaps import HeardLine
from qiao.gaps.models import Grain
from qiao.intake.models import Need, Report, SheetLine
from qiao.registry.models import Crisis, Place

UNTRUE = (Need.State.REJECTED, Need.State.MERGED)
"""Needs that are no voice of their own: found untrue, or told by another one."""

ASKING = (Need.State.NEW, Need.State.OPEN, Need.State.EXPIRED)
"""Needs without an outcome."""

MUNICIPALITIES = ("11", "12", "31", "50")
"""Provinces that are one city: 北京, 天津, 上海, 重庆."""

UNDER_THE_PROVINCE = "90"
"""Third and fourth digit of counties and cities that stand directly under their province, such as 仙桃."""

TOLD_AT = Coalesce("report__said_at", "report__received_at")
SAID_AT = Coalesce("said_at", "received_at")


@dataclass(frozen=True)
class Heard:
    """What was heard from one place.

    Attributes
    ----------
    voices
        Reports that tell of a need there, or come from there without one.
    last_at
        When the latest of them was said.
    """

    voices: int
    last_at: datetime


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


def voices_by_place(crisis: Crisis, *, grain: str, known_at: datetime) -> dict[str, Heard]:
    """Return what was heard from each place until a moment; places nobody spoke of are not in it.

    A report counts once a place, however many things it asks for there.
    """
    needs = Need.objects.filter(crisis=crisis, place__isnull=False).exclude(state__in=UNTRUE)
    told = _grained(needs.alias(told=TOLD_AT).filter(told__lte=known_at), grain)
    alone = Report.objects.filter(crisis=crisis, place__isnull=False, needs__isnull=True, offers__isnull=True)
    said = _grained(alone.alias(said=SAID_AT).filter(said__lte=known_at), grain)
    found: defaultdict[str, list[Heard]] = defaultdict(list)
    for where, count, last in told.values_list("where").annotate(
        n=Count("report", distinct=True), last=Max(TOLD_AT)
    ):
        found[where].append(Heard(count, last))
    for where, count, last in said.values_list("where").annotate(n=Count("pk"), last=Max(SAID_AT)):
        found[where].append(Heard(count, last))
    return {
        code: Heard(sum(one.voices for one in each), max(one.last_at for one in each))
        for code, each in found.items()
    }


def placeless_voices(crisis: Crisis, *, known_at: datetime) -> int:
    """Return how many reports tell of needs without a place: they count nowhere."""
    rows = Need.objects.filter(crisis=crisis, place__isnull=True).exclude(state__in=UNTRUE)
    told: int = rows.alias(told=TOLD_AT).filter(told__lte=known_at).values("report").distinct().count()
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


def places_of(crisis: Crisis, grain: str) -> list[Place]:
    """Return every place of this grain that the crisis touches, in use today, by code."""
    codes: set[str] = set()
    for place in crisis.places.all():
        prefix = place.code.rstrip("0") or place.code
        prefix += "0" * (len(prefix) % 2)
        below = Place.objects.filter(code__startswith=prefix, valid_to__isnull=True, is_grouping=False)
        counties = set(below.filter(level=Place.Level.COUNTY).values_list("code", flat=True))
        cities = set(below.filter(level=Place.Level.CITY).values_list("code", flat=True))
        childless = cities - {city_of(code) for code in counties}
        of_grain = counties | childless
        codes |= {city_of(code) for code in of_grain} if grain == Grain.CITY else of_grain
    return list(Place.objects.filter(code__in=codes).order_by("code"))
