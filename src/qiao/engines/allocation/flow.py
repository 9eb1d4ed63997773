"""Needs and stocks as columns: the exact plan of each group."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np

from qiao.engines.allocation.core import Flow, Lots, never
from qiao.engines.allocation.core import solve as solve_market
from qiao.engines.allocation.limited import solve_limited
from qiao.engines.allocation.market import Arcs, Market

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qiao.engines.allocation.core import Solved
    from qiao.engines.allocation.limits import Limits
    from qiao.engines.allocation.market import Block, IntArray, Steps
    from qiao.engines.allocation.rules import NeedArrays, StockArrays


FEWEST_TO_WALK = 400_000
"""Below so many pairs all of them are listed."""


class PairCosts(Protocol):
    """Give the compatible pairs between these needs and these stocks (indices into the columns)."""

    def __call__(self, needs: IntArray, stocks: IntArray, /) -> Arcs: ...


@runtime_checkable
class ManyPairs(PairCosts, Protocol):
    """Pairs that may also be walked block by block, needs that are alike as one cell, lots that are alike as one stock."""

    def alike(self, needs: IntArray, stocks: IntArray, /) -> IntArray:
        """Number the needs so that two have one number if they are alike to each of these stocks."""
        ...

    def alike_stocks(self, stocks: IntArray, /) -> IntArray:
        """Number the stocks so that two have one number if they are alike to every need."""
        ...

    def blocks(self, needs: IntArray, stocks: IntArray, /) -> Iterator[Block]:
        """Yield the pairs of these needs (positions in the blocks) and these stocks."""
        ...


@dataclass(frozen=True, slots=True)
class Solution:
    """The plan of all groups. ``bound`` is the proven least cost of any plan that fills the levels as well."""

    flow: Flow
    cost: int
    bound: int
    levels_proven: bool


def solve_arrays(
    steps: Steps,
    needs: NeedArrays,
    stocks: StockArrays,
    pairs: PairCosts,
    *,
    limits: Limits | None = None,
    gap: float = 0.0,
    stop: Callable[[], bool] = never,
) -> Solution:
    """Solve every group to the proven optimum: levels lexicographically, then cost.

    Parameters
    ----------
    steps
        From `qiao.engines.allocation.rules.make_steps` for the same needs.
    needs, stocks
        Columns. The result depends on their order only among equally good plans.
    pairs
        Called once a group.
    limits
        What donors allow to one recipient. A group whose plan keeps them by itself is solved as any other.
    gap, stop
        As for `qiao.engines.allocation.core.solve`.

    Raises
    ------
    ArithmeticError
        If the solver fails on a group.

    """
    parts, cost, bound, proven = [], 0, 0, True
    for needs_in, stocks_in in groups(needs, stocks):
        mine = steps.taken(needs_in)
        cell, lots, market = _market(mine, needs_in, stocks_in, stocks.quantity[stocks_in], pairs)
        found = solve_market(mine, cell, market, lots=lots, gap=gap, stop=stop)
        here = limits.of(needs_in, stocks_in) if limits is not None else None
        if here is not None and not here.hold(_lines(found)):
            found = solve_limited(mine, pairs(needs_in, stocks_in), stocks.quantity[stocks_in], here)
        parts.append((needs_in[found.flow.need], stocks_in[found.flow.stock], found.flow))
        cost, bound, proven = cost + found.cost, bound + found.bound, proven and found.levels_proven
    nothing = np.empty(0, np.int64)
    need = np.concatenate([part[0] for part in parts] or [nothing])
    stock = np.concatenate([part[1] for part in parts] or [nothing])
    quantity = np.concatenate([part[2].quantity for part in parts] or [nothing])
    each = np.concatenate([part[2].cost for part in parts] or [nothing])
    order = np.lexsort((stock, need))
    return Solution(Flow(need[order], stock[order], quantity[order], each[order]), cost, bound, proven)


def _lines(found: Solved) -> Iterator[tuple[int, int, int]]:
    flow = found.flow
    return zip(flow.need.tolist(), flow.stock.tolist(), flow.quantity.tolist(), strict=True)


def _market(
    steps: Steps, needs: IntArray, stocks: IntArray, there: IntArray, pairs: PairCosts
) -> tuple[IntArray, Lots | None, Market]:
    """Return the cell of each need, the lots of each stock, and the market.

    All pairs are listed, each lot a stock; or, where they are many, alike needs and alike lots are one and walked in blocks.
    """
    if len(needs) * len(stocks) <= FEWEST_TO_WALK or not isinstance(pairs, ManyPairs):
        return np.arange(len(needs), dtype=np.int64), None, Market(steps, there, pairs(needs, stocks))
    cell, lots = pairs.alike(needs, stocks), Lots(there, pairs.alike_stocks(stocks))
    first, leading = (np.unique(of, return_index=True)[1] for of in (cell, lots.stock))
    nothing = np.empty(0, np.int64)
    walk = partial(pairs.blocks, needs[first], stocks[leading])
    listed = Arcs(nothing, nothing, nothing)
    market = Market(steps.merged(cell, len(first)), lots.summed(), listed, blocks=walk)
    return cell, lots, market


def groups(needs: NeedArrays, stocks: StockArrays) -> Iterator[tuple[IntArray, IntArray]]:
    """Yield the needs and stocks of each group in which both exist, in order of group."""
    need_order = np.argsort(needs.group, kind="stable")
    stock_order = np.argsort(stocks.group, kind="stable")
    both = np.intersect1d(needs.group, stocks.group)
    need_at = np.searchsorted(needs.group[need_order], both)
    need_to = np.searchsorted(needs.group[need_order], both, side="right")
    stock_at = np.searchsorted(stocks.group[stock_order], both)
    stock_to = np.searchsorted(stocks.group[stock_order], both, side="right")
    for k in range(len(both)):
        yield need_order[need_at[k] : need_to[k]], stock_order[stock_at[k] : stock_to[k]]
