"""One drill, day by day: what is asked, what arrives, what is given, and which link held it up."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil

from qiao.engines.simulation.drill_network import (
    HIRE_FEN,
    KG_A_LORRY,
    KG_A_PERSON,
    KM_A_DAY,
    MARKET_DAYS,
    DrillNetwork,
    Strength,
    strength_of,
)
from qiao.engines.simulation.drill_things import DRILL_THINGS, DrillCourse, DrillThing, course_of
from qiao.engines.simulation.records import Hazard

G_A_KG = 1000
SHORT_FROM = 0.05
"""A kind runs short on the first day on which more than this share of what is asked is not given."""
LOADS_IN_COUNTY = 2


class Link(StrEnum):
    """What can hold help up."""

    STOCK = "STOCK"
    TRANSPORT = "TRANSPORT"
    PEOPLE = "PEOPLE"
    MONEY = "MONEY"
    PERMISSION = "PERMISSION"


@dataclass(frozen=True, slots=True)
class DrillSetting:
    """Which crisis is played: hazard, how many people at most are hit at once, how many days, from which seed."""

    hazard: Hazard
    people: int
    days: int
    seed: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """Units of a thing that came to the county on a day: from a pile (its name), or bought ("")."""

    day: int
    item: str
    pieces: int
    source: str


@dataclass(frozen=True, slots=True)
class ThingDays:
    """One thing through a drill, by day from the first: asked (with what was left over), given, what held it up."""

    item: str
    asked: tuple[int, ...]
    given: tuple[int, ...]
    links: tuple[Link | None, ...]

    @property
    def first_short(self) -> int | None:
        """Return the first day on which it ran short, None where it never did."""
        for day, (asked, given) in enumerate(zip(self.asked, self.given, strict=True), 1):
            if asked and asked - given > asked * SHORT_FROM:
                return day
        return None

    @property
    def link(self) -> Link | None:
        """Return what held it up on the first day it ran short."""
        day = self.first_short
        return self.links[day - 1] if day else None

    @property
    def unmet(self) -> float:
        """Return the share of what was asked, over all days, that was not given on its day."""
        asked = sum(self.asked)
        return 1 - sum(self.given) / asked if asked else 0.0


@dataclass(frozen=True, slots=True)
class DrillRun:
    """What one drill showed.

    Attributes
    ----------
    spent_fen
        Own and funders' money spent on goods and hire.
    """

    hit: tuple[int, ...]
    cut_days: int
    things: tuple[ThingDays, ...]
    arrivals: tuple[Arrival, ...]
    spent_fen: int

    @property
    def unmet(self) -> float:
        """Return the mean over things of the share not given: each kind of help counts the same."""
        return sum(one.unmet for one in self.things) / len(self.things)


@dataclass
class _Day:
    """What can still be done on one day."""

    lorry_kg: float
    people: float
    is_open: bool


@dataclass
class _State:
    setting: DrillSetting
    network: DrillNetwork
    strength: Strength
    course: DrillCourse
    here: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    coming: dict[int, list[Arrival]] = field(default_factory=lambda: defaultdict(list))
    is_bought: dict[str, bool] = field(default_factory=dict)
    pot_fen: int = 0
    spent_fen: int = 0
    arrivals: list[Arrival] = field(default_factory=list)


def run_drill(setting: DrillSetting, network: DrillNetwork, *, unknown: int = 0) -> DrillRun:
    """Play one drill; the same arguments give the same drill.

    Parameters
    ----------
    unknown
        The level at which unknown items of readiness are taken: 0 the worst, 4 the best.

    Returns
    -------
    DrillRun
        By thing and day. What is asked once stays asked until given; food, water and service missed on a day are lost.

    Raises
    ------
    ValueError
        When people or days are below 1.
    """
    if setting.people < 1 or setting.days < 1:
        raise ValueError("people and days are 1 or more.")
    course = course_of(setting.hazard, people=setting.people, days=setting.days, seed=setting.seed)
    state = _State(setting, network, strength_of(network, unknown), course)
    _set_out(state)
    things = DRILL_THINGS[setting.hazard]
    held: list[tuple[list[int], list[int], list[Link | None]]] = [([], [], []) for _one in things]
    for day in range(1, setting.days + 1):
        _begin(state, day)
        today = _means_of(state, day)
        for number, thing in enumerate(things):
            asked, given, links = held[number]
            left = asked[-1] - given[-1] if asked and thing.is_once else 0
            wanted = course.asked[number][day - 1] + left
            got, link = _serve(state, today, thing, wanted, day)
            asked.append(wanted)
            given.append(got)
            links.append(link)
    return DrillRun(
        hit=course.hit,
        cut_days=course.cut_days,
        things=tuple(
            ThingDays(thing.item, tuple(asked), tuple(given), tuple(links))
            for thing, (asked, given, links) in zip(things, held, strict=True)
        ),
        arrivals=tuple(sorted(state.arrivals, key=lambda one: (one.day, one.item, one.source))),
        spent_fen=state.spent_fen,
    )


def _set_out(state: _State) -> None:
    """Let every pile arrive: at once where it lies in the county, else by road once roads and access are open."""
    opens = max(state.course.cut_days + 1, state.strength.access_day)
    wanted = {thing.item for thing in DRILL_THINGS[state.setting.hazard]}
    for pile in state.network.piles:
        if pile.item not in wanted or not pile.pieces:
            continue
        road = (
            0
            if pile.is_in_county
            else max(1, ceil((pile.km if pile.km is not None else KM_A_DAY) / KM_A_DAY))
        )
        day = 1 if pile.is_in_county else opens + road - 1
        state.coming[day].append(Arrival(day, pile.item, pile.pieces, pile.name))


def _begin(state: _State, day: int) -> None:
    for one in state.coming.pop(day, ()):
        state.here[one.item] += one.pieces
        state.arrivals.append(one)
    if day == state.strength.reserve_day:
        state.pot_fen += state.network.free_fen
    if day == state.strength.funder_day:
        state.pot_fen += state.strength.funder_fen


def _means_of(state: _State, day: int) -> _Day:
    loads = state.network.lorries * LOADS_IN_COUNTY
    is_open = state.network.is_home or day >= state.strength.access_day
    return _Day(loads * KG_A_LORRY, state.strength.people_on(day), is_open)


def _serve(state: _State, today: _Day, thing: DrillThing, wanted: int, day: int) -> tuple[int, Link | None]:
    """Give what can be given of a thing on a day; return how much, and what held the rest up."""
    if not wanted:
        return 0, None
    if not today.is_open:
        return 0, Link.PERMISSION
    if thing.is_service:
        able = int(state.network.skilled.get(thing.skill, 0) * thing.a_day)
        given = min(wanted, able)
        return given, Link.PEOPLE if given < wanted else None
    if state.here[thing.item] < wanted:
        link = _buy(state, thing, wanted - state.here[thing.item], day)
    else:
        link = None
    given, held = _hand_out(state, today, thing, min(wanted, state.here[thing.item]))
    state.here[thing.item] -= given
    return given, held or (link if given < wanted else None)


def _hand_out(state: _State, today: _Day, thing: DrillThing, pieces: int) -> tuple[int, Link | None]:
    """Carry and hand out; hire lorries where money allows."""
    kg = thing.weight_g / G_A_KG
    need = pieces * kg
    while need > today.lorry_kg and state.pot_fen >= HIRE_FEN:
        state.pot_fen -= HIRE_FEN
        state.spent_fen += HIRE_FEN
        today.lorry_kg += LOADS_IN_COUNTY * KG_A_LORRY
    by_road = min(pieces, int(today.lorry_kg / kg))
    hands = kg * state.strength.hands_a_load / KG_A_PERSON
    given = min(by_road, int(today.people / hands))
    today.lorry_kg -= given * kg
    today.people -= given * hands
    if given < by_road:
        return given, Link.PEOPLE
    return given, Link.TRANSPORT if given < pieces else None


def _buy(state: _State, thing: DrillThing, pieces: int, day: int) -> Link:
    """Order what is missing, as far as money goes, unless it is on its way; return what holds it up."""
    on_way = sum(one.pieces for rows in state.coming.values() for one in rows if one.item == thing.item)
    if on_way >= pieces:
        return _waiting(state, thing, day)
    bought = min(pieces - on_way, state.pot_fen // thing.price_fen)
    if bought:
        cost = bought * thing.price_fen
        state.pot_fen -= cost
        state.spent_fen += cost
        comes = max(day + MARKET_DAYS, state.course.cut_days + 1, state.strength.access_day)
        state.coming[comes].append(Arrival(comes, thing.item, bought, ""))
        state.is_bought[thing.item] = True
    if bought < pieces - on_way:
        return Link.MONEY if state.network.free_fen or state.strength.funder_fen else Link.STOCK
    return Link.STOCK


def _waiting(state: _State, thing: DrillThing, day: int) -> Link:
    """Return what keeps goods that are on their way: leave to enter, the road, or that they were bought so late."""
    if day < state.strength.access_day:
        return Link.PERMISSION
    is_late = day > state.course.cut_days and state.is_bought.get(thing.item, False)
    return Link.STOCK if is_late else Link.TRANSPORT


def links_of(run: DrillRun) -> Mapping[Link, int]:
    """Return how many days of things each link held up, the one that did most first."""
    counts: dict[Link, int] = defaultdict(int)
    for thing in run.things:
        for link in thing.links:
            if link is not None:
                counts[link] += 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
