"""What a search starts from: places with who lives there, who listens there, who was heard and what government counts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from qiao.engines.gaps import HeardLine, PlaceRecord, coverage_of
from qiao.gaps.models import GapSearch, Grain, OfficialFigure, PlaceFact
from qiao.gaps.queries.coverage import Fact, PlaceCoverage, coverage, place_facts
from qiao.gaps.queries.hearing import (
    at_grain,
    city_of,
    placeless_voices,
    places_of,
    sheet_lines,
    voices_by_place,
    voices_of_needs,
)
from qiao.registry.models import Crisis, Place, QuantityKind

COUNTS = (OfficialFigure.Kind.CASES, OfficialFigure.Kind.IN_NEED, OfficialFigure.Kind.AFFECTED)
"""What the official side counts of a place, the nearest to need last; one kind is taken for all places."""


@dataclass(frozen=True)
class Basis:
    """What a search starts from."""

    records: tuple[PlaceRecord, ...]
    heard: dict[str, int]
    lines: tuple[HeardLine, ...]
    placeless: int
    counted: str

    @property
    def facts(self) -> dict[str, int | str]:
        """Return the counts that are kept with the search."""
        return {
            "places": len(self.records),
            "heard": sum(1 for one in self.records if one.reports),
            "voices": sum(self.heard.values()),
            "placeless": self.placeless,
            "lines": len(self.lines),
            "no_population": sum(1 for one in self.records if one.population is None),
            "no_coverage": sum(1 for one in self.records if one.coverage is None),
            "counted": self.counted,
        }


def basis_of(crisis: Crisis, search: GapSearch) -> Basis:
    """Collect what was known at the moment of a search."""
    grain, known_at = search.grain, search.known_at
    heard = voices_by_place(crisis, grain=grain, known_at=known_at)
    places = places_of(crisis, grain, at=known_at)
    listeners = _listeners(crisis, known_at, grain)
    compared = compared_lists(crisis, grain=grain, known_at=known_at)
    counted, official = _counted(crisis, known_at, {one.code for one in places})
    return Basis(
        records=tuple(
            _record(
                one,
                heard.get(one.code, 0),
                listeners.get(one.code),
                official.get(one.code),
                compared.get(one.code),
            )
            for one in places
        ),
        heard=heard,
        lines=tuple(sheet_lines(crisis, grain=grain, known_at=known_at)),
        placeless=placeless_voices(crisis, known_at=known_at),
        counted=counted,
    )


@dataclass(frozen=True)
class Listener:
    """Who lives in a place, and what share of its needs would reach us."""

    population: int | None
    vulnerability: float | None
    coverage: float | None


def _listeners(crisis: Crisis, known_at: datetime, grain: str) -> dict[str, Listener]:
    rows = coverage(crisis, known_at)
    if grain == Grain.COUNTY:
        return {one.place: Listener(one.population, one.vulnerability, one.coverage) for one in rows}
    day = timezone.localtime(known_at).date()
    population = place_facts(PlaceFact.Kind.POPULATION, on=day)
    vulnerability = place_facts(PlaceFact.Kind.VULNERABILITY, on=day)
    counties: defaultdict[str, list[PlaceCoverage]] = defaultdict(list)
    for one in rows:
        counties[city_of(one.place)].append(one)
    return {
        code: _city(each, population.get(code), vulnerability.get(code)) for code, each in counties.items()
    }


def _city(counties: list[PlaceCoverage], own: Fact | None, frailty: Fact | None) -> Listener:
    """Return a city from its counties: their people together, and its own figures where they are known."""
    people = [one.population for one in counties]
    known = [one for one in people if one is not None]
    population = int(own.value) if own else sum(known) if len(known) == len(people) and known else None
    judged = [one for one in counties if one.statement is not None]
    stated = None
    if judged and len(judged) == len(counties):
        weights = [one.population or 1 for one in judged]
        shares = [one.coverage or 0.0 for one in judged]
        stated = sum(w * c for w, c in zip(weights, shares, strict=True)) / sum(weights)
    share = coverage_of(
        stated=stated,
        volunteers=sum(one.volunteers for one in counties),
        population=population,
        others=sum(one.organisations + one.reporters for one in counties),
    )
    return Listener(population, frailty.value if frailty else None, share.share)


def compared_lists(crisis: Crisis, *, grain: str, known_at: datetime) -> dict[str, tuple[int, int]]:
    """Return place → lines on the official list of needs known at a moment, and how many of them we heard as well.

    A line is a thing at the place for which the list states it; of a city the lines of its places are added up.
    """
    stated = OfficialFigure.objects.filter(
        crisis=crisis,
        side=OfficialFigure.Side.OFFICIAL,
        kind=OfficialFigure.Kind.NEED,
        item__isnull=False,
        stated_on__lte=timezone.localtime(known_at).date(),
    )
    needs = voices_of_needs(crisis, known_at=known_at).filter(place__isnull=False, item__isnull=False)
    heard = set(needs.values_list("place__code", "item__code").distinct().order_by())
    listed: Counter[str] = Counter()
    both: Counter[str] = Counter()
    for line in set(stated.values_list("place__code", "item__code")):
        where = at_grain(line[0], grain)
        listed[where] += 1
        both[where] += line in heard
    return {where: (listed[where], both[where]) for where in listed}


def _record(
    place: Place,
    voices: int,
    listener: Listener | None,
    official: int | None,
    compared: tuple[int, int] | None,
) -> PlaceRecord:
    at = (place.longitude, place.latitude)
    return PlaceRecord(
        place=place.code,
        population=listener.population if listener else None,
        reports=voices,
        coverage=listener.coverage if listener else None,
        official=official,
        both=compared[1] if compared else None,
        listed=compared[0] if compared else None,
        vulnerability=listener.vulnerability if listener else None,
        position=(at[0], at[1]) if at[0] is not None and at[1] is not None else None,
    )


def _counted(crisis: Crisis, known_at: datetime, codes: Iterable[str]) -> tuple[str, dict[str, int]]:
    """Return what government counted last in each place by a moment, of the one kind that most places have."""
    day = timezone.localtime(known_at).date()
    found: dict[str, dict[str, int]] = {kind: {} for kind in COUNTS}
    rows = OfficialFigure.objects.filter(
        crisis=crisis,
        side=OfficialFigure.Side.OFFICIAL,
        kind__in=COUNTS,
        item__isnull=True,
        stated_on__lte=day,
        place__code__in=list(codes),
    ).order_by("stated_on", "created_at")
    for kind, code, quantity_kind, quantity in rows.values_list(
        "kind", "place__code", "quantity_kind", "quantity"
    ):
        if quantity_kind == QuantityKind.NONE:
            found[kind][code] = 0
        elif quantity_kind == QuantityKind.EXACT and quantity is not None:
            found[kind][code] = quantity
    kind = max(COUNTS, key=lambda one: len(found[one]))
    return (kind.value, found[kind]) if found[kind] else ("", {})
