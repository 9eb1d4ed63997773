"""What a unit is worth where: prices of stocks and margins, the bound they prove, and how they are raised to prove more.

For any prices p of stocks (≥ 0 where a stock may keep something) and l of margins, with u = min(cost + p) over all
pairs of a cell inside its margin, no plan costs less than
sum(u x full) - sum(p x stock) + sum(l x part) - sum(max(0, l - u) x room), where ``full`` is what the margin gives
a cell for certain, ``room`` its units on the margin level and ``part`` what all cells of a margin share.

Prices that are right for the pairs tried are too low for stocks that many other cells would turn to. Such a stock is
raised until what still turns to it, and nowhere cheaper, is no more than it has. In this order of raising no price
passes the least of all best prices above it, so all are raised at once; each step is one walk over the pairs.

References
----------
Bertsekas, Auction algorithms for network flow problems, 1992.
Murota, Discrete convex analysis, 2003 (steepest ascent of L-natural-concave functions).

"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qiao.engines.allocation.market import Arcs

if TYPE_CHECKING:
    from qiao.engines.allocation.margins import Margins
    from qiao.engines.allocation.market import Block, BoolArray, IntArray, Market

NEVER = 2**30
FURTHEST_RAISE = 4_000
"""A stock to which some cells have no other road is raised by no more at once."""
RAISES = 1
"""So often prices are raised before pairs are chosen by them."""
MOST_RAISES = 5
"""So often where the proof is near."""
NEARLY = 1.6
"""The proof is near where the gap is no more than so many times what is good enough."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the margins fix: ``full`` and ``room`` of each cell, ``part`` of each margin, what stays at the end."""

    full: IntArray
    room: IntArray
    part: IntArray
    left: int


@dataclass(frozen=True, slots=True)
class Prices:
    """Of stocks and margins, what the stocks' prices make a unit cost each cell, and the bound that they prove."""

    stock: IntArray
    margin: IntArray
    cell: IntArray
    bound: int


@dataclass(frozen=True, slots=True)
class _View:
    """What a unit costs each cell at the cheapest stock, which that is, and what the next one would cost."""

    least: IntArray
    leader: IntArray
    rival: IntArray


def terms_of(market: Market, margins: Margins) -> Terms:
    """Return what the margins fix."""
    steps, height = market.steps, market.steps.height
    full, room = steps.below(margins.cell), steps.at(margins.cell)
    there = np.zeros(height + 1, np.int64)
    np.add.at(there, margins.stock, market.stock)
    np.subtract.at(there, margins.cell, full)
    return Terms(full, room, there[:height], int(there[height]))


def prove(
    market: Market, margins: Margins, terms: Terms, stock: IntArray, *, cost: int, enough: int
) -> Prices:
    """Return the prices that prove most, from those of the stocks on, raised where that helps.

    ``cost`` is that of the plan in hand, ``enough`` the bound that ends the search.
    """
    best: Prices | None = None
    for raised in range(MOST_RAISES + 1):
        view = _view(market, margins, stock)
        prices = _priced(market, margins, terms, stock, view)
        if best is None or prices.bound > best.bound:
            best = prices
        near = cost - best.bound <= NEARLY * (cost - enough)
        if best.bound >= enough or market.blocks is None or (raised >= RAISES and not near):
            break
        stock = _raised(market, margins, terms, prices, view)
    assert best is not None  # MOST_RAISES >= 0
    return best


def inside_margin(block: Block, margins: Margins) -> tuple[IntArray, BoolArray]:
    """Return the costs of a block, dearest where a pair takes no part, and which take part."""
    cell, stock = margins.cell[block.cells].astype(np.int32), margins.stock[block.stocks].astype(np.int32)
    inside = block.allowed & (cell[:, None] == stock[None, :])
    return np.where(inside, block.cost, dearest(block.cost)), inside


def dearest(cost: IntArray) -> int:
    """Return the largest number of this kind."""
    return int(np.iinfo(cost.dtype).max)


def reduced(block: Block, margins: Margins, stock: IntArray) -> IntArray:
    """Return cost + price (cells x stocks, int32) of a block, ``NEVER`` where a pair takes no part."""
    cost, inside = inside_margin(block, margins)
    return np.where(inside, cost + stock[block.stocks].astype(np.int32)[None, :], NEVER)


