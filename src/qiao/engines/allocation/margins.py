"""Who gets how much: the exact best filling of levels, found by cutting the market in two, again and again.

The amounts that cells can receive together form a polymatroid, so one filling is best on every prefix of levels at
once, and all best fillings share the same *margins*: a cell of margin k has everything on levels below k, a part of
level k, and nothing above; a stock of margin k serves only cells of margin k, to the last unit (but for the last
margin, where all is served and stocks may keep something). A maximum flow into all steps below some level either
fills them, or its minimum cut parts the market: on the cut's side all stocks are used up below the level, on the
other side all is filled. Each side is cut further. A pair whose cell is served worse than its stock serves others
would prove the cut wrong; where there is none among *all* pairs, the margins are proven.

References
----------
Fujishige, Lexicographically optimal base of a polymatroid with respect to a weight vector, 1980.
Frank and Murota, Decreasing minimization on M-convex sets, arXiv:2007.09616.

"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.graph.python import max_flow

from qiao.engines.allocation.market import Arcs, places_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from qiao.engines.allocation.market import BoolArray, IntArray, Market

ENDLESS = 2**60
FEW = 24
"""A cell with so few partners is tried with all of them."""
PARTNERS = 9
"""So many random partners every cell is tried with at first: an expander, so that far surplus is reached."""
MORE = 12
"""So many pairs a cell are added where margins contradict each other."""
GUESSES = 3
"""So often the level is guessed from the totals before the range of levels is halved."""
MOST_ROUNDS = 40


@dataclass(frozen=True, slots=True)
class Margins:
    """The margin of each cell and each stock, the pairs they were found with, and whether they are proven.

    ``tried`` are pairs over which the filling is feasible; costs are not looked at here.
    """

    cell: IntArray
    stock: IntArray
    tried: Arcs
    proven: bool


def find_margins(market: Market, *, chance: np.random.Generator, stop: Callable[[], bool]) -> Margins:
    """Find the margins of all cells and stocks.

    Parameters
    ----------
    market
        Cells, stocks and pairs.
    chance
        Seeded; chooses the pairs tried first. The margins do not depend on it once they are proven.
    stop
        Asked between rounds; where it says yes, the margins found so far are returned, feasible but unproven.

    Returns
    -------
    Margins
        With ``proven`` whenever it was not stopped.

    """
    tried = _first_pairs(market, chance)
    cell, stock = _cut(market, tried)
    for _round in range(MOST_ROUNDS):
        wrong = _contradictions(market, cell, stock, chance)
        if not len(wrong.cell):
            return Margins(cell, stock, tried, proven=True)
        if stop():
            break
        tried = united(tried, wrong, stocks=len(market.stock))
        cell, stock = _cut(market, tried)
    return Margins(cell, stock, tried, proven=False)


def united(*parts: Arcs, stocks: int) -> Arcs:
    """Return the pairs of all parts, each once, sorted by cell and stock."""
    cell, stock, cost = (np.concatenate([getattr(part, name) for part in parts]) for name in Arcs.__slots__)
    _key, first = np.unique(cell * stocks + stock, return_index=True)
    return Arcs(cell[first], stock[first], cost[first])


def _first_pairs(market: Market, chance: np.random.Generator) -> Arcs:
    """Return what is listed, all pairs of cells with few partners, and random pairs of the others."""
    parts = [market.listed]
    for block in market.walk():
        few = block.allowed.sum(axis=1) <= FEW
        row, column = places_of(block.allowed & few[:, None])
        many = np.flatnonzero(~few)
        if len(many):
            guess = np.repeat(many, PARTNERS), chance.integers(0, len(block.stocks), len(many) * PARTNERS)
            each = chance.integers(0, len(block.cells), len(block.stocks)), np.arange(len(block.stocks))
            row, column = (np.concatenate(part) for part in zip((row, column), guess, each, strict=True))
        good = block.allowed[row, column]
        row, column = row[good], column[good]
        parts.append(Arcs(block.cells[row], block.stocks[column], block.cost[row, column].astype(np.int64)))
    return united(*parts, stocks=len(market.stock))


def _cut(market: Market, tried: Arcs) -> tuple[IntArray, IntArray]:
    """Return the margins of cells and stocks as far as the tried pairs tell."""
    steps, height = market.steps, market.steps.height
    cell_margin = np.zeros(len(steps), np.int64)
    stock_margin = np.full(len(market.stock), height, np.int64)
    part = _Part(
        np.arange(len(steps), dtype=np.int64),
        np.arange(len(market.stock), dtype=np.int64),
        np.arange(len(tried.cell), dtype=np.int64),
        low=0,
        high=height,
        guesses=GUESSES,
    )
    waiting = [part]
    while waiting:
        part = waiting.pop()
        if part.low == part.high or not len(part.cells):
            cell_margin[part.cells] = part.low
            stock_margin[part.stocks] = part.high
        elif not len(part.stocks):
            cell_margin[part.cells] = part.low
        else:
            waiting.extend(_halves(market, tried, part))
    return cell_margin, stock_margin


@dataclass(frozen=True, slots=True)
class _Part:
    """Cells and stocks whose margins lie between ``low`` and ``high``, and the pairs among them."""

    cells: IntArray
    stocks: IntArray
    pairs: IntArray
    low: int
    high: int
    guesses: int


def _halves(market: Market, tried: Arcs, part: _Part) -> list[_Part]:
    """Test one level by a maximum flow; return what the minimum cut parts."""
    level = _level_to_test(market, part)
    need = market.steps.below(level, part.cells)
    place_cell, place_stock = np.empty(len(market.steps), np.int64), np.empty(len(market.stock), np.int64)
    place_cell[part.cells] = np.arange(len(part.cells))
    place_stock[part.stocks] = np.arange(len(part.stocks))
    cell, stock = place_cell[tried.cell[part.pairs]], place_stock[tried.stock[part.pairs]]
    cells_cut, stocks_cut = _worse_served(cell, stock, need, market.stock[part.stocks])
    inside, outside = cells_cut[cell], ~cells_cut[cell] & ~stocks_cut[stock]
    better = _Part(
        part.cells[~cells_cut],
        part.stocks[~stocks_cut],
        part.pairs[outside],
        level,
        part.high,
        part.guesses - 1,
    )
    worse = _Part(
        part.cells[cells_cut],
        part.stocks[stocks_cut],
        part.pairs[inside],
        part.low,
        level - 1,
        part.guesses - 1,
    )
    return [better, worse] if len(worse.cells) else [better]


def _level_to_test(market: Market, part: _Part) -> int:
    """Return a level above ``low``: where the totals say that goods end, later the middle of the range."""
    if part.guesses <= 0:
        return (part.low + part.high + 1) // 2
    there, low, high = int(market.stock[part.stocks].sum()), part.low, part.high
    while low < high:
        middle = (low + high + 1) // 2
        if int(market.steps.below(middle, part.cells).sum()) <= there:
            low = middle
        else:
            high = middle - 1
    return max(low, part.low + 1)


def _worse_served(
    cell: IntArray, stock: IntArray, need: IntArray, there: IntArray
) -> tuple[BoolArray, BoolArray]:
    """Return the cells that cannot all be filled, and all stocks that could serve them."""
    stocks, cells = len(there), len(need)
    source, sink = stocks + cells, stocks + cells + 1
    solver = max_flow.SimpleMaxFlow()
    solver.add_arcs_with_capacity(
        stock.astype(np.int32), (stocks + cell).astype(np.int32), np.full(len(cell), ENDLESS)
    )
    solver.add_arcs_with_capacity(np.full(stocks, source, np.int32), np.arange(stocks, dtype=np.int32), there)
    solver.add_arcs_with_capacity(
        np.arange(stocks, source, dtype=np.int32), np.full(cells, sink, np.int32), need
    )
    status = solver.solve(source, sink)
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"maximum flow ended with {status}.")
    cut = np.zeros(sink + 1, np.bool_)
    if solver.optimal_flow() < int(need.sum()):
        cut[np.asarray(solver.get_sink_side_min_cut(), np.int64)] = True
    return cut[stocks:source], cut[:stocks]


def _contradictions(market: Market, cell: IntArray, stock: IntArray, chance: np.random.Generator) -> Arcs:
    """Return pairs in which the cell is served worse than what its stock serves, at most some a cell."""
    bad = cell[market.listed.cell] < stock[market.listed.stock]
    parts = [Arcs(market.listed.cell[bad], market.listed.stock[bad], market.listed.cost[bad])]
    short, broad = cell.astype(np.int32), stock.astype(np.int32)
    for block in market.walk():
        wrong = block.allowed & (short[block.cells][:, None] < broad[block.stocks][None, :])
        row, column = places_of(wrong)
        if len(row):
            chosen = chance.random(len(row)) * len(row) < MORE * len(block.cells)
            if not chosen.any():
                chosen[0] = True
            row, column = row[chosen], column[chosen]
            parts.append(
                Arcs(block.cells[row], block.stocks[column], block.cost[row, column].astype(np.int64))
            )
    return united(*parts, stocks=len(market.stock))
