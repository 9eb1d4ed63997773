"""Which job goes on which trip: few are tried in every way, many are put in one by one and moved while that helps."""

from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING

from qiao.engines.routing.trip_land import begin

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qiao.engines.routing.trip_land import Car, End, Land

NO_GAIN_KM = 1e-6


def try_all(land: Land, going: Sequence[int], cars: Sequence[Car]) -> list[list[list[int]]]:
    """Return the best plan of few jobs by trying every way: each job on each trip of each lorry, or on none."""
    slots = [(n, trip) for n, car in enumerate(cars) for trip in range(car.trips)]
    known: dict[tuple[int, tuple[tuple[int, ...], ...]], tuple[float, list[list[int]]] | None] = {}

    def best_of(n: int, loads: tuple[tuple[int, ...], ...]) -> tuple[float, list[list[int]]] | None:
        if (n, loads) not in known:
            known[n, loads] = _best_trips(land, cars[n], loads)
        return known[n, loads]

    best: tuple[int, float, list[list[list[int]]]] | None = None
    for choice in product(range(len(slots) + 1), repeat=len(going)):
        loads = [tuple(k for k, on in zip(going, choice, strict=True) if on == s) for s in range(len(slots))]
        plan: list[list[list[int]]] = []
        km = 0.0
        for n in range(len(cars)):
            mine = tuple(load for load, (owner, _trip) in zip(loads, slots, strict=True) if owner == n)
            found = best_of(n, mine)
            if found is None:
                break
            km += found[0]
            plan.append(found[1])
        else:
            told = (choice.count(len(slots)), km)
            if best is None or told < best[:2]:
                best = (*told, plan)
    return best[2] if best else [[] for _ in cars]


def _best_trips(
    land: Land, car: Car, loads: Sequence[tuple[int, ...]]
) -> tuple[float, list[list[int]]] | None:
    """Return the fewest kilometres of a lorry over these loads, trip by trip, and their orders; None where none can."""
    full = [load for load in loads if load]
    if full != list(loads[: len(full)]) or not all(land.fits(load, car.lorry) for load in full):
        return None

    def best(number: int, before: End) -> tuple[float, list[list[int]]] | None:
        if number == len(full):
            return before.km, []
        found: tuple[float, list[list[int]]] | None = None
        for order in permutations(full[number]):
            end = land.run(order, before, car.until)
            rest = best(number + 1, end) if end else None
            if rest and (found is None or rest[0] < found[0]):
                found = rest[0], [list(order), *rest[1]]
        return found

    return best(0, begin(car))


def build_up(land: Land, going: Sequence[int], cars: Sequence[Car]) -> list[list[list[int]]]:
    """Put in, again and again, the job that is left and costs least; then move jobs while that helps, and try again."""
    plans: list[list[list[int]]] = [[] for _ in cars]
    cost = [0.0] * len(cars)
    left = list(going)
    while True:
        left = _put_in(land, cars, plans, cost, left)
        if not _moved(land, cars, plans, cost):
            return plans


def _put_in(
    land: Land, cars: Sequence[Car], plans: list[list[list[int]]], cost: list[float], left: list[int]
) -> list[int]:
    """Put in what can be, the cheapest first; return what cannot."""
    offers = {k: _cheapest(land, cars, plans, cost, k) for k in left}
    while any(offers.values()):
        k = min((k for k, one in offers.items() if one), key=lambda k: (offers[k][0], k))  # type: ignore[index]
        _more, n, trips, km = offers.pop(k)  # type: ignore[misc]
        plans[n], cost[n] = trips, km
        for other, offer in offers.items():
            if offer is None or offer[1] == n:
                offers[other] = _cheapest(land, cars, plans, cost, other)
            else:
                mine = _into(land, cars[n], plans[n], cost[n], other)
                if mine and mine[0] < offer[0]:
                    offers[other] = (mine[0], n, mine[1], mine[2])
    return sorted(offers)


def _cheapest(
    land: Land, cars: Sequence[Car], plans: list[list[list[int]]], cost: list[float], k: int
) -> tuple[float, int, list[list[int]], float] | None:
    """Return where a job costs least more: kilometres, lorry, its trips then, their kilometres."""
    found = None
    for n, car in enumerate(cars):
        one = _into(land, car, plans[n], cost[n], k)
        if one and (found is None or one[0] < found[0]):
            found = (one[0], n, one[1], one[2])
    return found


def _into(
    land: Land, car: Car, trips: list[list[int]], cost: float, k: int
) -> tuple[float, list[list[int]], float] | None:
    """Return the cheapest place of a job on a lorry; None where there is none."""
    found: tuple[float, list[list[int]], float] | None = None
    ways: list[list[list[int]]] = []
    for number, trip in enumerate(trips):
        if land.fits([*trip, k], car.lorry):
            ways += [
                [*trips[:number], [*trip[:at], k, *trip[at:]], *trips[number + 1 :]]
                for at in range(len(trip) + 1)
            ]
    if len(trips) < car.trips and land.fits([k], car.lorry):
        ways += [[*trips[:number], [k], *trips[number:]] for number in range(len(trips) + 1)]
    for way in ways:
        km = _length(land, car, way)
        if km is not None and (found is None or km - cost < found[0]):
            found = (km - cost, way, km)
    return found


def _length(land: Land, car: Car, trips: Iterable[Sequence[int]]) -> float | None:
    """Return the kilometres of these trips; None where one cannot be driven in time."""
    end: End | None = begin(car)
    for trip in trips:
        end = land.run(trip, end, car.until) if end else None
    return end.km if end else None


def _moved(land: Land, cars: Sequence[Car], plans: list[list[list[int]]], cost: list[float]) -> bool:
    """Move jobs to where they cost less, until none does; say whether any was moved."""
    any_moved = False
    for k in sorted(k for trips in plans for trip in trips for k in trip):
        n = next(n for n, trips in enumerate(plans) if any(k in trip for trip in trips))
        without = [rest for trip in plans[n] if (rest := [one for one in trip if one != k])]
        km = _length(land, cars[n], without)
        if km is None:
            continue
        saved = cost[n] - km
        tried, costs = list(plans), list(cost)
        tried[n], costs[n] = without, km
        offer = _cheapest(land, cars, tried, costs, k)
        if offer and offer[0] < saved - NO_GAIN_KM:
            plans[n], cost[n] = without, km
            plans[offer[1]], cost[offer[1]] = offer[2], offer[3]
            any_moved = True
    return any_moved
