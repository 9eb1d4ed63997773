"""The exact core: needs and stocks as arrays, one min-cost flow for each group.

Levels come before cost. A unit given to a need sits on a level: its tier, then whether it belongs to the firm
part, then the fill-rate band it lies in. The reachable sets of received units form a polymatroid, so one flow
with level rewards gives the best total of every prefix of levels at once; levels need not outweigh each other
by quantity. A residual cycle exchanges one unit of one level for one of another and passes at most
min(needs, stocks) pairs, so a level step above (min(needs, stocks) + 1) x dearest pair is strictly
lexicographic: no saving of cost can buy a unit of a better level.

References
----------
Frank and Murota, Fair integral network flows, arXiv:1907.02673.
Frank and Murota, Decreasing minimization on M-convex sets, arXiv:2007.09616.

"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow

if TYPE_CHECKING:
    from collections.abc import Iterator

IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

# The solver scales costs by the number of nodes inside 64 bits; two bits are kept for its prices.
LARGEST_SCALED_COST = 2**60


@dataclass(frozen=True, slots=True)
class NeedArrays:
    """Needs as columns, all int64 of one length.

    ``group`` (only equal groups meet), ``tier`` (1 first), ``firm`` and ``soft`` (units; soft ones wait
    behind all firm ones of the tier), ``behind`` (bands by which a stale need is taken as already filled).
    """

    group: IntArray
    tier: IntArray
    firm: IntArray
    soft: IntArray
    behind: IntArray


@dataclass(frozen=True, slots=True)
class StockArrays:
    """Stocks as columns, all int64 of one length: ``group`` and ``quantity`` (units)."""

    group: IntArray
    quantity: IntArray


@dataclass(frozen=True, slots=True)
class Arcs:
    """Compatible pairs: positions of needs and stocks within what was asked about, and cost a unit (≥ 0)."""

    need: IntArray
    stock: IntArray
    cost: IntArray


class PairCosts(Protocol):
    """Give the compatible pairs between these needs and these stocks (indices into the columns)."""

    def __call__(self, needs: IntArray, stocks: IntArray, /) -> Arcs: ...


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where the units of each need stand, best levels first.

    ``capacity`` and ``level`` are (needs x 2·bands): units on each step, and its level (0 is served first).
    ``height`` is the level of a unit not served.
    """

    capacity: IntArray
    level: IntArray
    height: int

    def value(self, received: IntArray, unit: IntArray) -> int:
        """Return the sum of levels when the needs received so many, ``height`` for what is not served.

        ``unit`` is what one counts for, by need (1, or the pack in which the need is counted).
        """
        before = np.cumsum(self.capacity, axis=1) - self.capacity
        filled = np.clip(received[:, None] - before, 0, self.capacity)
        levels = filled * self.level + (self.capacity - filled) * self.height
        return int((levels.sum(axis=1) * unit).sum())

    def next_level(self, need: int, received: int) -> int:
        """Return the level of the next unit this need would receive, ``height`` if it is full."""
        step = int(np.searchsorted(np.cumsum(self.capacity[need]), received, side="right"))
        return int(self.level[need, step]) if step < self.level.shape[1] else self.height


@dataclass(frozen=True, slots=True)
class Flow:
    """Shares of an exact optimum, sorted by need and stock; ``cost`` is a unit's, ``step`` a level's."""

    need: IntArray
    stock: IntArray
    quantity: IntArray
    cost: IntArray
    step: int


