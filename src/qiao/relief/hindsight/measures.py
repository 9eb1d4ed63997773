"""Figures of a sharing, the same for what a rule gives and for what was handed out."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from qiao.engines.allocation import Demand
from qiao.engines.allocation.fairness import gini
from qiao.engines.allocation.rules import TIER_WEIGHTS

DIGITS = 9


@dataclass(frozen=True)
class Figures:
    """How a sharing serves demands.

    ``needs`` counts all, ``counted`` those with a number. ``coverage``, ``minimum_fill`` and ``gini`` look at the
    counted ones, as the allocation engine does: coverage weighs tiers 3, 2, 1 and an item's average demand as one;
    minimum fill is that of each item, averaged by demands; Gini is over the fill rates. ``none_served`` is the share of
    all demands, counted or not, that got nothing. None where there is no such demand.
    """

    needs: int
    counted: int
    coverage: float | None
    minimum_fill: float | None
    none_served: float | None
    gini: float | None


def measure(demands: Sequence[Demand], given: Mapping[str, int]) -> Figures:
    """Measure what these demands got.

    Parameters
    ----------
    demands
        Each EXACT or open (see `as_asked`).
    given
        Id of a demand → pieces. More than was asked counts as all that was asked.
    """
    counted = [one for one in demands if one.firm + one.received > 0 and not one.is_open]
    fill = {
        one.id: min(1.0, (given.get(one.id, 0) + one.received) / (one.firm + one.received)) for one in counted
    }
    by_item: dict[str, list[Demand]] = defaultdict(list)
    for one in counted:
        by_item[one.item].append(one)
    covered = weighed = least = 0.0
    for of_item in by_item.values():
        average = sum(one.firm + one.received for one in of_item) / len(of_item)
        for one in of_item:
            weight = TIER_WEIGHTS[one.tier - 1] * (one.firm + one.received) / average
            covered += weight * fill[one.id]
            weighed += weight
        least += len(of_item) * min(fill[one.id] for one in of_item)
    nothing = sum(given.get(one.id, 0) + one.received == 0 for one in demands)
    return Figures(
        needs=len(demands),
        counted=len(counted),
        coverage=round(covered / weighed, DIGITS) if weighed else None,
        minimum_fill=round(least / len(counted), DIGITS) if counted else None,
        none_served=round(nothing / len(demands), DIGITS) if demands else None,
        gini=gini(list(fill.values())),
    )
