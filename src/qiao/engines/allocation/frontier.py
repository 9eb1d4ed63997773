"""What each rule would give: figures side by side, without the reasons of single lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qiao.engines.allocation.allocate import share_out
from qiao.engines.allocation.compatible import reached_needs
from qiao.engines.allocation.core import never
from qiao.engines.allocation.flow import groups
from qiao.engines.allocation.problem import Terms, make_problem
from qiao.engines.allocation.rules import TIER_WEIGHTS, Rule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from qiao.engines.allocation.allocate import SharedOut
    from qiao.engines.allocation.compatible import FloatArray
    from qiao.engines.allocation.market import BoolArray, IntArray
    from qiao.engines.allocation.problem import Problem
    from qiao.engines.allocation.values import Demand, Fairness, Supply

DIGITS = 9
FLOORS = tuple(step / 10 for step in range(11))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule gives.

    ``coverage``, ``minimum_fill`` and ``none_served`` look at the demands of known or estimated quantity within reach,
    that is, which some lot may serve: no rule can help the others. They are None where there is no such demand.
    Coverage is the weighted share of the units asked that are given: tiers weigh 3, 2, 1, and a unit of an item so
    that the item's average demand counts one (bottles and blankets are not added up). Minimum fill is that of each
    item, averaged by demands. ``tier_fill`` is the coverage within each tier, None where a tier has no such demand.
    ``beyond`` counts the demands that ask for something and are within no lot's reach. ``fairness`` looks at all.
    ``unit_km`` sums units times kilometres, ``shipments`` counts pairs, ``given`` tells id of a demand → units,
    ``kept_back`` id of a supply → units that wait for hands or lorries.
    """

    rule: Rule
    coverage: float | None
    minimum_fill: float | None
    none_served: float | None
    tier_fill: tuple[float | None, ...]
    beyond: int
    fairness: Fairness
    unit_km: int
    shipments: int
    given: Mapping[str, int]
    kept_back: Mapping[str, int]

    @property
    def units(self) -> int:
        """All units given."""
        return sum(self.given.values())


def outcomes(
    demands: Iterable[Demand],
    supplies: Iterable[Supply],
    *,
    now: datetime,
    rules: Sequence[Rule],
    substitutes: Mapping[str, Sequence[str]],
    stop: Callable[[], bool] = never,
) -> list[Outcome]:
    """Return what each of these rules would give, in their order. Parameters as for `allocate`."""
    problem = make_problem(list(demands), list(supplies), now=now, substitutes=substitutes)
    reached = _within_reach(problem)
    return [_outcome(share_out(problem, Terms(rule, stop=stop)), rule, reached) for rule in rules]


def _within_reach(problem: Problem) -> BoolArray:
    """Return which demands some lot with goods may serve."""
    reached = np.zeros(len(problem.demands), np.bool_)
    for needs_in, stocks_in in groups(problem.needs, problem.stocks):
        stocked = stocks_in[problem.stocks.quantity[stocks_in] > 0]
        reached[needs_in] = reached_needs(problem.columns, needs_in, stocked)
    return reached


def _outcome(found: SharedOut, rule: Rule, reached: BoolArray) -> Outcome:
    problem, ledger = found.problem, found.ledger
    known = reached & np.array([one.firm + one.soft > 0 for one in problem.demands], np.bool_)
    had = np.array([one.received for one in problem.demands], np.int64)
    asked = (np.array([one.firm + one.soft for one in problem.demands], np.int64) + had)[known]
    fill = (ledger.given + had)[known] / np.maximum(1, asked)
    item = problem.columns.item[0][known]
    needs, units = np.bincount(item), np.bincount(item, asked)
    share = asked * needs[item] / np.maximum(1, units[item])
    tier = problem.needs.tier[known]
    weight = np.array((0, *TIER_WEIGHTS), np.int64)[tier] * share
    least = np.ones(len(needs))
    np.minimum.at(least, item, fill)
    given = ledger.given.tolist()
    return Outcome(
        rule=rule,
        coverage=_mean(fill, weight),
        minimum_fill=_mean(least, needs),
        none_served=float((fill == 0).mean()) if len(fill) else None,
        tier_fill=tuple(
            _mean(fill[tier == one], share[tier == one]) for one in range(1, len(TIER_WEIGHTS) + 1)
        ),
        beyond=int(
            (~reached & np.array([one.quantity_kind != "NONE" for one in problem.demands], np.bool_)).sum()
        ),
        fairness=found.fairness,
        unit_km=_unit_km(found),
        shipments=len(ledger.shares),
        given={one.id: units for one, units in zip(problem.demands, given, strict=True) if units},
        kept_back={
            one.id: (one.quantity or 0) - one.offered
            for one in problem.supplies
            if (one.quantity or 0) > one.offered
        },
    )


def _mean(values: FloatArray, weight: FloatArray | IntArray) -> float | None:
    """Return the weighted mean, rounded so that equal plans have equal figures; None of nothing."""
    total = float(weight.sum())
    return round(float((values * weight).sum()) / total, DIGITS) if total else None


def _unit_km(found: SharedOut) -> int:
    """Return units times kilometres by road, without the detours that stand for substitutes."""
    columns, total = found.problem.columns, found.road_cost
    detour = 0
    for (need, supply), units in found.ledger.shares.items():
        detour += units * int(columns.penalty[columns.item[0][need], columns.item[1][supply]])
    return total - detour
