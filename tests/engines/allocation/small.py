"""Short ways to write demands and supplies, and an independent oracle for tiny instances."""

from __future__ import annotations

import itertools
import math
from datetime import datetime, timedelta, timezone
from typing import Any

from qiao.engines.allocation import Demand, Plan, Supply

NOW = datetime(2020, 1, 27, 8, tzinfo=timezone(timedelta(hours=8)))


def need(name: str, quantity: int | None = 10, tier: int = 2, **rest: Any) -> Demand:
    return Demand(
        **{"id": name, "item": "mask", "quantity": quantity, "tier": tier, "latitude": 0.0, "longitude": 0.0}
        | rest
    )


def lot(name: str, quantity: int | None = 10, **rest: Any) -> Supply:
    return Supply(
        **{"id": name, "item": "mask", "quantity": quantity, "latitude": 0.0, "longitude": 0.0} | rest
    )


def given(plan: Plan) -> dict[str, int]:
    total: dict[str, int] = {}
    for share in plan.shares:
        total[share.demand_id] = total.get(share.demand_id, 0) + share.quantity
    return total


def road_km(demand: Demand, supply: Supply) -> int:
    """Distance along the equator, where the tiny instances lie."""
    return round(math.radians(abs(demand.longitude - supply.longitude)) * 6371.0 * 1.3)


def best_received(
    demands: list[Demand], supplies: list[Supply], *, bands: int, pack: int = 1
) -> tuple[tuple[int, ...], int]:
    """Try every distribution: the best counts of units by (tier, band), then the least unit-kilometres."""
    reached = {(0,) * len(demands): 0}
    for supply in supplies:
        step: dict[tuple[int, ...], int] = {}
        packs = range(0, supply.quantity + 1, pack)
        for vector, km in reached.items():
            for gift in itertools.product(packs, repeat=len(demands)):
                after = tuple(a + b for a, b in zip(vector, gift, strict=True))
                if sum(gift) <= supply.quantity and all(
                    a <= d.quantity for a, d in zip(after, demands, strict=True)
                ):
                    cost = km + sum(g * road_km(d, supply) for g, d in zip(gift, demands, strict=True))
                    step[after] = min(cost, step.get(after, cost))
        reached = step
    counts, km = max((levels(demands, vector, bands=bands, pack=pack), -km) for vector, km in reached.items())
    return counts, -km


def levels(demands: list[Demand], received: tuple[int, ...], *, bands: int, pack: int = 1) -> tuple[int, ...]:
    """Count units by (tier, band): unit k of q packs lies in the band of the fill rate k / q before it."""
    counts = [0] * (3 * bands)
    for demand, units in zip(demands, received, strict=True):
        packs = demand.quantity // pack
        for k in range(units // pack):
            counts[(demand.tier - 1) * bands + k * bands // packs] += pack
    return tuple(counts)
