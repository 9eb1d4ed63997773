"""One market, from steps and stocks to units for each need: margins first, then roads, then back from cells to needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qiao.engines.allocation.margins import find_margins
from qiao.engines.allocation.transport import ship

if TYPE_CHECKING:
    from collections.abc import Callable

    from qiao.engines.allocation.market import IntArray, Market, Steps
    from qiao.engines.allocation.transport import Shipped


@dataclass(frozen=True, slots=True)
class Flow:
    """Units from stocks to needs, each pair at most once, sorted by need and stock; ``cost`` is a unit's."""

    need: IntArray
    stock: IntArray
    quantity: IntArray
    cost: IntArray


@dataclass(frozen=True, slots=True)
class Solved:
    """The plan of one market and what is proven of it.

    ``levels_proven`` says that no plan fills the levels better; ``cost`` is units times their pairs' cost, and
    ``bound`` the least that any plan with these levels costs.
    """

    flow: Flow
    levels_proven: bool
    cost: int
    bound: int


def never() -> bool:
    """Go on as long as it takes."""
    return False


def solve(
    needs: Steps,
    cell: IntArray,
    market: Market,
    *,
    gap: float = 0.0,
    seed: int = 0,
    stop: Callable[[], bool] = never,
) -> Solved:
    """Fill the levels as well as can be, then at the least cost.

    Parameters
    ----------
    needs
        The steps of each need.
    cell
        The cell of the market that each need belongs to; the market's steps are the merged ones.
    market
        Cells, stocks, pairs.
    gap
        Cost that is good enough, as a share above the proven bound. Levels are always exact unless stopped.
    seed
        Of the pairs tried first. Same input and seed, same plan.
    stop
        Asked now and then; yes ends the search with the best plan in hand.

    """
    chance = np.random.default_rng(seed)
    margins = find_margins(market, chance=chance, stop=stop)
    shipped = ship(market, margins, gap=gap, chance=chance, stop=stop)
    received = _received(needs, cell, margins.cell, shipped)
    return Solved(_to_needs(cell, received, shipped), margins.proven, shipped.cost, shipped.bound)


def _received(needs: Steps, cell: IntArray, margin: IntArray, shipped: Shipped) -> IntArray:
    """Return what each need receives: all below its cell's margin, and its turn of the units on it."""
    here = margin[cell]
    full, room = needs.below(here), needs.at(here)
    got, certain = np.zeros(len(margin), np.int64), np.zeros(len(margin), np.int64)
    np.add.at(got, shipped.cell, shipped.units)
    np.add.at(certain, cell, full)
    order = np.argsort(cell, kind="stable")
    before = np.cumsum(room[order]) - room[order]
    first = np.searchsorted(cell[order], cell[order])
    turn = (got - certain)[cell[order]] - (before - before[first])
    received = full.copy()
    received[order] += np.clip(turn, 0, room[order])
    return received


def _to_needs(cell: IntArray, received: IntArray, shipped: Shipped) -> Flow:
    """Hand what came to each cell to its needs, the cheapest stocks first, in as few lines as that takes."""
    served = np.flatnonzero(received)
    served = served[np.argsort(cell[served], kind="stable")]
    arrived = np.lexsort((shipped.stock, shipped.each, shipped.cell))
    given, came = np.cumsum(received[served]), np.cumsum(shipped.units[arrived])
    ends = np.union1d(given, came)
    need = served[np.searchsorted(given, ends)]
    line = arrived[np.searchsorted(came, ends)]
    units = np.diff(ends, prepend=0)
    order = np.lexsort((shipped.stock[line], need))
    need, line, units = need[order], line[order], units[order]
    return Flow(need, shipped.stock[line], units, shipped.each[line])
