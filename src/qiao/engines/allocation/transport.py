"""From where: the cheapest transport for given margins, by column generation, with a proven bound.

Margins say how much each cell receives but for the units of its margin level, of which only the sum over all cells
of that margin is fixed. What is left is a transport problem inside each margin: its cost range is that of the roads
alone, and pairs across margins take no part. It is solved over some pairs; its prices, raised where they are too low
for all the others, prove a lower bound for every plan with these margins (`prices`) and show which pairs to try next.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.graph.python import max_flow, min_cost_flow

from qiao.engines.allocation.margins import ENDLESS, united
from qiao.engines.allocation.market import Arcs, places_of
from qiao.engines.allocation.prices import (
    NEVER,
    dearest,
    inside_margin,
    listed_inside,
    prove,
    reduced,
    terms_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from qiao.engines.allocation.margins import Margins
    from qiao.engines.allocation.market import Block, BoolArray, IntArray, Market
    from qiao.engines.allocation.prices import Terms

NEAR = 8
"""So many cheapest partners of every cell are tried at first."""
KEPT = 0.3
"""This share of the pairs with which the margins were found is tried too."""
CHEAPER = 12
"""So many pairs a cell are added where prices call for them: half the most violated, half by chance."""
FORGOTTEN_KM = 250
"""A pair that costs so much more than its prices is dropped between rounds."""
MOST_ROUNDS = 40
MOST_STEPS = 10_000


@dataclass(frozen=True, slots=True)
class Shipped:
    """Units from stocks to cells, each pair at most once; what they cost; the proven least cost."""

    cell: IntArray
    stock: IntArray
    units: IntArray
    each: IntArray
    cost: int
    bound: int


@dataclass(frozen=True, slots=True)
class _Potentials:
    """Of cells and stocks on the residual network."""

    cell: IntArray
    stock: IntArray


def ship(
    market: Market, margins: Margins, *, gap: float, chance: np.random.Generator, stop: Callable[[], bool]
) -> Shipped:
    """Find the cheapest transport, or one proven to cost at most ``gap`` more.

    Parameters
    ----------
    market, margins
        What is shared and who gets how much of it.
    gap
        Good enough: (cost - bound) / bound, ≥ 0. 0 asks for the optimum.
    chance
        Seeded; chooses some of the pairs tried.
    stop
        Asked between rounds; where it says yes, the plan in hand is returned with the bound reached.

    Raises
    ------
    ArithmeticError
        If the solver fails.

    """
    terms = terms_of(market, margins)
    tried = _first_pairs(market, margins, terms, chance)
    best: Shipped | None = None
    for _round in range(MOST_ROUNDS):
        flow, potential = _solve(market, margins, terms, tried)
        cost = int((flow * tried.cost).sum())
        enough = math.ceil(cost / (1 + gap))
        prices = prove(market, margins, terms, potential.stock, cost=cost, enough=enough)
        sent = np.flatnonzero(flow)
        bound = max(prices.bound, best.bound if best else 0)
        best = Shipped(tried.cell[sent], tried.stock[sent], flow[sent], tried.cost[sent], cost, bound)
        if bound >= enough or stop():
            break
        cheaper = _cheaper(market, margins, prices.stock, potential, chance)
        dear = tried.cost + potential.stock[tried.stock] - potential.cell[tried.cell]
        tried = united(_chosen(tried, (flow > 0) | (dear <= FORGOTTEN_KM)), cheaper, stocks=len(market.stock))
    assert best is not None  # MOST_ROUNDS > 0
    return best


def _first_pairs(market: Market, margins: Margins, terms: Terms, chance: np.random.Generator) -> Arcs:
    """Return pairs over which a plan is feasible, the cheapest partners of each cell, and some by chance."""
    inside = margins.cell[margins.tried.cell] == margins.stock[margins.tried.stock]
    known = _chosen(margins.tried, inside)
    if market.blocks is None:
        return known
    keep = _feasible(market, margins, terms, known) | (chance.random(len(known.cell)) < KEPT)
    listed = margins.cell[market.listed.cell] == margins.stock[market.listed.stock]
    parts = [_chosen(known, keep), _chosen(market.listed, listed)]
    for block in market.walk():
        cost, _inside = inside_margin(block, margins)
        near = min(NEAR, len(block.stocks))
        column = np.argpartition(cost, near - 1, axis=1)[:, :near].ravel()
        row = np.repeat(np.arange(len(block.cells)), near)
        good = cost[row, column] < dearest(cost)
        parts.append(_pairs(block, row[good], column[good]))
    return united(*parts, stocks=len(market.stock))


def _feasible(market: Market, margins: Margins, terms: Terms, known: Arcs) -> BoolArray:
    """Return which of these pairs one feasible plan uses."""
    network = _Network.of(market, margins, terms)
    solver = max_flow.SimpleMaxFlow()
    pairs = solver.add_arcs_with_capacity(
        known.stock.astype(np.int32), network.of_cell(known.cell), np.full(len(known.cell), ENDLESS)
    )
    source, sink = network.end, network.end + 1
    solver.add_arcs_with_capacity(
        np.full(network.stocks, source, np.int32), np.arange(network.stocks, dtype=np.int32), market.stock
    )
    solver.add_arcs_with_capacity(network.share_tail, network.share_head, network.share_room)
    wanted = np.flatnonzero(network.demand)
    solver.add_arcs_with_capacity(
        wanted.astype(np.int32), np.full(len(wanted), sink, np.int32), network.demand[wanted]
    )
    status = solver.solve(source, sink)
    if status != solver.OPTIMAL or solver.optimal_flow() != int(market.stock.sum()):
        raise ArithmeticError("no plan fits the margins.")
    return np.asarray(solver.flows(pairs)) > 0


@dataclass(frozen=True, slots=True)
class _Network:
    """Nodes: stocks, cells, margins (the last takes what stays). ``share`` arcs lead from a cell to its margin."""

    stocks: int
    cells: int
    end: int
    demand: IntArray
    share_tail: IntArray
    share_head: IntArray
    share_room: IntArray

    @classmethod
    def of(cls, market: Market, margins: Margins, terms: Terms) -> _Network:
        stocks, cells, height = len(market.stock), len(market.steps), market.steps.height
        sharing = np.flatnonzero(terms.room)
        keeping = np.flatnonzero(margins.stock == height)
        first_margin = stocks + cells
        return cls(
            stocks=stocks,
            cells=cells,
            end=first_margin + height + 1,
            demand=np.concatenate((np.zeros(stocks, np.int64), terms.full, terms.part, [terms.left])),
            share_tail=np.concatenate((stocks + sharing, keeping)),
            share_head=np.concatenate(
                (first_margin + margins.cell[sharing], np.full(len(keeping), first_margin + height))
            ),
            share_room=np.concatenate((terms.room[sharing], market.stock[keeping])),
        )

    def of_cell(self, cell: IntArray) -> IntArray:
        """Return the nodes of these cells."""
        return self.stocks + cell


def _solve(market: Market, margins: Margins, terms: Terms, tried: Arcs) -> tuple[IntArray, _Potentials]:
    """Solve over the tried pairs; return units on each and the prices."""
    network = _Network.of(market, margins, terms)
    solver = min_cost_flow.SimpleMinCostFlow()
    head = network.of_cell(tried.cell)
    wants = (terms.full + terms.room)[tried.cell]
    pairs = solver.add_arcs_with_capacity_and_unit_cost(
        tried.stock.astype(np.int32),
        head.astype(np.int32),
        np.minimum(market.stock[tried.stock], wants),
        tried.cost,
    )
    shares = solver.add_arcs_with_capacity_and_unit_cost(
        network.share_tail.astype(np.int32),
        network.share_head.astype(np.int32),
        network.share_room,
        np.zeros(len(network.share_tail), np.int64),
    )
    supply = -network.demand
    supply[: network.stocks] = market.stock
    solver.set_nodes_supplies(np.arange(network.end, dtype=np.int32), supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"min-cost flow ended with {status}.")
    flow = np.asarray(solver.flows(pairs)) if len(head) else np.empty(0, np.int64)
    shared = np.asarray(solver.flows(shares)) if len(network.share_tail) else np.empty(0, np.int64)
    open_arc = np.concatenate((np.ones(len(flow), np.bool_), shared < network.share_room))
    potential = _potentials(
        np.concatenate((tried.stock, network.share_tail)),
        np.concatenate((head, network.share_head)),
        np.concatenate((tried.cost, np.zeros(len(shared), np.int64))),
        open_arc,
        np.concatenate((flow, shared)) > 0,
        network.end,
    )
    return flow, _from_last(potential, network, margins, market.steps.height)


def _from_last(potential: IntArray, network: _Network, margins: Margins, height: int) -> _Potentials:
    """Return the potentials; where stocks may keep something, a kept unit is worth nothing."""
    stock = potential[: network.stocks].copy()
    cell = potential[network.stocks : network.stocks + network.cells].copy()
    last = potential[network.end - 1]
    stock[margins.stock == height] -= last
    cell[margins.cell == height] -= last
    return _Potentials(cell, stock)


def _potentials(
    tail: IntArray, head: IntArray, cost: IntArray, ahead: BoolArray, back: BoolArray, nodes: int
) -> IntArray:
    """Return shortest distances from everywhere on the residual network (Bellman and Ford, in whole sweeps)."""
    come = np.concatenate((tail[ahead], head[back]))
    go = np.concatenate((head[ahead], tail[back]))
    length = np.concatenate((cost[ahead], -cost[back]))
    order = np.argsort(go, kind="stable")
    come, go, length = come[order], go[order], length[order]
    begin = np.flatnonzero(np.concatenate(([True], go[1:] != go[:-1]))) if len(go) else np.empty(0, np.int64)
    node = go[begin]
    distance = np.zeros(nodes, np.int64)
    for _sweep in range(MOST_STEPS):
        if not len(node):
            break
        shorter = np.minimum(distance[node], np.minimum.reduceat(distance[come] + length, begin))
        if (shorter == distance[node]).all():
            break
        distance[node] = shorter
    return distance


def _cheaper(
    market: Market, margins: Margins, stock: IntArray, paid: _Potentials, chance: np.random.Generator
) -> Arcs:
    """Return the cheapest pairs of each cell at these prices of stocks, and some of those cheaper than it pays now.

    Where none is cheaper, the prices that are paid now tell.
    """
    told = listed_inside(market, margins)
    found, cheaper = [told], bool((told.cost + stock[told.stock] < paid.cell[told.cell]).any())
    for block in market.walk():
        there = reduced(block, margins, stock)
        near = min(NEAR, len(block.stocks))
        column = np.argpartition(there, near - 1, axis=1)[:, :near].ravel()
        row = np.repeat(np.arange(len(block.cells)), near)
        good = there[row, column] < NEVER
        found.append(_pairs(block, row[good], column[good]))
        row, column = places_of(there < paid.cell[block.cells].astype(np.int32)[:, None])
        most = min(len(row), CHEAPER * len(block.cells) // 2)
        if most:
            saved = paid.cell[block.cells][row] - there[row, column]
            chosen = chance.random(len(row)) * len(row) < most
            chosen |= saved >= np.partition(saved, -most)[-most]
            found.append(_pairs(block, row[chosen], column[chosen]))
            cheaper = True
    if not cheaper and stock is not paid.stock:
        return _cheaper(market, margins, paid.stock, paid, chance)
    return united(*found, stocks=len(market.stock))


def _pairs(block: Block, row: IntArray, column: IntArray) -> Arcs:
    return Arcs(block.cells[row], block.stocks[column], block.cost[row, column].astype(np.int64))


def _chosen(arcs: Arcs, which: BoolArray) -> Arcs:
    return Arcs(arcs.cell[which], arcs.stock[which], arcs.cost[which])
