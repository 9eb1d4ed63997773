"""Lorries that fetch goods in several places, and may leave a second time: what goes on which trip, in which order.

A trip first fetches all its goods, then drops them: so all of it is on board at once, and what it weighs is looked at
once. A lorry that comes back may leave again when its hours allow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qiao.engines.routing.roads import road_km
from qiao.engines.routing.route import Leg
from qiao.engines.routing.trip_land import LOADING_MINUTES, Car, Job, begin, lay_out
from qiao.engines.routing.trip_search import build_up, try_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qiao.engines.routing.fleet import Lorry
    from qiao.engines.routing.roads import Position, Roads, Times
    from qiao.engines.routing.trip_land import Land

TRIED_JOBS, TRIED_LORRIES = 4, 2
"""So few jobs on so few lorries are tried in every way."""


@dataclass(frozen=True, slots=True)
class Pick:
    """A place where goods are fetched: kilometres from the place before, and the minute of arrival."""

    position: Position
    km: float
    arrives: int


@dataclass(frozen=True, slots=True)
class Trip:
    """One trip: it ``leaves``, fetches, then drops. ``back_km`` is the way back before it, 0 for a first trip."""

    leaves: int
    picks: tuple[Pick, ...]
    legs: tuple[Leg, ...]
    ends: int
    back_km: float = 0.0

    @property
    def km(self) -> float:
        """All kilometres to its last drop, the way back before it included."""
        return self.back_km + sum(one.km for one in self.picks) + sum(one.km for one in self.legs)


@dataclass(frozen=True, slots=True)
class Trips:
    """Lorry id → its trips in order, and the drops left out with why: TOO_HEAVY, TOO_FAR or NO_ROOM."""

    routes: dict[str, tuple[Trip, ...]]
    left_out: tuple[tuple[str, str], ...]

    @property
    def km(self) -> float:
        """All kilometres of all lorries."""
        return sum(trip.km for trips in self.routes.values() for trip in trips)


def share_trips(
    start: Position,
    jobs: Sequence[Job],
    cars: Sequence[Car],
    *,
    roads: Roads = road_km,
    times: Times | None = None,
    speed_kmh: float = 50.0,
) -> Trips:
    """Share jobs among lorries that start in one place: as many drops as can go, then the fewest kilometres.

    Parameters
    ----------
    start
        Where all lorries start and come back to, (longitude, latitude).
    jobs, cars
        In any order; a lorry may stay empty.
    roads, times, speed_kmh
        As for `share_drops`.

    Returns
    -------
    Trips
        Up to four jobs and two lorries the best there is (of the ways that fetch all, by the shortest road, before
        they drop); beyond that, what putting in the cheapest and moving one by one finds.

    Raises
    ------
    ValueError
        If an id occurs twice, there is no lorry, or the speed is not above 0.
    """
    jobs = sorted(jobs, key=lambda one: one.drop.id)
    cars = sorted(cars, key=lambda one: one.lorry.id)
    land = lay_out(start, jobs, cars, roads, times, speed_kmh)
    hopeless = dict(_hopeless(land, cars))
    going = [k for k in range(len(jobs)) if jobs[k].drop.id not in hopeless]
    few = len(going) <= TRIED_JOBS and len(cars) <= TRIED_LORRIES
    plans = try_all(land, going, cars) if few else build_up(land, going, cars)
    routes = {car.lorry.id: tuple(_told(land, car, trips)) for car, trips in zip(cars, plans, strict=True)}
    served = {k for trips in plans for trip in trips for k in trip}
    left = [
        (job.drop.id, hopeless.get(job.drop.id, "NO_ROOM")) for k, job in enumerate(jobs) if k not in served
    ]
    return Trips(routes, tuple(left))


def follow_trips(
    start: Position,
    trips: Sequence[Sequence[Job]],
    lorry: Lorry,
    *,
    roads: Roads = road_km,
    times: Times | None = None,
    speed_kmh: float = 50.0,
) -> tuple[Trip, ...]:
    """Return the trips of one lorry over jobs in the order given, whatever it carries and whoever waits too long.

    A trip without jobs is left out. Parameters and what is raised are those of `share_trips`.
    """
    jobs = [job for trip in trips for job in trip]
    land = lay_out(start, jobs, [Car(lorry)], roads, times, speed_kmh)
    numbers = iter(range(len(jobs)))
    orders = [[next(numbers) for _ in trip] for trip in trips if trip]
    return tuple(_told(land, Car(lorry), orders))


def _hopeless(land: Land, cars: Sequence[Car]) -> Iterator[tuple[str, str]]:
    for k, job in enumerate(land.jobs):
        able = [car for car in cars if land.fits([k], car.lorry)]
        if not able:
            yield job.drop.id, "TOO_HEAVY"
        elif not any(land.run([k], begin(car), car.until) for car in able):
            yield job.drop.id, "TOO_FAR"


def _told(land: Land, car: Car, trips: Sequence[Sequence[int]]) -> Iterator[Trip]:
    """Yield the trips with every arrival."""
    clock, place = car.lorry.leaves, 0
    for trip in trips:
        back = land.km[place][0] if place else 0.0
        if place:
            clock += land.minutes[place][0] + LOADING_MINUTES
        leaves, place, picks, legs = clock, 0, [], []
        for there in land.best_picks(land.picks_of(trip), land.at[trip[0]]):
            clock += land.minutes[place][there]
            picks.append(Pick(land.points[there], land.km[place][there], clock))
            clock += LOADING_MINUTES
            place = there
        for k in trip:
            drop = land.jobs[k].drop
            clock += land.minutes[place][land.at[k]]
            legs.append(Leg(drop.id, land.km[place][land.at[k]], clock))
            clock = max(clock, drop.earliest or 0) + drop.service
            place = land.at[k]
        yield Trip(leaves, tuple(picks), tuple(legs), clock, back)
