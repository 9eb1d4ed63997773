"""The whole picture of the two bridges: shares, places without a path, ties before and during, and what stops."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from qiao.advocacy.bridging.goods import Move, givers, moves
from qiao.advocacy.bridging.links import BEFORE, DURING, UNDATED, Link, Ways, ways
from qiao.advocacy.bridging.units import DEPARTMENT, LOCAL, OUTSIDE, PLACE, Area, Unit, Units, key_of
from qiao.advocacy.bridging.voices import Reached, Voices, voices
from qiao.engines.bridges import Carried, Haul, carried, cut_off, fed
from qiao.registry.models import Crisis, Item, Place

Flows = frozenset[tuple[str, str]]
USED, POSSIBLE, NONE = "USED", "POSSIBLE", "NONE"
"""A way was used in this crisis; a tie would allow one that nobody used; there is none."""

MOST_COUNTIES = 400
"""Beyond so many counties in the area, only those somebody was heard from are listed."""

ALL_THINGS = ""


@dataclass(frozen=True)
class PlaceWay:
    """A place, how many reports were heard from it, and its ways to an outside donor and to a department."""

    place: Place
    key: str
    heard: int
    goods: str
    voices: str

    @property
    def is_lacking(self) -> bool:
        """Say whether no way was used on one of the bridges."""
        return self.goods != USED or self.voices != USED


@dataclass(frozen=True)
class Bearer:
    """One bearer of the first bridge: how often goods came through it, of all, and thing by thing."""

    unit: Unit
    times: Carried
    things: tuple[tuple[Item | None, Carried], ...]
    unknown_origin: int


@dataclass(frozen=True)
class Kinship:
    """Ties of one kind: made before the crisis, during it, at an unknown time; and how many of them carried anything."""

    kind: str
    before: int
    during: int
    undated: int
    used: int

    @property
    def total(self) -> int:
        """Return all of them."""
        return self.before + self.during + self.undated


class Picture:
    """The two bridges of one crisis, read once."""

    def __init__(self, crisis: Crisis, own: UUID, today: date) -> None:
        self.crisis = crisis
        self.area = Area(crisis)
        named = Units(self.area)
        self.own = named.organization(own)
        self.moves: list[Move] = moves(crisis, named)
        self.voices: Voices = voices(crisis, named)
        self.ways: Ways = ways(crisis, named, today)
        counties = self.area.counties()
        self.counties = counties if len(counties) <= MOST_COUNTIES else []
        self.left_out = len(counties) - len(self.counties)
        for one in self.counties:
            named.place(one.code)
        self.units: dict[str, Unit] = named.found()

    @cached_property
    def goods_flows(self) -> Flows:
        """Return the steps that goods took."""
        return frozenset(step for one in self.moves for step in one.flows())

    @cached_property
    def voice_flows(self) -> Flows:
        """Return the steps that voices took, turned round: from departments to places."""
        return turned(self.voices.flows)

    @cached_property
    def outside(self) -> set[str]:
        """Return who gave in this crisis and is not known to be local."""
        return givers(self.moves)

    @cached_property
    def donors(self) -> set[str]:
        """Return who gave, and which organisations of other areas are tied to somebody here."""
        tied = {self.units[key] for step in self.ways.goods for key in step if key in self.units}
        return self.outside | {one.key for one in tied if one.side == OUTSIDE and one.is_bearer}

    @cached_property
    def departments(self) -> set[str]:
        """Return the departments that anything reached, or that somebody is tied to."""
        steps = {*self.voices.flows, *self.ways.voices}
        return {key for step in steps for key in step if key.startswith(f"{DEPARTMENT}:")}

    def fed(self, *, without: str | None = None) -> tuple[set[str], set[str]]:
        """Return what outside goods reached, and from where a department was reached."""
        return (
            fed(self.goods_flows, self.outside, without=without),
            fed(self.voice_flows, self.departments, without=without),
        )

    def possible(self, *, without: str | None = None) -> tuple[set[str], set[str]]:
        """Return the same with every tie taken for a way."""
        return (
            fed(self.goods_flows | self.ways.goods, self.donors, without=without),
            fed(self.voice_flows | turned(self.ways.voices), self.departments, without=without),
        )

    @cached_property
    def places(self) -> list[PlaceWay]:
        """Return the places with their ways: those with voices and without a way first."""
        used, possible = self.fed(), self.possible()
        heard = self.voices.heard
        keys = {*heard, *(key_of(PLACE, one.code) for one in self.counties)}
        found = []
        for key in keys & self.units.keys():
            record = self.units[key].record
            if isinstance(record, Place) and self.area.holds(record.code) is not False:
                states = [_state(key, used[side], possible[side]) for side in (0, 1)]
                found.append(PlaceWay(record, key, len(heard.get(key, ())), *states))
        return sorted(found, key=lambda one: (not one.is_lacking, -one.heard, one.place.code))

    @cached_property
    def arrived(self) -> list[Move]:
        """Return what reached local recipients and is not known to be local."""
        return [one for one in self.moves if one.origin != LOCAL]

    @cached_property
    def bearers(self) -> list[Bearer]:
        """Return who carried it, whoever carried most often first."""
        return self._carried([haul for one in self.arrived for haul in one.hauls()])

    @cached_property
    def giving(self) -> list[Bearer]:
        """Return who gave it."""
        return self._carried([haul for one in self.arrived for haul in one.gifts()])

    @cached_property
    def items(self) -> Mapping[str, Item]:
        """Return the things that were carried, by their ids."""
        return {
            str(one.pk): one
            for one in Item.objects.filter(pk__in={one.item for one in self.moves if one.item})
        }

    def _carried(self, hauls: list[Haul]) -> list[Bearer]:
        times = carried(Haul(one.through, ALL_THINGS, 1, 1, one.hours) for one in hauls)
        things: dict[str, list[tuple[Item | None, Carried]]] = {}
        for row in carried(hauls):
            things.setdefault(row.through, []).append((self.items.get(row.item), row))
        unknown = Counter(
            through for one in self.arrived if one.origin != OUTSIDE for through in (one.giver, *one.bearers)
        )
        return [
            Bearer(
                self.units[row.through],
                row,
                tuple(sorted(things[row.through], key=lambda one: (-one[1].hauls, str(one[0])))),
                unknown[row.through],
            )
            for row in times
        ]

    @cached_property
    def reached(self) -> list[tuple[Unit, Reached]]:
        """Return what reached each department, the most first."""
        rows = [(self.units[key], one) for key, one in self.voices.departments.items()]
        return sorted(rows, key=lambda one: (-len(one[1].filed), -one[1].told, one[0].key))

    @cached_property
    def speakers(self) -> list[tuple[Unit, int]]:
        """Return through whom reports came to departments, with how many."""
        rows = [(self.units[key], len(reports)) for key, reports in self.voices.through.items()]
        return sorted(rows, key=lambda one: (-one[1], one[0].key))

    @cached_property
    def heard_count(self) -> int:
        """Return how many reports were heard from somewhere."""
        return len(self.voices.all_heard)

    @cached_property
    def spoken(self) -> int:
        """Return how many of the reports heard came to any department."""
        return len(frozenset().union(*self.voices.through.values()) & self.voices.all_heard)

    @cached_property
    def kin(self) -> list[Kinship]:
        """Return the ties by kind."""
        by_kind: dict[str, list[Link]] = {}
        for one in self.ways.links:
            by_kind.setdefault(one.kind, []).append(one)
        return [self._kinship(kind, rows) for kind, rows in sorted(by_kind.items())]

    def _kinship(self, kind: str, rows: Iterable[Link]) -> Kinship:
        rows = list(rows)
        when = Counter(one.when(self.crisis.began_on) for one in rows)
        used = sum(1 for one in rows if self.is_used(one.one, one.other))
        return Kinship(kind, when[BEFORE], when[DURING], when[UNDATED], used)

    @cached_property
    def _steps(self) -> set[frozenset[str]]:
        return {frozenset(step) for step in (*self.goods_flows, *self.voices.flows)}

    def is_used(self, one: str, other: str) -> bool:
        """Say whether anything went between two units in this crisis."""
        return frozenset((one, other)) in self._steps

    @cached_property
    def unregistered(self) -> list[tuple[Unit, Unit]]:
        """Return pairs that worked together here and whose tie nobody wrote down: with a partner, with a department."""
        known = {frozenset((one.one, one.other)) for one in self.ways.links}
        pairs = [
            tuple(sorted(step))
            for step in self._steps - known
            if not any(key.startswith(f"{PLACE}:") for key in step)
        ]
        kept = [(self.units[one], self.units[other]) for one, other in pairs]
        return sorted(
            ((one, other) for one, other in kept if one.record and other.record),
            key=lambda pair: (pair[0].key, pair[1].key),
        )

    @cached_property
    def weight(self) -> list[tuple[Unit, int, int]]:
        """Return who would leave how many places without a used way, on each bridge, if it stopped; most first."""
        rows = []
        steps = {key for step in (*self.goods_flows, *self.voices.flows) for key in step}
        for key in steps:
            if self.units[key].is_bearer:
                goods = self._places(cut_off(self.goods_flows, key, self.outside))
                told = self._places(cut_off(self.voice_flows, key, self.departments))
                rows.append((self.units[key], len(goods), len(told)))
        return sorted(rows, key=lambda one: (-(one[1] + one[2]), one[0].key))

    def _places(self, keys: Iterable[str]) -> list[Unit]:
        return [self.units[key] for key in keys if key.startswith(f"{PLACE}:")]


def turned(flows: Iterable[tuple[str, str]]) -> Flows:
    """Return flows turned round."""
    return frozenset((other, one) for one, other in flows)


def _state(key: str, used: set[str], possible: set[str]) -> str:
    if key in used:
        return USED
    return POSSIBLE if key in possible else NONE
