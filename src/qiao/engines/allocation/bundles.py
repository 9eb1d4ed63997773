"""Kits: requests that need several items at once, shared fairly; and what fairness costs.

A kit is filled as far as its scarcest item (Leontief). Such sharing is no flow; it is solved here by filling up evenly
(max-min) or by prices of the items (α-fair), for as many requests and items as a kitchen table or a county has.

References
----------
Bertsimas, Farias and Trichakis, The price of fairness, Operations Research 59(1), 17-31, 2011.

"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FloatArray: TypeAlias = npt.NDArray[np.float64]
ENOUGH = 1e-12
MOST_SWEEPS = 10_000
HALVINGS = 100


def fill_most(wants: FloatArray, stock: FloatArray) -> FloatArray:
    """Return the fills, 0 … 1, with the largest sum, whoever it is.

    Parameters
    ----------
    wants
        (requests x items), units that one whole request needs.
    stock
        Units of each item.

    Raises
    ------
    ArithmeticError
        If the solver fails.

    """
    solver = pywraplp.Solver.CreateSolver("GLOP")
    fills = [solver.NumVar(0, 1, "") for _request in range(len(wants))]
    for item in range(len(stock)):
        used = solver.Sum([fill * float(units) for fill, units in zip(fills, wants[:, item], strict=True)])
        solver.Add(used <= float(stock[item]))
    solver.Maximize(solver.Sum(fills))
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        raise ArithmeticError("no best sum of fills was found.")
    return np.array([fill.solution_value() for fill in fills])


def fill_evenly(wants: FloatArray, stock: FloatArray) -> FloatArray:
    """Return the fills in which nobody can gain but from somebody with as little (max-min, lexicographic).

    All rise together; where an item is used up, whoever needs it stays, and the others go on.
    """
    fill, rising = np.zeros(len(wants)), np.ones(len(wants), np.bool_)
    while rising.any():
        taken = wants[rising].sum(axis=0)
        left = stock - fill @ wants
        room = np.divide(left, taken, out=np.full(len(stock), np.inf), where=taken > 0)
        step = min(float(room.min(initial=np.inf)), 1 - float(fill[rising].max()))
        fill[rising] += max(0.0, step)
        used_up = (stock - fill @ wants <= ENOUGH * np.maximum(1, stock)) & (taken > 0)
        rising &= ~(wants[:, used_up] > 0).any(axis=1) & (fill < 1 - ENOUGH)
    return fill


def fill_by_alpha(
    wants: FloatArray, stock: FloatArray, *, alpha: float, weights: Sequence[float] | None = None
) -> FloatArray:
    """Return the fills with the largest sum of w f^(1-α) / (1-α), for α = 1 of w log f.

    The dual is smooth: item after item takes the price at which no more of it is asked than is there, until no price
    moves.

    Raises
    ------
    ValueError
        If α ≤ 0, or an item that somebody needs is not there at all.
    ArithmeticError
        If prices do not come to rest.

    """
    if alpha <= 0:
        raise ValueError(f"alpha {alpha} is not above 0.")
    if ((wants > 0) & (stock <= 0)).any():
        raise ValueError("an item that somebody needs has no stock; leave such requests out.")
    weight = np.ones(len(wants)) if weights is None else np.asarray(weights, np.float64)
    price = np.zeros(len(stock))

    def fills(at: FloatArray) -> FloatArray:
        cost = np.maximum(wants @ at, ENOUGH**2)
        return np.minimum(1, (weight / cost) ** (1 / alpha))

    for _sweep in range(MOST_SWEEPS):
        before = price.copy()
        for item in range(len(stock)):
            price[item] = _clearing(price, item, wants, stock, fills)
        if np.abs(price - before).max(initial=0) <= ENOUGH * max(1, price.max(initial=0)):
            return fills(price)
    raise ArithmeticError("prices did not come to rest.")


def _clearing(
    price: FloatArray,
    item: int,
    wants: FloatArray,
    stock: FloatArray,
    fills: Callable[[FloatArray], FloatArray],
) -> float:
    """Return the least price of an item at which no more of it is asked than is there."""

    def over(at: float) -> bool:
        trial = price.copy()
        trial[item] = at
        return bool(fills(trial) @ wants[:, item] > stock[item])

    if not over(0.0):
        return 0.0
    high = 1.0
    while over(high):
        high *= 2
    low = 0.0
    for _halving in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if over(middle) else (low, middle)
    return high


def price_of_fairness(fair: FloatArray, most: FloatArray) -> float:
    """Return the share of the largest sum of fills that a fair sharing gives up: 0 … 1."""
    best = float(most.sum())
    return 1 - float(fair.sum()) / best if best else 0.0


def tight_instance(items: int, kits: int) -> tuple[FloatArray, FloatArray]:
    """Return the instance on which fairness costs most: one request for each item, and kits of all items."""
    wants = np.concatenate((np.eye(items), np.ones((kits, items))))
    return wants, np.ones(items)