def listed_inside(market: Market, margins: Margins) -> Arcs:
    """Return the listed pairs inside a margin."""
    arcs = market.listed
    inside = margins.cell[arcs.cell] == margins.stock[arcs.stock]
    return Arcs(arcs.cell[inside], arcs.stock[inside], arcs.cost[inside])


def _view(market: Market, margins: Margins, stock: IntArray) -> _View:
    cells = len(market.steps)
    view = _View(
        np.full(cells, NEVER, np.int64), np.full(cells, -1, np.int64), np.full(cells, NEVER, np.int64)
    )
    listed = listed_inside(market, margins)
    if market.blocks is None:
        np.minimum.at(view.least, listed.cell, listed.cost + stock[listed.stock])
        return view
    cost = listed.cost + stock[listed.stock]
    order = np.lexsort((cost, listed.cell))
    cell, place = listed.cell[order], np.arange(len(order))
    turn = place - np.searchsorted(cell, cell)
    for now in (order[turn == 0], order[turn == 1]):
        _see(view, listed.cell[now], listed.stock[now], cost[now])
    for block in market.walk():
        there = reduced(block, margins, stock)
        row, column = np.arange(len(block.cells)), there.argmin(axis=1)
        least = there[row, column].astype(np.int64)
        there[row, column] = NEVER
        _see(view, block.cells, block.stocks[column], least)
        view.rival[block.cells] = np.minimum(view.rival[block.cells], there.min(axis=1))
    return view


def _see(view: _View, cell: IntArray, stock: IntArray, cost: IntArray) -> None:
    """Take one stock for each of these cells into the view; a cell is named once."""
    first = cost < view.least[cell]
    view.rival[cell] = np.where(first, view.least[cell], np.minimum(view.rival[cell], cost))
    view.leader[cell] = np.where(first, stock, view.leader[cell])
    view.least[cell] = np.where(first, cost, view.least[cell])


def _priced(market: Market, margins: Margins, terms: Terms, stock: IntArray, view: _View) -> Prices:
    margin = _margin_prices(margins, terms, view.least)
    least = np.where(
        view.least == NEVER, 0, view.least
    )  # without any pair in its margin a cell receives nothing
    sharing = np.flatnonzero((terms.room > 0) & (view.least != NEVER))
    over = np.maximum(0, margin[margins.cell[sharing]] - least[sharing])
    bound = int((terms.full * least).sum()) - int((market.stock * stock).sum())
    bound += int((terms.part * margin).sum()) - int((over * terms.room[sharing]).sum())
    return Prices(stock, margin, view.least, bound)


def _margin_prices(margins: Margins, terms: Terms, least: IntArray) -> IntArray:
    """Return the margins' best prices: what the last unit shared among the cells of a margin costs."""
    price = np.zeros(len(terms.part), np.int64)
    sharing = np.flatnonzero((terms.room > 0) & (least != NEVER))
    order = sharing[np.lexsort((least[sharing], margins.cell[sharing]))]
    margin, start = np.unique(margins.cell[order], return_index=True)
    for one, begin, end in zip(margin, start, np.append(start, len(order))[1:], strict=True):
        here = order[begin:end]
        last = np.searchsorted(np.cumsum(terms.room[here]), terms.part[one])
        price[one] = least[here[min(last, len(here) - 1)]]
    return price


def _raised(market: Market, margins: Margins, terms: Terms, prices: Prices, view: _View) -> IntArray:
    """Raise each stock that more turns to than it has until no more than that would not rather turn elsewhere."""
    margin = np.append(prices.margin, 0)[margins.cell]
    units = terms.full + np.where(margin > view.least, terms.room, 0)
    turning = np.flatnonzero((view.leader >= 0) & (units > 0))
    stays = (view.rival - view.least)[turning]
    order = np.lexsort((stays, view.leader[turning]))
    stock, stays, units = view.leader[turning][order], stays[order], units[turning][order]
    sent = np.cumsum(units)
    begin = np.searchsorted(stock, stock)
    sent -= np.where(begin > 0, sent[begin - 1], 0)
    too_many = -market.stock
    np.add.at(too_many, stock, units)
    enough = np.flatnonzero((too_many[stock] > 0) & (sent >= too_many[stock]))
    raised, first = np.unique(stock[enough], return_index=True)
    price = prices.stock.copy()
    price[raised] += np.minimum(stays[enough[first]], FURTHEST_RAISE)
    return price
