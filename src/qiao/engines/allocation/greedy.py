"""What a coordinator does by hand: serve needs one after another from the nearest stock. For comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qiao.engines.allocation.core import Flow
from qiao.engines.allocation.flow import groups

if TYPE_CHECKING:
    from qiao.engines.allocation.flow import PairCosts
    from qiao.engines.allocation.market import IntArray
    from qiao.engines.allocation.rules import NeedArrays, StockArrays


def serve_in_order(needs: NeedArrays, stocks: StockArrays, pairs: PairCosts, *, order: IntArray) -> Flow:
    """Give each need, in turn, all it asks from the cheapest compatible stocks that are left.

    Parameters
    ----------
    needs, stocks, pairs
        As for `solve_arrays`.
    order
        Rank of each need, smallest first (time of arrival, or tier).

    Returns
    -------
    Flow
        Feasible, not optimal; sorted by need and stock.

    """
    left = stocks.quantity.copy()
    lines: list[tuple[int, int, int, int]] = []
    for needs_in, stocks_in in groups(needs, stocks):
        arcs = pairs(needs_in, stocks_in)
        by_turn = np.lexsort((arcs.stock, arcs.cost, arcs.cell, order[needs_in][arcs.cell]))
        columns = (needs_in[arcs.cell[by_turn]], stocks_in[arcs.stock[by_turn]], arcs.cost[by_turn])
        wanted = dict(zip(needs_in.tolist(), (needs.firm + needs.soft)[needs_in].tolist(), strict=True))
        for need, stock, cost in zip(*(column.tolist() for column in columns), strict=True):
            quantity = min(wanted[need], int(left[stock]))
            if quantity:
                wanted[need] -= quantity
                left[stock] -= quantity
                lines.append((need, stock, quantity, cost))
    table = np.array(sorted(lines), np.int64).reshape(-1, 4)
    return Flow(table[:, 0], table[:, 1], table[:, 2], table[:, 3])
