"""The order of drops of one lorry: shortest road within load and time windows, by trying few and OR-Tools' routing for many."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, permutations
from typing import TYPE_CHECKING

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from qiao.engines.routing.roads import road_km

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiao.engines.routing.roads import Position, Roads, Times

MINUTES_AN_HOUR = 60
LONGEST_MINUTES = 30 * 24 * 60
TENTHS = 10
"""The solver counts whole numbers: tenths of a kilometre."""
TRIED_ALL = 6
"""So few drops are tried in every order."""
LEFT_OUT_KM = 100_000
"""Leaving a drop out costs more than any road."""
FIRST = (
    routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION,
    routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC,
    routing_enums_pb2.FirstSolutionStrategy.SAVINGS,
)
"""From each of these beginnings the solver goes down to where no exchange helps; the best of them is taken. No clock
takes part, so the same input gives the same route."""


@dataclass(frozen=True, slots=True)
class Drop:
    """A place where something is handed over.

    ``load`` counts in the unit of the lorry's capacity, ``volume`` in that of its room where there are several
    lorries; ``earliest`` and ``latest`` are minutes after leaving, None for any time; ``service`` minutes are spent
    there.

    Raises
    ------
    ValueError
        If a figure is negative or the window is empty.
    """

    id: str
    position: Position
    load: int = 0
    earliest: int | None = None
    latest: int | None = None
    service: int = 15
    volume: int = 0

    def __post_init__(self) -> None:
        if min(self.load, self.volume, self.service) < 0:
            raise ValueError(f"drop {self.id}: load, volume or service < 0 not understood.")
        if self.earliest is not None and self.latest is not None and self.earliest > self.latest:
            raise ValueError(f"drop {self.id}: earliest {self.earliest} is after latest {self.latest}.")


@dataclass(frozen=True, slots=True)
class Leg:
    """The way to a drop: kilometres from the one before, and the minute of arrival (waiting not counted)."""

    drop_id: str
    km: float
    arrives: int


@dataclass(frozen=True, slots=True)
class Route:
    """Drops in order; ``left_out`` tells drop id and why: TOO_HEAVY, TOO_FAR (alone already late) or NO_ROOM."""

    legs: tuple[Leg, ...]
    left_out: tuple[tuple[str, str], ...]

    @property
    def km(self) -> float:
        """All kilometres to the last drop."""
        return sum(leg.km for leg in self.legs)


def order_drops(
    start: Position,
    drops: Sequence[Drop],
    *,
    capacity: int | None = None,
    roads: Roads = road_km,
    times: Times | None = None,
    speed_kmh: float = 50.0,
) -> Route:
    """Put the drops in order: as many as fit, then the shortest road. The lorry need not come back.

    Parameters
    ----------
    start
        Where it is loaded, (longitude, latitude).
    drops
        In any order.
    capacity
        What it carries, in the unit of the loads; None for enough.
    roads
        Kilometres between two positions; by default the great circle times 1.3.
    times
        Minutes between two positions where somebody measured them; elsewhere the kilometres at ``speed_kmh``.
    speed_kmh
        Average speed, > 0.

    Raises
    ------
    ValueError
        If an id occurs twice or the speed is not above 0.
    ArithmeticError
        If the solver finds nothing at all.
    """
    drops = sorted(drops, key=lambda drop: drop.id)
    if len({drop.id for drop in drops}) < len(drops):
        raise ValueError("an id occurs twice.")
    if speed_kmh <= 0:
        raise ValueError(f"speed {speed_kmh} is not above 0.")
    points = [start, *(drop.position for drop in drops)]
    km, minutes = measured(points, roads, times, speed_kmh)
    hopeless = dict(_hopeless(drops, minutes, capacity))
    going = [k for k in range(1, len(points)) if drops[k - 1].id not in hopeless]
    search = _tried if len(going) <= TRIED_ALL else _solved
    order = search(going, drops, km, minutes, capacity)
    served = {drops[k - 1].id for k in order}
    left_out = [(drop.id, hopeless.get(drop.id, "NO_ROOM")) for drop in drops if drop.id not in served]
    return Route(tuple(legs_of(order, drops, km, minutes)), tuple(left_out))


def measured(
    points: Sequence[Position], roads: Roads, times: Times | None, speed_kmh: float
) -> tuple[list[list[float]], list[list[int]]]:
    """Return kilometres and minutes between all points; minutes as measured, else the kilometres at the speed."""
    km = [[roads(one, other) for other in points] for one in points]
    told = [[times(one, other) if times else None for other in points] for one in points]
    minutes = [
        [
            round(length / speed_kmh * MINUTES_AN_HOUR) if known is None else known
            for length, known in zip(*rows, strict=True)
        ]
        for rows in zip(km, told, strict=True)
    ]
    return km, minutes


def _hopeless(drops: Sequence[Drop], minutes: list[list[int]], capacity: int | None) -> list[tuple[str, str]]:
    found = []
    for k, drop in enumerate(drops, 1):
        if capacity is not None and drop.load > capacity:
            found.append((drop.id, "TOO_HEAVY"))
        elif drop.latest is not None and minutes[0][k] > drop.latest:
            found.append((drop.id, "TOO_FAR"))
    return found


def _tried(
    going: list[int],
    drops: Sequence[Drop],
    km: list[list[float]],
    minutes: list[list[int]],
    capacity: int | None,
) -> list[int]:
    """Return the best order of few drops by trying them all."""
    for size in range(len(going), 0, -1):
        found = [
            (sum(km[here][there] for here, there in pairwise((0, *order))), order)
            for order in permutations(going, size)
            if in_time(order, drops, minutes)
            and (capacity is None or sum(drops[k - 1].load for k in order) <= capacity)
        ]
        if found:
            return list(min(found)[1])
    return []


def in_time(
    order: Sequence[int], drops: Sequence[Drop], minutes: list[list[int]], *, leaves: int = 0
) -> bool:
    """Say whether every drop of an order is reached before its latest minute."""
    here, clock = 0, leaves
    for k in order:
        drop = drops[k - 1]
        clock += minutes[here][k]
        if drop.latest is not None and clock > drop.latest:
            return False
        clock, here = max(clock, drop.earliest or 0) + drop.service, k
    return True


def _solved(
    going: list[int],
    drops: Sequence[Drop],
    km: list[list[float]],
    minutes: list[list[int]],
    capacity: int | None,
) -> list[int]:
    """Return the numbers of the drops in the order found. The last node of the solver is anywhere: no way back."""
    nodes = [0, *going]
    end = len(nodes)
    manager = pywrapcp.RoutingIndexManager(end + 1, 1, [0], [end])
    routing = pywrapcp.RoutingModel(manager)

    def place(index: int) -> int | None:
        node = manager.IndexToNode(index)
        return None if node == end else nodes[node]

    def way(here: int, there: int) -> int:
        one, other = place(here), place(there)
        return 0 if one is None or other is None else round(km[one][other] * TENTHS)

    def spent(here: int, there: int) -> int:
        one, other = place(here), place(there)
        service = drops[one - 1].service if one else 0
        return 0 if one is None or other is None else minutes[one][other] + service

    def load(here: int) -> int:
        one = place(here)
        return drops[one - 1].load if one else 0

    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitCallback(way))
    routing.AddDimension(
        routing.RegisterTransitCallback(spent), LONGEST_MINUTES, LONGEST_MINUTES, *(False, "time")
    )
    clock = routing.GetDimensionOrDie("time")
    room = capacity if capacity is not None else sum(drop.load for drop in drops) + 1
    routing.AddDimensionWithVehicleCapacity(
        routing.RegisterUnaryTransitCallback(load), 0, [room], *(True, "load")
    )
    for node, k in enumerate(nodes[1:], 1):
        drop, index = drops[k - 1], manager.NodeToIndex(node)
        clock.CumulVar(index).SetRange(
            drop.earliest or 0, LONGEST_MINUTES if drop.latest is None else drop.latest
        )
        routing.AddDisjunction([index], LEFT_OUT_KM * TENTHS)
    best: tuple[int, list[int]] | None = None
    for first in FIRST:
        found = routing.SolveWithParameters(search_terms(first))
        if found is not None and (best is None or found.ObjectiveValue() < best[0]):
            order, index = [], found.Value(routing.NextVar(routing.Start(0)))
            while not routing.IsEnd(index):
                order.append(nodes[manager.IndexToNode(index)])
                index = found.Value(routing.NextVar(index))
            best = found.ObjectiveValue(), order
    if best is None:
        raise ArithmeticError("no route was found.")
    return best[1]


def search_terms(first: int) -> pywrapcp.DefaultRoutingSearchParameters:
    """Return the solver's terms: one beginning, then down to where no exchange helps; no clock, no chance."""
    terms = pywrapcp.DefaultRoutingSearchParameters()
    terms.first_solution_strategy = first
    terms.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GREEDY_DESCENT
    return terms


def legs_of(
    order: Sequence[int],
    drops: Sequence[Drop],
    km: list[list[float]],
    minutes: list[list[int]],
    *,
    leaves: int = 0,
) -> list[Leg]:
    """Return the legs of an order, with the minute of each arrival."""
    legs, here, clock = [], 0, leaves
    for k in order:
        drop = drops[k - 1]
        clock += minutes[here][k]
        legs.append(Leg(drop.id, round(km[here][k], 1), clock))
        clock = max(clock, drop.earliest or 0) + drop.service
        here = k
    return legs
