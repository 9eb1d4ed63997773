"""From demands and supplies to columns in packs; what open demands may ask for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from qiao.engines.allocation.compatible import (
    BOUNDLESS,
    Columns,
    CompatiblePairs,
    make_columns,
    reached_stocks,
)
from qiao.engines.allocation.core import never
from qiao.engines.allocation.flow import solve_arrays
from qiao.engines.allocation.limits import UNLIMITED, make_limits
from qiao.engines.allocation.rules import NeedArrays, StockArrays, bands_for, make_steps
from qiao.engines.allocation.values import TIERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from qiao.engines.allocation.flow import Solution
    from qiao.engines.allocation.limits import Limits
    from qiao.engines.allocation.market import BoolArray, IntArray, Steps
    from qiao.engines.allocation.rules import Rule
    from qiao.engines.allocation.values import Demand, Supply


@dataclass(frozen=True, slots=True)
class Problem:
    """Demands and supplies, sorted by id, with their columns.

    ``needs`` and ``stocks`` count in the pack their group has in common (1 if none); ``need_unit`` and
    ``stock_unit`` are that pack in base units. ``pack`` and ``lot`` of a supply count in it too. ``most`` is what a
    recipient can take in, in that pack. ``there``, ``offered`` (base units) and ``counted`` are of the lots.
    ``limits`` are the donors', in base units; ``packed`` the same in packs.
    """

    demands: tuple[Demand, ...]
    supplies: tuple[Supply, ...]
    columns: Columns
    needs: NeedArrays
    stocks: StockArrays
    need_unit: IntArray
    stock_unit: IntArray
    pack: IntArray
    lot: IntArray
    open: BoolArray
    most: IntArray
    there: IntArray
    offered: IntArray
    counted: BoolArray
    limits: Limits
    packed: Limits


def make_problem(
    demands: Sequence[Demand],
    supplies: Sequence[Supply],
    *,
    now: datetime,
    substitutes: Mapping[str, Sequence[str]],
) -> Problem:
    """Sort, lay out and group; a stale demand is taken for up to half filled already."""
    demands = sorted(demands, key=lambda demand: demand.id)
    supplies = sorted(supplies, key=lambda supply: supply.id)
    columns = make_columns(demands, supplies, now=now, substitutes=substitutes)
    group_of = _item_groups(
        {demand.item for demand in demands}, {supply.item for supply in supplies}, substitutes
    )
    need_group = np.array([group_of[demand.item] for demand in demands], np.int64)
    stock_group = np.array([group_of[supply.item] for supply in supplies], np.int64)
    common = np.zeros(len(group_of), np.int64)
    np.gcd.at(common, stock_group, columns.pack)
    common = np.maximum(common, 1)
    need_unit, stock_unit = common[need_group], common[stock_group]
    firm, both, received = (
        np.array([getattr(demand, name) for demand in demands], np.int64) // need_unit
        for name in ("firm_taken", "all_taken", "received")
    )
    moments = [demand.asked_at.timestamp() if demand.asked_at else np.inf for demand in demands]
    turn = np.unique(np.array(moments, np.float64), return_inverse=True)[1].astype(np.int64)
    stock = np.array([supply.offered for supply in supplies], np.int64) // stock_unit
    limits = make_limits(demands, supplies)
    known = np.flatnonzero(limits.donor != UNLIMITED).tolist()
    packed = limits.counted_in({int(limits.donor[k]): int(stock_unit[k]) for k in known})
    return Problem(
        demands=tuple(demands),
        supplies=tuple(supplies),
        columns=columns,
        needs=NeedArrays(
            group=need_group,
            tier=np.array([demand.tier for demand in demands], np.int64),
            firm=firm,
            soft=both - firm,
            received=received,
            stale=np.array([1 - demand.freshness for demand in demands], np.float64),
            turn=turn,
        ),
        stocks=StockArrays(stock_group, stock),
        need_unit=need_unit,
        stock_unit=stock_unit,
        pack=columns.pack // stock_unit,
        lot=-(-columns.lot // stock_unit),
        open=np.array([demand.is_open for demand in demands], np.bool_),
        most=np.array([BOUNDLESS if one.can_take is None else one.can_take for one in demands], np.int64)
        // need_unit,
        there=np.array([supply.quantity or 0 for supply in supplies], np.int64),
        offered=np.array([supply.offered for supply in supplies], np.int64),
        counted=np.array([supply.quantity is not None for supply in supplies], np.bool_),
        limits=limits,
        packed=packed,
    )


def with_open_shares(problem: Problem, terms: Terms) -> Problem:
    """Let demands without number and estimate ask for a fair share of what the known ones leave.

    Tier by tier: after all higher tiers and the firm demands of this tier, what is left of the supplies an open
    demand could use is divided by heads: the open demands of this tier and every demand of the lower tiers.
    Each open demand may ask for one such part (rounded up to a pack). So it never counts as 1 nor as infinite,
    and does not empty the store before those of lower tiers who gave a number.
    """
    soft = problem.needs.soft.copy()
    for tier in TIERS:
        here = problem.open & (problem.needs.tier == tier)
        if here.any():
            soft = _open_shares_of_tier(problem, soft, here, terms)
    return replace(problem, needs=replace(problem.needs, soft=soft))


GOOD_ENOUGH = 0.01
"""Roads this close to their proven bound are good enough; who gets how much is exact in any case."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a problem is solved: the rule, its bands (None: as fine as so many needs allow), when to stop."""

    rule: Rule
    bands: int | None = None
    stop: Callable[[], bool] = never

    def bands_of(self, problem: Problem) -> int:
        """Return the number of bands that this problem is solved with."""
        return self.bands or bands_for(len(problem.demands))


