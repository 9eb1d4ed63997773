"""What trips are reckoned with: jobs, lorries, all places by number, and how a trip over some jobs ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise, permutations
from typing import TYPE_CHECKING

from qiao.engines.routing.fleet import Lorry
from qiao.engines.routing.route import Drop, measured

if TYPE_CHECKING:
    from qiao.engines.routing.roads import Position, Roads, Times

LOADING_MINUTES = 30
"""At each place where goods are fetched, and before a second trip."""
TRIED_PICKS = 5
"""So few places are fetched from in the best order of all; more in the order of the nearest next."""


@dataclass(frozen=True, slots=True)
class Job:
    """A drop and where its goods lie: ``pick`` is None where they lie where the lorries start."""

    drop: Drop
    pick: Position | None = None


@dataclass(frozen=True, slots=True)
class Car:
    """A lorry with its hours: it may leave ``trips`` times, and its last drop is done ``until`` so many minutes.

    Raises
    ------
    ValueError
        If it leaves less than once, or ends before it leaves.
    """

    lorry: Lorry
    trips: int = 1
    until: int | None = None

    def __post_init__(self) -> None:
        if self.trips < 1 or (self.until is not None and self.until < self.lorry.leaves):
            raise ValueError(f"lorry {self.lorry.id}: no trip, or hours that end before it leaves.")


@dataclass(frozen=True, slots=True)
class End:
    """How a trip ends: kilometres with the way back before it, the minute when all is done, where."""

    km: float
    clock: int
    place: int


@dataclass
class Land:
    """All places by number: 0 is the start. ``at`` and ``pick`` are by job."""

    jobs: Sequence[Job]
    at: list[int]
    pick: list[int]
    km: list[list[float]]
    minutes: list[list[int]]
    points: list[Position]
    known: dict[tuple[int, frozenset[int]], list[int]] = field(default_factory=dict)

    def picks_of(self, order: Sequence[int]) -> frozenset[int]:
        return frozenset(self.pick[k] for k in order) - {0}

    def best_picks(self, places: frozenset[int], first: int) -> list[int]:
        """Return the places to fetch from in the order that is shortest, on the way to the first drop."""
        if (first, places) not in self.known:
            self.known[first, places] = self._best_picks(places, first)
        return self.known[first, places]

    def _best_picks(self, places: frozenset[int], first: int) -> list[int]:
        if len(places) <= TRIED_PICKS:
            ways = permutations(sorted(places))
            return list(min(ways, key=lambda way: (self.length((0, *way, first)), way)))
        left, way = set(places), [0]
        while left:
            nearest = min(left, key=lambda one: (self.km[way[-1]][one], one))
            way.append(nearest)
            left.remove(nearest)
        return way[1:]

    def length(self, way: Sequence[int]) -> float:
        return sum(self.km[here][there] for here, there in pairwise(way))

    def fits(self, order: Sequence[int], lorry: Lorry) -> bool:
        return lorry.takes([self.jobs[k].drop for k in order])

    def run(self, order: Sequence[int], before: End, until: int | None) -> End | None:
        """Return how a trip over these jobs ends; None where somebody is reached too late, or the hours are over."""
        way = [0, *self.best_picks(self.picks_of(order), self.at[order[0]])]
        clock, km = before.clock, before.km
        if before.place:
            clock += self.minutes[before.place][0] + LOADING_MINUTES
            km += self.km[before.place][0]
        for here, there in pairwise(way):
            clock += self.minutes[here][there] + LOADING_MINUTES
            km += self.km[here][there]
        place = way[-1]
        for k in order:
            drop = self.jobs[k].drop
            clock += self.minutes[place][self.at[k]]
            if drop.latest is not None and clock > drop.latest:
                return None
            clock = max(clock, drop.earliest or 0) + drop.service
            km += self.km[place][self.at[k]]
            place = self.at[k]
        return None if until is not None and clock > until else End(km, clock, place)


def lay_out(
    start: Position,
    jobs: Sequence[Job],
    cars: Sequence[Car],
    roads: Roads,
    times: Times | None,
    speed_kmh: float,
) -> Land:
    names, lorries = {one.drop.id for one in jobs}, {one.lorry.id for one in cars}
    if len(names) < len(jobs) or len(lorries) < len(cars):
        raise ValueError("an id occurs twice.")
    if not cars or speed_kmh <= 0:
        raise ValueError("no lorry, or a speed that is not above 0.")
    points = list(dict.fromkeys([start, *(job.pick or start for job in jobs)]))
    pick = [points.index(job.pick or start) for job in jobs]
    at = [len(points) + k for k in range(len(jobs))]
    points += [job.drop.position for job in jobs]
    km, minutes = measured(points, roads, times, speed_kmh)
    return Land(jobs, at, pick, km, minutes, points)


def begin(car: Car) -> End:
    return End(0.0, car.lorry.leaves, 0)
