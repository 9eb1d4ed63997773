"""Needs x offers → a plan with reasons, fairness figures and a proven bound."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from qiao.engines.allocation.compatible import compatible_arcs, costs_of, destination, in_blocks
from qiao.engines.allocation.core import never
from qiao.engines.allocation.expiry import first_expired_first
from qiao.engines.allocation.explain import explain_shares, explain_unmet, make_ledger
from qiao.engines.allocation.fairness import measure
from qiao.engines.allocation.flow import groups
from qiao.engines.allocation.limits import UNLIMITED
from qiao.engines.allocation.names import Names
from qiao.engines.allocation.problem import Terms, make_problem, solve, with_open_shares
from qiao.engines.allocation.rounding import PackTerms, in_whole_packs
from qiao.engines.allocation.rules import Rule
from qiao.engines.allocation.values import Leftover, Plan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from qiao.engines.allocation.core import Flow
    from qiao.engines.allocation.explain import Ledger
    from qiao.engines.allocation.flow import Solution
    from qiao.engines.allocation.market import IntArray, Steps
    from qiao.engines.allocation.problem import Problem
    from qiao.engines.allocation.values import Demand, Fairness, Supply

DEFAULT = Rule()
CHOICES = 400
"""What rounding left over is looked for in so many of the cheapest lots of a need."""
_NONE: Mapping[str, Sequence[str]] = MappingProxyType({})
_NO_LABELS: Mapping[str, str] = MappingProxyType({})


def allocate(
    demands: Iterable[Demand],
    supplies: Iterable[Supply],
    *,
    now: datetime,
    rule: Rule | str = DEFAULT,
    substitutes: Mapping[str, Sequence[str]] = _NONE,
    bands: int | None = None,
    labels: Mapping[str, str] = _NO_LABELS,
    stop: Callable[[], bool] = never,
) -> Plan:
    """Propose who gets what from where, and say why.

    The rule puts every unit that somebody asks on a level (see `Rule`); levels are filled as well as any plan can fill
    them, one after the other; firm quantities come before the upper part of ranges and open demands; then direct
    items before substitutes, and the shortest roads; of lots alike but for their last day, the first to expire leaves
    first. Hard: stock, item or accepted substitute, the donor's earmark, the donor's limit for one recipient, permits,
    what can be sent and taken in, arrival (one day of handling, 800 km a day) before deadline and expiry, whole packs,
    least consignments.

    Parameters
    ----------
    demands, supplies
        In any order; the plan does not depend on it. A demand of kind NONE takes no part.
    now
        The moment of planning (aware).
    rule
        A `Rule`, or the name of one with its usual parameters.
    substitutes
        Item asked → items accepted in its place, the preferred first. Directed, not transitive.
    bands
        Fill-rate bands, ≥ 1. 1 leaves fairness within a tier out. None: as fine as whole units for few demands,
        10 for many.
    labels
        Words for the reasons (see `Names`); ids stand in where a label is missing.
    stop
        Asked now and then; yes ends the search with the best plan in hand and its gap.

    Returns
    -------
    Plan
        ``objective`` and ``bound`` sum level x step + road cost over all units asked, where the step is too
        large for any road to outweigh it. The bound is the exact optimum before packs and least consignments
        are rounded. The gap is that of the roads above their bound where rounding costs no level, else the
        share of the levels lost; it is 0 where neither packs nor least consignments bind. Donors' limits are part of
        the proof where all needs of a recipient are alike to the donor's lots; else the plan keeps them and its gap
        tells what that may have cost.

    Raises
    ------
    ValueError
        If the rule is unknown, bands < 1, now has no zone, or an id occurs twice.

    References
    ----------
    Huang, Smilowitz and Balcik, Models for relief routing: equity, efficiency and efficacy, 2012.

    """
    demands, supplies = list(demands), list(supplies)
    _check(demands, supplies, now=now, bands=bands)
    terms = Terms(Rule(rule) if isinstance(rule, str) else rule, bands, stop)
    found = share_out(make_problem(demands, supplies, now=now, substitutes=substitutes), terms)
    problem, ledger = found.problem, found.ledger
    objective, bound, gap = found.proof
    return Plan(
        shares=explain_shares(problem, ledger, Names(labels)),
        unmet=explain_unmet(problem, ledger, Names(labels), now=now),
        unused=_unused(problem, ledger),
        objective=objective,
        bound=bound,
        gap=gap,
        fairness=found.fairness,
        rule=terms.rule.name,
        parameters=terms.rule.told | {"bands": terms.bands_of(problem), "now": now.isoformat()},
        levels_proven=found.solution.levels_proven,
    )


@dataclass(frozen=True, slots=True)
class SharedOut:
    """A problem solved and rounded, before anybody asks why."""

    problem: Problem
    solution: Solution
    steps: Steps
    ledger: Ledger

    @property
    def fairness(self) -> Fairness:
        """How evenly all demands with a known or estimated quantity are filled; what came before counts."""
        return _fairness(self.problem, self.ledger, _received(self.problem, self.solution.flow))

    @property
    def proof(self) -> tuple[int, int, float]:
        """The value of the plan, the proven least value, and the gap (see `allocate`)."""
        return _proof(self.problem, self.solution, self.steps, self.ledger)

    @property
    def road_cost(self) -> int:
        """Units times kilometres, substitutes as detours."""
        return _road_cost(self.problem, self.ledger)


def share_out(problem: Problem, terms: Terms) -> SharedOut:
    """Solve a problem under a rule and round to packs and least consignments."""
    problem = with_open_shares(problem, terms)
    solution, steps = solve(problem, problem.needs, terms)
    shares = first_expired_first(problem, _rounded(problem, solution.flow, steps))
    return SharedOut(problem, solution, steps, make_ledger(problem, shares, terms.rule))


def _fairness(problem: Problem, ledger: Ledger, optimum: IntArray) -> Fairness:
    """Measure the fill of all demands with a known or estimated quantity; what came before counts."""
    had = np.array([one.received for one in problem.demands], np.int64)
    asked = np.array([one.firm + one.soft for one in problem.demands], np.int64)
    return measure(problem.needs.tier, asked + np.where(asked > 0, had, 0), ledger.given + had, optimum + had)


def _check(demands: list[Demand], supplies: list[Supply], *, now: datetime, bands: int | None) -> None:
    if bands is not None and bands < 1:
        raise ValueError(f"bands {bands} < 1 not understood.")
    if now.utcoffset() is None:
        raise ValueError("now has no time zone.")
    for records in (demands, supplies):
        if len({record.id for record in records}) < len(records):
            raise ValueError("an id occurs twice.")


def _rounded(problem: Problem, flow: Flow, steps: Steps) -> dict[tuple[int, int], int]:
    """Return shares in base units, (need, supply) → units, in whole packs and sufficient consignments."""
    shares = dict(
        zip(zip(flow.need.tolist(), flow.stock.tolist(), strict=True), flow.quantity.tolist(), strict=True)
    )
    binding = (problem.pack > 1) | (problem.lot > 1)
    if not problem.packed.hold((need, stock, units) for (need, stock), units in shares.items()):
        binding |= problem.packed.donor != UNLIMITED
    if binding.any():
        bound_groups = np.unique(problem.stocks.group[binding])
        here = {pair: units for pair, units in shares.items() if problem.needs.group[pair[0]] in bound_groups}
        rest = {pair: units for pair, units in shares.items() if pair not in here}
        shares = rest | in_whole_packs(here, _terms(problem, steps, bound_groups))
    return {pair: units * int(problem.need_unit[pair[0]]) for pair, units in sorted(shares.items())}


def _terms(problem: Problem, steps: Steps, bound_groups: IntArray) -> PackTerms:
    choices: dict[int, list[int]] = {}
    for needs_in, stocks_in in groups(problem.needs, problem.stocks):
        if problem.needs.group[needs_in[0]] not in bound_groups:
            continue
        for rows in in_blocks(len(needs_in), len(stocks_in)):
            part = needs_in[rows]
            arcs = compatible_arcs(problem.columns, part, stocks_in)
            order = np.lexsort((arcs.stock, arcs.cost, arcs.cell))
            rank = np.arange(len(order)) - np.searchsorted(arcs.cell[order], arcs.cell[order])
            for k in order[rank < CHOICES].tolist():
                choices.setdefault(int(part[arcs.cell[k]]), []).append(int(stocks_in[arcs.stock[k]]))
    return PackTerms(
        pack=problem.pack.tolist(),
        lot=problem.lot.tolist(),
        stock=problem.stocks.quantity.tolist(),
        wants=(problem.needs.firm + problem.needs.soft).tolist(),
        destination=[destination(demand) for demand in problem.demands],
        choices=choices,
        steps=steps,
        limits=problem.packed,
    )


def _received(problem: Problem, flow: Flow) -> IntArray:
    received = np.zeros(len(problem.demands), np.int64)
    np.add.at(received, flow.need, flow.quantity)
    return received * problem.need_unit


def _proof(problem: Problem, solution: Solution, steps: Steps, ledger: Ledger) -> tuple[int, int, float]:
    """Return the value of the plan, the proven least value, and how far apart they are.

    The value is that of the levels times more than all roads together could cost, plus the roads. Where packs and
    least consignments cost no level, the gap is that of the roads, else the share of the levels lost.
    """
    unit = problem.need_unit
    nothing = steps.value(np.zeros_like(unit), unit)
    best = steps.value(_received(problem, solution.flow) // unit, unit)
    reached = steps.value(ledger.given // unit, unit)
    road, least = _road_cost(problem, ledger), _least_road(problem, solution)
    step = (int(ledger.given.sum()) + int(solution.flow.quantity.sum()) + 1) * (problem.columns.dearest + 1)
    objective, bound = reached * step + road, best * step + least
    if reached != best:
        return objective, bound, (reached - best) / (nothing - best)
    return objective, min(bound, objective), max(0, road - least) / least if least else 0.0


def _least_road(problem: Problem, solution: Solution) -> int:
    """Return the proven least road cost in base units; groups counted in packs weigh their pack."""
    flow = solution.flow
    return int((flow.quantity * problem.need_unit[flow.need] * flow.cost).sum()) - (
        solution.cost - solution.bound
    )


def _road_cost(problem: Problem, ledger: Ledger) -> int:
    if not ledger.shares:
        return 0
    need, stock = np.array(list(ledger.shares), np.int64).T
    units = np.array(list(ledger.shares.values()), np.int64)
    return int((units * costs_of(problem.columns, need, stock)).sum())


def _unused(problem: Problem, ledger: Ledger) -> tuple[Leftover, ...]:
    gone = ledger.by_tier.sum(axis=1).tolist()
    return tuple(
        Leftover(supply.id, None if supply.quantity is None else supply.quantity - gone[k])
        for k, supply in enumerate(problem.supplies)
        if supply.quantity is None or supply.quantity > gone[k]
    )