def make_ladder(needs: NeedArrays, *, bands: int) -> Ladder:
    """Cut each need into fill-rate bands and give each band its level.

    Parameters
    ----------
    needs
        The needs.
    bands
        Fill-rate bands, ≥ 1; 1 means no fairness inside a tier (cost alone decides).

    Returns
    -------
    Ladder
        A band begins with the first unit past its fill rate, so a need of one unit lies in band 0: whoever has
        nothing comes first. Unused levels are squeezed out.

    """
    edges = np.arange(bands + 1, dtype=np.int64)
    parts = [np.diff(-(-part[:, None] * edges // bands), axis=1) for part in (needs.firm, needs.soft)]
    capacity = np.concatenate(parts, axis=1)
    span = bands + int(needs.behind.max(initial=0))
    within = np.arange(bands, dtype=np.int64)[None, :] + needs.behind[:, None]
    start = ((needs.tier - 1) * 2 * span)[:, None]
    level = np.concatenate((start + within, start + span + within), axis=1)
    used, squeezed = np.unique(level[capacity > 0], return_inverse=True)
    level[capacity > 0] = squeezed
    level[capacity == 0] = 0
    return Ladder(capacity, level, len(used))


def solve_arrays(
    needs: NeedArrays,
    stocks: StockArrays,
    pairs: PairCosts,
    *,
    ladder: Ladder,
    dearest: int,
) -> Flow:
    """Solve every group to the proven optimum: levels lexicographically, then cost.

    Parameters
    ----------
    needs, stocks
        Columns. The result depends on their order only among equally good plans.
    pairs
        Called once a group.
    ladder
        From `make_ladder` for the same needs.
    dearest
        No pair costs more than this a unit.

    Returns
    -------
    Flow
        Whole units, each pair at most once, sorted by need and stock.

    Raises
    ------
    OverflowError
        If levels, costs and nodes together pass 64 bits.
    ArithmeticError
        If the solver fails on a group.

    """
    step = _level_step(needs, stocks, dearest)
    found = [
        _solve_group(needs_in, stocks_in, stocks, pairs, (ladder, step))
        for needs_in, stocks_in in groups(needs, stocks)
    ]
    columns = [np.concatenate([part[k] for part in found] or [np.empty(0, np.int64)]) for k in range(4)]
    order = np.lexsort((columns[1], columns[0]))
    need, stock, quantity, cost = (column[order] for column in columns)
    return Flow(need, stock, quantity, cost, step)


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


def _level_step(needs: NeedArrays, stocks: StockArrays, dearest: int) -> int:
    sizes = [min(len(i), len(j)) for i, j in groups(needs, stocks)]
    return (max(sizes, default=0) + 1) * (dearest + 1)


def _solve_group(
    needs_in: IntArray,
    stocks_in: IntArray,
    stocks: StockArrays,
    pairs: PairCosts,
    prices: tuple[Ladder, int],
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    ladder, step = prices
    arcs = pairs(needs_in, stocks_in)
    count = len(stocks_in)
    sink = count + len(needs_in)
    if ladder.height * step * (sink + 1) > LARGEST_SCALED_COST:
        raise OverflowError(f"{sink} needs and stocks in one group are too many for {ladder.height} levels.")
    stock = stocks.quantity[stocks_in]
    row, band = np.nonzero(ladder.capacity[needs_in])
    room = ladder.capacity[needs_in][row, band]
    level = ladder.level[needs_in][row, band]

    solver = min_cost_flow.SimpleMinCostFlow()
    shipped = solver.add_arcs_with_capacity_and_unit_cost(
        arcs.stock.astype(np.int32), (count + arcs.need).astype(np.int32), stock[arcs.stock], arcs.cost
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        (count + row).astype(np.int32), np.full(len(row), sink, np.int32), room, level * step
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        np.arange(count, dtype=np.int32),
        np.full(count, sink, np.int32),
        stock,
        np.full(count, ladder.height * step),
    )
    solver.set_nodes_supplies(np.arange(count, dtype=np.int32), stock)
    solver.set_node_supply(sink, -int(stock.sum()))
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"min-cost flow ended with {status}.")
    quantity = solver.flows(shipped) if len(arcs.need) else np.empty(0, np.int64)
    sent = np.flatnonzero(quantity)
    return needs_in[arcs.need[sent]], stocks_in[arcs.stock[sent]], quantity[sent], arcs.cost[sent]