def solve(problem: Problem, needs: NeedArrays, terms: Terms) -> tuple[Solution, Steps]:
    """Solve these needs against the stocks of the problem."""
    steps = make_steps(needs, terms.rule, bands=terms.bands_of(problem), stocks=problem.stocks)
    pairs = CompatiblePairs(problem.columns)
    limits = problem.packed if problem.packed.bind else None
    found = solve_arrays(steps, needs, problem.stocks, pairs, limits=limits, gap=GOOD_ENOUGH, stop=terms.stop)
    return found, steps


def _open_shares_of_tier(problem: Problem, soft: IntArray, here: BoolArray, terms: Terms) -> IntArray:
    needs, stocks = problem.needs, problem.stocks
    tier = int(needs.tier[here][0])
    concerned = np.unique(needs.group[here])
    shown = replace(
        needs,
        group=np.where(np.isin(needs.group, concerned), needs.group, -1),
        firm=np.where(needs.tier <= tier, needs.firm, 0),
        received=np.where(needs.tier <= tier, needs.received, 0),
        soft=np.where(needs.tier < tier, soft, 0),
    )
    flow = solve(problem, shown, terms)[0].flow
    used = np.zeros(len(stocks.quantity), np.int64)
    np.add.at(used, flow.stock, flow.quantity)
    left = stocks.quantity - used
    soft = soft.copy()
    for group in concerned:
        open_needs = np.flatnonzero(here & (needs.group == group))
        in_group = np.flatnonzero(stocks.group == group)
        reached = in_group[reached_stocks(problem.columns, open_needs, in_group)]
        heads = len(open_needs) + int(((needs.group == group) & (needs.tier > tier)).sum())
        if len(reached):
            pack = int(problem.pack[reached].min())
            part = -(-int(left[reached].sum()) // (heads * pack)) * pack
            soft[open_needs] = np.minimum(part, problem.most[open_needs])
    return soft


def _item_groups(
    asked: set[str], offered: set[str], substitutes: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """Number the items so that two have one number if substitution links them, directly or over others."""
    parent = {item: item for item in sorted(asked | offered)}

    def root(item: str) -> str:
        while parent[item] != item:
            item = parent[item]
        return item

    for item in sorted(asked):
        for other in substitutes.get(item, ()):
            if other in offered:
                parent[root(other)] = root(item)
    roots = sorted({root(item) for item in parent})
    return {item: roots.index(root(item)) for item in parent}
