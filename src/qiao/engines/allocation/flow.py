"""Needs and stocks as columns: the exact plan of each group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from qiao.engines.allocation.core import Flow, never
from qiao.engines.allocation.core import solve as solve_market
from qiao.engines.allocation.market import Arcs, Market

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qiao.engines.allocation.market import IntArray, Steps
    from qiao.engines.allocation.rules import NeedArrays, StockArrays


class PairCosts(Protocol):
    """Give the compatible pairs between these needs and these stocks (indices into the columns)."""

    def __call__(self, needs: IntArray, stocks: IntArray, /) -> Arcs: ...


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
        market = Market(mine, stocks.quantity[stocks_in], pairs(needs_in, stocks_in))
        found = solve_market(mine, np.arange(len(needs_in), dtype=np.int64), market, gap=gap, stop=stop)
        parts.append((needs_in[found.flow.need], stocks_in[found.flow.stock], found.flow))
        cost, bound, proven = cost + found.cost, bound + found.bound, proven and found.levels_proven
    nothing = np.empty(0, np.int64)
    need = np.concatenate([part[0] for part in parts] or [nothing])
    stock = np.concatenate([part[1] for part in parts] or [nothing])
    quantity = np.concatenate([part[2].quantity for part in parts] or [nothing])
    each = np.concatenate([part[2].cost for part in parts] or [nothing])
    order = np.lexsort((stock, need))
    return Solution(Flow(need[order], stock[order], quantity[order], each[order]), cost, bound, proven)


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
