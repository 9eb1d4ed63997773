"""The exact core: margins by cutting, roads by column generation, both against plain enumeration or all pairs."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python import min_cost_flow

from qiao.engines.allocation.core import Lots, solve
from qiao.engines.allocation.margins import find_margins
from qiao.engines.allocation.market import Arcs, Block, Market, Steps
from qiao.engines.allocation.prices import prove, terms_of
from qiao.engines.allocation.rules import NeedArrays, Rule, StockArrays, make_steps


def whole(values) -> np.ndarray:
    return np.array(list(values), np.int64)


def random_market(seed: int, *, cells: int, stocks: int, height: int, listed: bool) -> Market:
    """Return a seeded market on a plane; the same pairs, told one by one or in blocks."""
    chance = np.random.default_rng(seed)
    here, there = chance.random((cells, 2)), chance.random((stocks, 2))
    cost = np.rint(1000 * np.abs(here[:, None] - there[None, :]).sum(axis=2)).astype(np.int16)
    allowed = chance.random((cells, stocks)) < chance.choice([0.05, 0.3, 0.9])
    count = chance.integers(1, 4, cells)
    cell = np.repeat(np.arange(cells), count)
    level = chance.integers(0, height, len(cell))
    steps = Steps.of(cell, level, chance.integers(1, 40, len(cell)), cells=cells, height=height)
    stock = chance.integers(0, 90, stocks).astype(np.int64)
    nothing = Arcs(whole([]), whole([]), whole([]))
    if listed:
        row, column = np.nonzero(allowed)
        return Market(steps, stock, Arcs(row, column, cost[row, column].astype(np.int64)))

    def blocks():
        for begin in range(0, cells, 7):
            rows = np.arange(begin, min(cells, begin + 7))
            yield Block(rows, np.arange(stocks), cost[rows], allowed[rows])

    return Market(steps, stock, nothing, blocks)


def plan_of(market: Market, *, gap: float = 0.0, stop=lambda: False):
    return solve(market.steps, np.arange(len(market.steps)), market, gap=gap, stop=stop)


def received(market: Market, solved) -> np.ndarray:
    got = np.zeros(len(market.steps), np.int64)
    np.add.at(got, solved.flow.need, solved.flow.quantity)
    return got


def by_level(market: Market, got: np.ndarray) -> list[int]:
    return (
        np.bincount(market.steps.level, market.steps.filled(got), minlength=market.steps.height)
        .astype(int)
        .tolist()
    )


@pytest.mark.parametrize("seed", range(12))
def test_pairs_found_by_prices_give_the_plan_that_all_pairs_give(seed):
    everything = plan_of(random_market(seed, cells=60, stocks=25, height=9, listed=True))
    found = plan_of(random_market(seed, cells=60, stocks=25, height=9, listed=False))
    market = random_market(seed, cells=60, stocks=25, height=9, listed=True)
    assert by_level(market, received(market, found)) == by_level(market, received(market, everything))
    assert found.cost == everything.cost == found.bound == everything.bound
    assert found.levels_proven


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_margins_fill_the_levels_as_no_other_plan_does(data):
    demand = data.draw(st.lists(st.integers(1, 3), min_size=2, max_size=3))
    stock = data.draw(st.lists(st.integers(0, 3), min_size=1, max_size=3))
    pairs = [(i, j) for i in range(len(demand)) for j in range(len(stock)) if data.draw(st.booleans())]
    levels = [data.draw(st.lists(st.integers(0, 3), min_size=size, max_size=size)) for size in demand]
    rows = [(i, level) for i, own in enumerate(levels) for level in own]
    steps = Steps.of(
        whole(row for row, _ in rows),
        whole(level for _, level in rows),
        whole([1] * len(rows)),
        cells=len(demand),
        height=4,
    )
    cost = whole(data.draw(st.lists(st.integers(0, 9), min_size=len(pairs), max_size=len(pairs))))
    market = Market(steps, whole(stock), Arcs(whole(i for i, _ in pairs), whole(j for _, j in pairs), cost))
    solved = plan_of(market)
    best = None
    for amounts in itertools.product(*(range(min(demand[i], stock[j]) + 1) for i, j in pairs)):
        used = [sum(x for x, (_, b) in zip(amounts, pairs, strict=True) if b == j) for j in range(len(stock))]
        got = [sum(x for x, (a, _) in zip(amounts, pairs, strict=True) if a == i) for i in range(len(demand))]
        if all(u <= s for u, s in zip(used, stock, strict=True)) and all(
            g <= d for g, d in zip(got, demand, strict=True)
        ):
            key = [-x for x in by_level(market, whole(got))] + [int((whole(amounts) * cost).sum())]
            best = key if best is None else min(best, key)
    assert [-x for x in by_level(market, received(market, solved))] + [solved.cost] == best
    assert solved.bound == solved.cost


@pytest.mark.parametrize("listed", [True, False])
def test_a_search_that_is_stopped_still_gives_a_plan_and_says_what_is_proven(listed):
    market = random_market(3, cells=200, stocks=80, height=12, listed=listed)
    stopped, finished = plan_of(market, stop=lambda: True), plan_of(market)
    for solved in (stopped, finished):
        used = np.bincount(solved.flow.stock, solved.flow.quantity, len(market.stock))
        assert (used <= market.stock).all()
        assert (received(market, solved) <= market.steps.total).all()
        assert solved.bound <= solved.cost
    reached = [market.steps.value(received(market, solved)) for solved in (stopped, finished)]
    assert reached[1] <= reached[0]
    assert finished.levels_proven
    assert stopped.levels_proven or not listed


def test_prices_however_poor_prove_no_more_than_the_least_cost_and_raised_ones_prove_more(monkeypatch):
    gained = 0
    for seed in range(8):
        market = random_market(seed, cells=120, stocks=50, height=5, listed=False)
        margins = find_margins(market, chance=np.random.default_rng(seed), stop=lambda: False)
        poor = np.random.default_rng(seed).integers(0, 400, len(market.stock))
        bounds = bounds_of(market, margins, poor, least := plan_of(market).cost, monkeypatch)
        assert bounds == sorted(bounds)
        assert bounds[-1] <= least
        gained += bounds[0] < bounds[1]
    assert gained >= 6


def bounds_of(market, margins, stock, cost, monkeypatch) -> list[int]:
    """Return what these prices of stocks prove as they are, raised once, and raised five times."""
    bounds = []
    for raises in (0, 1, 5):
        monkeypatch.setattr("qiao.engines.allocation.prices.RAISES", raises)
        terms = terms_of(market, margins)
        bounds.append(prove(market, margins, terms, stock, cost=cost, enough=cost).bound)
    return bounds


def test_a_gap_that_is_good_enough_is_kept():
    for seed in range(6):
        market = random_market(seed, cells=150, stocks=60, height=5, listed=False)
        rough, exact = plan_of(market, gap=0.05), plan_of(market)
        assert exact.cost <= rough.cost <= 1.05 * rough.bound
        assert rough.bound <= exact.cost


def test_cells_of_many_needs_share_the_last_level_and_lose_nothing():
    chance = np.random.default_rng(5)
    cell = np.repeat(np.arange(4), 5)
    needs = Steps.of(
        np.repeat(np.arange(20), 3), np.tile(np.arange(3), 20), chance.integers(1, 9, 60), cells=20, height=3
    )
    market = Market(
        needs.merged(cell, 4),
        whole([60, 30]),
        Arcs(whole([0, 1, 2, 2, 3]), whole([0, 0, 0, 1, 1]), whole([1, 2, 3, 1, 1])),
    )
    solved = solve(needs, cell, market)
    got = np.zeros(20, np.int64)
    np.add.at(got, solved.flow.need, solved.flow.quantity)
    assert (got <= needs.total).all()
    assert got.sum() == 90
    alone = Market(
        needs,
        whole([60, 30]),
        Arcs(
            np.concatenate([np.arange(15), np.arange(10, 20)]),
            np.repeat([0, 1], [15, 10]),
            np.concatenate([np.repeat([1, 2, 3], 5), np.repeat([1, 1], 5)]),
        ),
    )
    apart = solve(needs, np.arange(20), alone)
    assert apart.cost == solved.cost
    assert needs.value(got) == needs.value(received(alone, apart))


@pytest.mark.parametrize("seed", range(8))
def test_lots_of_one_stock_give_the_plan_that_they_give_apart(seed):
    """Each stock is cut into one to three lots of the same pairs and costs."""
    chance = np.random.default_rng(seed)
    merged = random_market(seed, cells=40, stocks=12, height=6, listed=True)
    stock = np.repeat(np.arange(12), chance.integers(1, 4, 12))
    cut = chance.integers(0, 40, len(stock)).astype(np.int64)
    lots = Lots(cut, stock)
    cells, places = [
        np.concatenate(part)
        for part in zip(
            *(
                (np.full(n, cell), np.flatnonzero(stock == of))
                for cell, of in zip(merged.listed.cell, merged.listed.stock, strict=True)
                for n in [int((stock == of).sum())]
            ),
            strict=True,
        )
    ]
    cost = np.zeros((40, 12), np.int64)
    cost[merged.listed.cell, merged.listed.stock] = merged.listed.cost
    apart = plan_of(Market(merged.steps, cut, Arcs(cells, places, cost[cells, stock[places]])))
    market = Market(merged.steps, lots.summed(), merged.listed)
    together = solve(merged.steps, np.arange(40), market, lots=lots)
    assert by_level(merged, received(merged, together)) == by_level(merged, received(merged, apart))
    assert together.cost == apart.cost == together.bound
    sent = np.bincount(together.flow.stock, together.flow.quantity, len(cut))
    assert (sent <= cut).all()
    paid = together.flow.quantity * cost[together.flow.need, stock[together.flow.stock]]
    assert int(paid.sum()) == together.cost
    pairs = together.flow.need * len(cut) + together.flow.stock
    assert len(np.unique(pairs)) == len(pairs)


def test_margins_without_any_pair_serve_nobody():
    steps = Steps.of(whole([0, 1]), whole([0, 1]), whole([5, 5]), cells=2, height=2)
    market = Market(steps, whole([7]), Arcs(whole([]), whole([]), whole([])))
    margins = find_margins(market, chance=np.random.default_rng(0), stop=lambda: False)
    assert margins.proven
    assert not plan_of(market).flow.quantity.sum()


def test_the_same_seed_gives_the_same_plan():
    plans = [plan_of(random_market(8, cells=120, stocks=50, height=6, listed=False)) for _ in range(2)]
    for name in ("need", "stock", "quantity", "cost"):
        assert (getattr(plans[0].flow, name) == getattr(plans[1].flow, name)).all()


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 2**32 - 1), st.sampled_from([1, 5]))
def test_the_plan_costs_as_much_as_the_one_of_an_exact_solver_over_levels_and_roads(seed, bands):
    """OR-Tools' min-cost flow with a step between levels that no road outweighs, over every pair."""
    chance = np.random.default_rng(seed)
    cells, stocks = 40, 12
    tier, asked = chance.integers(1, 4, cells), chance.integers(1, 60, cells)
    there = chance.integers(0, 120, stocks)
    cost = chance.integers(0, 2000, (cells, stocks))
    allowed = chance.random((cells, stocks)) < 0.5
    needs = NeedArrays.plain(np.zeros(cells, np.int64), tier, asked)
    steps = make_steps(
        needs, Rule("tiers-then-distance"), bands=bands, stocks=StockArrays(np.zeros(stocks, np.int64), there)
    )
    cell, stock = np.nonzero(allowed)
    arcs = Arcs(cell, stock, cost[cell, stock])

    found = solve(steps, np.arange(cells), Market(steps, there, arcs))

    step = 10**6
    solver = min_cost_flow.SimpleMinCostFlow()
    for need, lot, each in zip(cell.tolist(), stock.tolist(), arcs.cost.tolist(), strict=True):
        solver.add_arc_with_capacity_and_unit_cost(lot, stocks + need, 10**6, each)
    sink = stocks + cells
    for need, level, units in zip(
        steps.cell.tolist(), steps.level.tolist(), steps.units.tolist(), strict=True
    ):
        solver.add_arc_with_capacity_and_unit_cost(stocks + need, sink, units, (level - steps.height) * step)
    for lot, units in enumerate(there.tolist()):
        solver.add_arc_with_capacity_and_unit_cost(lot, sink, units, 0)
        solver.set_node_supply(lot, units)
    solver.set_node_supply(sink, -int(there.sum()))
    assert solver.solve() == solver.OPTIMAL
    received = np.bincount(found.flow.need, found.flow.quantity, cells).astype(np.int64)
    worth = steps.value(received) - steps.value(np.zeros(cells, np.int64))
    assert solver.optimal_cost() == worth * step + found.cost
