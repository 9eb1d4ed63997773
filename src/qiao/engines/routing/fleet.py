"""Several lorries: which drops go on which, and in what order. Few are tried in every way, many go to OR-Tools' routing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations, product
from typing import TYPE_CHECKING

from ortools.constraint_solver import pywrapcp

from qiao.engines.routing.roads import road_km
from qiao.engines.routing.route import (
    FIRST,
    LEFT_OUT_KM,
    LONGEST_MINUTES,
    TENTHS,
    TRIED_ALL,
    Drop,
    Leg,
    in_time,
    legs_of,
    measured,
    search_terms,
)

if TYPE_CHECKING:
    from qiao.engines.routing.roads import Position, Roads, Times

MOST_TRIED_LORRIES = 3
"""With more lorries than this even few drops go to the solver."""


@dataclass(frozen=True, slots=True)
class Lorry:
    """What a lorry carries: ``weight`` in the unit of the drops' ``load``, ``room`` in that of their ``volume``.

    None is enough for all. It ``leaves`` so many minutes after the moment from which all minutes are counted.

    Raises
    ------
    ValueError
        If a figure is negative.
    """

    id: str
    weight: int | None = None
    room: int | None = None
    leaves: int = 0

    def __post_init__(self) -> None:
        if min(self.weight or 0, self.room or 0, self.leaves) < 0:
            raise ValueError(f"lorry {self.id}: weight, room or leaves < 0 not understood.")

    def takes(self, drops: Sequence[Drop]) -> bool:
        """Say whether these drops fit into it together."""
        return (self.weight is None or sum(one.load for one in drops) <= self.weight) and (
            self.room is None or sum(one.volume for one in drops) <= self.room
        )


@dataclass(frozen=True, slots=True)
class Sharing:
    """Lorry id → its legs in order, and the drops left out with why: TOO_HEAVY, TOO_FAR or NO_ROOM."""

    routes: dict[str, tuple[Leg, ...]]
    left_out: tuple[tuple[str, str], ...]

    @property
    def km(self) -> float:
        """All kilometres of all lorries."""
        return sum(leg.km for legs in self.routes.values() for leg in legs)


@dataclass(frozen=True, slots=True)
class _Work:
    """The figures the searches share: drops from 1 on, 0 is where all start."""

    drops: Sequence[Drop]
    lorries: Sequence[Lorry]
    km: list[list[float]]
    minutes: list[list[int]]

    def drops_at(self, numbers: Sequence[int]) -> list[Drop]:
        return [self.drops[k - 1] for k in numbers]

    def length(self, order: Sequence[int]) -> float:
        return sum(self.km[here][there] for here, there in pairwise((0, *order)))


def share_drops(
    start: Position,
    drops: Sequence[Drop],
    lorries: Sequence[Lorry],
    *,
    roads: Roads = road_km,
    times: Times | None = None,
    speed_kmh: float = 50.0,
) -> Sharing:
    """Share drops among lorries that are loaded in one place: as many drops as can go, then the fewest kilometres.

    Parameters
    ----------
    start
        Where all are loaded, (longitude, latitude). None need come back.
    drops
        In any order.
    lorries
        In any order; a lorry may stay empty.
    roads
        Kilometres between two positions; by default the great circle times 1.3.
    times
        Minutes between two positions where somebody measured them; elsewhere the kilometres at ``speed_kmh``.
    speed_kmh
        Average speed, > 0.

    Returns
    -------
    Sharing
        Up to six drops and three lorries the best there is; beyond that, the best of three descents of the solver.

    Raises
    ------
    ValueError
        If an id occurs twice, there is no lorry, or the speed is not above 0.
    ArithmeticError
        If the solver finds nothing at all.
    """
    drops, lorries = sorted(drops, key=lambda one: one.id), sorted(lorries, key=lambda one: one.id)
    work = _work(start, drops, lorries, roads, times, speed_kmh)
    hopeless = dict(_hopeless(work))
    going = [k for k in range(1, len(drops) + 1) if drops[k - 1].id not in hopeless]
    tried = len(going) <= TRIED_ALL and len(lorries) <= MOST_TRIED_LORRIES
    orders = _tried(going, work) if tried else _solved(going, work)
    served = {drops[k - 1].id for order in orders for k in order}
    left_out = [(one.id, hopeless.get(one.id, "NO_ROOM")) for one in drops if one.id not in served]
    routes = {
        lorry.id: tuple(legs_of(order, drops, work.km, work.minutes, leaves=lorry.leaves))
        for lorry, order in zip(lorries, orders, strict=True)
    }
    return Sharing(routes, tuple(left_out))


def follow_order(
    start: Position,
    drops: Sequence[Drop],
    lorry: Lorry,
    *,
    roads: Roads = road_km,
    times: Times | None = None,
    speed_kmh: float = 50.0,
) -> tuple[Leg, ...]:
    """Return the legs of one lorry over drops in the order given, whatever it carries and whoever waits too long.

    Parameters and what is raised are those of `share_drops`.
    """
    work = _work(start, drops, [lorry], roads, times, speed_kmh)
    order = range(1, len(drops) + 1)
    return tuple(legs_of(order, drops, work.km, work.minutes, leaves=lorry.leaves))


def _work(
    start: Position,
    drops: Sequence[Drop],
    lorries: Sequence[Lorry],
    roads: Roads,
    times: Times | None,
    speed_kmh: float,
) -> _Work:
    if len({one.id for one in drops}) < len(drops) or len({one.id for one in lorries}) < len(lorries):
        raise ValueError("an id occurs twice.")
    if not lorries or speed_kmh <= 0:
        raise ValueError("no lorry, or a speed that is not above 0.")
    km, minutes = measured([start, *(drop.position for drop in drops)], roads, times, speed_kmh)
    return _Work(drops, lorries, km, minutes)


def _hopeless(work: _Work) -> Iterator[tuple[str, str]]:
    for k, drop in enumerate(work.drops, 1):
        able = [lorry for lorry in work.lorries if lorry.takes([drop])]
        if not able:
            yield drop.id, "TOO_HEAVY"
        elif not any(in_time([k], work.drops, work.minutes, leaves=lorry.leaves) for lorry in able):
            yield drop.id, "TOO_FAR"


def _tried(going: Sequence[int], work: _Work) -> list[list[int]]:
    """Return the best sharing of few drops by trying every way: each drop on each lorry, or on none."""
    known: dict[tuple[tuple[int, ...], int], tuple[float, tuple[int, ...]] | None] = {}

    def best_order(numbers: tuple[int, ...], leaves: int) -> tuple[float, tuple[int, ...]] | None:
        if (numbers, leaves) not in known:
            fitting = (
                (work.length(order), order)
                for order in permutations(numbers)
                if in_time(order, work.drops, work.minutes, leaves=leaves)
            )
            known[numbers, leaves] = min(fitting, default=None)
        return known[numbers, leaves]

    best: tuple[int, float, list[list[int]]] | None = None
    for choice in product(range(len(work.lorries) + 1), repeat=len(going)):
        loads = [
            tuple(k for k, on in zip(going, choice, strict=True) if on == number)
            for number in range(len(work.lorries))
        ]
        if not all(lorry.takes(work.drops_at(one)) for lorry, one in zip(work.lorries, loads, strict=True)):
            continue
        orders = [best_order(one, lorry.leaves) for one, lorry in zip(loads, work.lorries, strict=True)]
        if any(one is None for one in orders):
            continue
        found = [one for one in orders if one is not None]
        told = (choice.count(len(work.lorries)), sum(length for length, _order in found))
        if best is None or told < best[:2]:
            best = (*told, [list(order) for _length, order in found])
    return best[2] if best else [[] for _ in work.lorries]


def _solved(going: Sequence[int], work: _Work) -> list[list[int]]:
    """Return each lorry's drops in order, as the solver finds them. The last node is anywhere: no way back."""
    nodes = [0, *going]
    end, cars = len(nodes), len(work.lorries)
    manager = pywrapcp.RoutingIndexManager(end + 1, cars, [0] * cars, [end] * cars)
    routing = pywrapcp.RoutingModel(manager)

    def place(index: int) -> int | None:
        node = manager.IndexToNode(index)
        return None if node == end else nodes[node]

    def way(here: int, there: int) -> int:
        one, other = place(here), place(there)
        return 0 if one is None or other is None else round(work.km[one][other] * TENTHS)

    def spent(here: int, there: int) -> int:
        one, other = place(here), place(there)
        service = work.drops[one - 1].service if one else 0
        return 0 if one is None or other is None else work.minutes[one][other] + service

    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(way))
    routing.AddDimension(
        routing.RegisterTransitCallback(spent), LONGEST_MINUTES, LONGEST_MINUTES, *(False, "time")
    )
    for name, limit in (("load", "weight"), ("volume", "room")):
        _add_room(routing, place, work, name, [getattr(one, limit) for one in work.lorries])
    clock = routing.GetDimensionOrDie("time")
    for car, lorry in enumerate(work.lorries):
        clock.CumulVar(routing.Start(car)).SetRange(lorry.leaves, LONGEST_MINUTES)
    for node, k in enumerate(nodes[1:], 1):
        drop, index = work.drops[k - 1], manager.NodeToIndex(node)
        clock.CumulVar(index).SetRange(
            drop.earliest or 0, LONGEST_MINUTES if drop.latest is None else drop.latest
        )
        routing.AddDisjunction([index], LEFT_OUT_KM * TENTHS)
    best: tuple[int, list[list[int]]] | None = None
    for first in FIRST:
        found = routing.SolveWithParameters(search_terms(first))
        if found is None or (best is not None and found.ObjectiveValue() >= best[0]):
            continue
        ways = [list(_nodes_of(car, routing, found)) for car in range(cars)]
        best = found.ObjectiveValue(), [[nodes[manager.IndexToNode(one)] for one in each] for each in ways]
    if best is None:
        raise ArithmeticError("no route was found.")
    return best[1]


def _nodes_of(car: int, routing: pywrapcp.RoutingModel, found: pywrapcp.Assignment) -> Iterator[int]:
    """Yield the solver's indices of a lorry's drops in order."""
    index = found.Value(routing.NextVar(routing.Start(car)))
    while not routing.IsEnd(index):
        yield index
        index = found.Value(routing.NextVar(index))


def _add_room(
    routing: pywrapcp.RoutingModel,
    place: Callable[[int], int | None],
    work: _Work,
    name: str,
    limits: list[int | None],
) -> None:
    """Let no lorry take more load or volume than it has."""

    def load(here: int) -> int:
        one = place(here)
        return int(getattr(work.drops[one - 1], name)) if one else 0

    enough = sum(int(getattr(drop, name)) for drop in work.drops) + 1
    rooms = [enough if limit is None else limit for limit in limits]
    routing.AddDimensionWithVehicleCapacity(
        routing.RegisterUnaryTransitCallback(load), 0, rooms, *(True, name)
    )
