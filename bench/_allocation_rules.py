"""The worked example of the methods, the published price of fairness, and how time grows with size."""

from __future__ import annotations

import numpy as np

from qiao.engines.allocation.bundles import (
    fill_by_alpha,
    fill_evenly,
    fill_most,
    price_of_fairness,
    tight_instance,
)
from qiao.engines.allocation.fairness import gini
from qiao.engines.allocation.flow import solve_arrays
from qiao.engines.allocation.market import Arcs
from qiao.engines.allocation.rules import RULES, NeedArrays, Rule, StockArrays, make_steps

ASKED = np.array([400, 150, 120, 300, 60])
TIER = np.array([1, 2, 2, 3, 1])
HALF_COSTS = np.array([2, 12, 14, 3, 4])
TURN = np.array([1, 2, 3, 0, 4])
SUPPLY, FINE, BANDS = 520, 1000, 5_000
PRINTED = {
    "first-come": (".55 0 0 1 0", 0.432, 670),
    "cheapest": ("1 0 0 .4 0", 0.595, 580),
    "coverage": ("1 0 .5 0 1", 0.676, 940),
    "floor-then-tiers": (".76 .30 .30 .30 .76", 0.585, 1052),
    "alpha-1": (".70 .47 .47 .23 .70", 0.582, 1286),
    "alpha-2": (".61 .50 .50 .35 .61", 0.547, 1340),
    "max-min": (".505 each", 0.505, 1368),
}


def print_worked_example() -> None:
    """Solve the five sites under every rule; units are cut a thousand times, so that rounding shows nowhere."""
    print("worked example (METHODS 7): five sites, 520 for 1,030")
    print(f"  {'rule':20} {'fill by site':34} {'min':>5} {'Gini':>6} {'cover':>6} {'cost':>6}   printed")
    zeros = np.zeros(5, np.int64)
    needs = NeedArrays(zeros, TIER, ASKED * FINE, zeros, zeros, zeros.astype(float), TURN)
    stocks = StockArrays(np.zeros(1, np.int64), np.array([SUPPLY * FINE]))

    def pairs(rows: np.ndarray, _stocks: np.ndarray) -> Arcs:
        return Arcs(np.arange(len(rows)), np.zeros(len(rows), np.int64), HALF_COSTS[rows])

    for name in RULES:
        steps = make_steps(needs, Rule(name), bands=BANDS, stocks=stocks)
        flow = solve_arrays(steps, needs, stocks, pairs).flow
        got = np.bincount(flow.need, flow.quantity, 5)
        fill, weight = got / (ASKED * FINE), 4 - TIER
        cover = (weight * got).sum() / (weight * ASKED * FINE).sum()
        cost = (HALF_COSTS * got).sum() / 2 / FINE
        told = " ".join(f"{one:6.3f}" for one in fill)
        print(
            f"  {name:20} {told} {fill.min():5.3f} {gini(fill.tolist()):6.3f} {cover:6.3f} {cost:6.0f}",
            end="",
        )
        print(f"   {' · '.join(map(str, PRINTED[name]))}" if name in PRINTED else "")


def print_price_of_fairness() -> None:
    """Print the loss on the tight instances of Bertsimas, Farias and Trichakis beside the published bounds."""
    print("price of fairness on the tight instances (kits of all items beside single requests)")
    for items, kits in ((3, 2), (5, 4)):
        wants, stock = tight_instance(items, kits)
        n, most = items + kits, fill_most(wants, stock)
        found = price_of_fairness(fill_evenly(wants, stock), most)
        print(f"  max-min      n = {n:2}: {found:.4f}, bound {1 - 4 * n / (n + 1) ** 2:.4f}")
    for items, kits in ((2, 2), (3, 6), (4, 12)):
        wants, stock = tight_instance(items, kits)
        n, most = items + kits, fill_most(wants, stock)
        found = price_of_fairness(fill_by_alpha(wants, stock, alpha=1), most)
        print(f"  proportional n = {n:2}: {found:.4f}, bound {1 - (2 * n**0.5 - 1) / n:.4f}")


def print_growth(rows: list[tuple[int, int, float]]) -> None:
    """Draw CPU time a need and a pair over (needs, pairs of cells and lots, CPU s)."""
    print(f"  {'needs':>9} {'pairs':>13} {'CPU s':>7} {'µs a need':>9} {'ns a pair':>9}")
    most = max(cpu / needs for needs, _pairs, cpu in rows)
    for needs, pairs, cpu in rows:
        bar = "█" * max(1, round(30 * cpu / needs / most))
        print(f"  {needs:9,} {pairs:13,} {cpu:7.2f} {cpu / needs * 1e6:9.1f} {cpu / pairs * 1e9:9.1f} {bar}")
