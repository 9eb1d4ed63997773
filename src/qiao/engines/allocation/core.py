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


@dataclass(frozen=True, slots=True)
class Lots:
    """Lots that are alike to every cell and so one stock of the market: units of each, and its stock."""

    quantity: IntArray
    stock: IntArray

    def summed(self) -> IntArray:
        """Return the units of each stock."""
        units = np.zeros(int(self.stock.max(initial=-1)) + 1, np.int64)
        np.add.at(units, self.stock, self.quantity)
        return units


def never() -> bool:
    """Go on as long as it takes."""
    return False


def solve(
    needs: Steps,
    cell: IntArray,
    market: Market,
    *,
    lots: Lots | None = None,
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
    lots
        What the stocks are made of; the flow then names lots. None: each stock is one lot. Lots of one stock go out
        in their order.
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
    flow = _to_needs(cell, received, shipped)
    if lots is not None:
        flow = _from_lots(lots, flow)
    return Solved(flow, margins.proven, shipped.cost, shipped.bound)


def _received(needs: Steps, cell: IntArray, margin: IntArray, shipped: Shipped) -> IntArray:
    """Return what each need receives: all below its cell's margin, and its turn of the units on it."""
    here = margin[cell]
    full, room = needs.below(here), needs.at(here)
    got, certain = np.zeros(len(margin), np.int64), np.zeros(len(margin), np.int64)
    np.add.at(got, shipped.cell, shipped.units)
    np.add.at(certain, cell, full)
    return full + _in_turn(cell, room, got - certain)


def _in_turn(owner: IntArray, room: IntArray, there: IntArray) -> IntArray:
    """Return what each takes of what there is for its owner, one after the other, each up to its room."""
    order = np.argsort(owner, kind="stable")
    before = np.cumsum(room[order]) - room[order]
    first = np.searchsorted(owner[order], owner[order])
    taken = np.empty(len(owner), np.int64)
    taken[order] = np.clip(there[owner[order]] - (before - before[first]), 0, room[order])
    return taken


def _side_by_side(left: IntArray, right: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Lay two rows of amounts of the same sum side by side; return places in both and the units that they share."""
    to_left, to_right = np.cumsum(left), np.cumsum(right)
    ends = np.union1d(to_left, to_right)
    return np.searchsorted(to_left, ends), np.searchsorted(to_right, ends), np.diff(ends, prepend=0)


def _to_needs(cell: IntArray, received: IntArray, shipped: Shipped) -> Flow:
    """Hand what came to each cell to its needs, the cheapest stocks first, in as few lines as that takes."""
    served = np.flatnonzero(received)
    served = served[np.argsort(cell[served], kind="stable")]
    arrived = np.lexsort((shipped.stock, shipped.each, shipped.cell))
    need, line, units = _side_by_side(received[served], shipped.units[arrived])
    need, line = served[need], arrived[line]
    return _sorted(need, shipped.stock[line], units, shipped.each[line])


def _from_lots(lots: Lots, flow: Flow) -> Flow:
    """Take what each stock sends from its lots, the first lots first."""
    sent = np.zeros_like(lots.summed())
    np.add.at(sent, flow.stock, flow.quantity)
    out = _in_turn(lots.stock, lots.quantity, sent)
    used = np.flatnonzero(out)
    used = used[np.argsort(lots.stock[used], kind="stable")]
    leaving = np.argsort(flow.stock, kind="stable")
    lot, line, units = _side_by_side(out[used], flow.quantity[leaving])
    line = leaving[line]
    return _sorted(flow.need[line], used[lot], units, flow.cost[line])


def _sorted(need: IntArray, stock: IntArray, units: IntArray, each: IntArray) -> Flow:
    order = np.lexsort((stock, need))
    return Flow(need[order], stock[order], units[order], each[order])
