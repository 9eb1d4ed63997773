"""What no roster can undercut: prices on shifts, and everybody's best answer to them.

For prices p with 0 <= p <= the cost of an empty place, no roster costs less than the sum of p x places plus, for each
person, the least that the person's own choice of shifts costs at those prices. The choice respects rest and the greatest
number of shifts exactly (weighted intervals, by dynamic programming over all people at once); only the limit of minutes
and what a person allows less than the rules are left out, which can but lower the bound.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from qiao.engines.roster.costs import NEVER, Costs
from qiao.engines.roster.mend import Terms

FLOOR = float(NEVER)
PATIENCE = 12
SMALLEST_STEP = 1e-3
FIRST_STEP = 1.0
DEFLECTION = 0.7
LEAST_GAIN = 1e-6


@dataclass(frozen=True)
class Timeline:
    """Shifts by their ends: `order` of them, and for each how many end early enough to be served before it."""

    order: NDArray[np.int64]
    before: NDArray[np.int64]


@dataclass(frozen=True)
class Bound:
    """The best lower bound found (in the unit of the costs), and the prices that prove it."""

    value: float
    prices: NDArray[np.float64]


def timeline(starts: Costs, ends: Costs, rest: int) -> Timeline:
    """Return the shifts by their ends, with `rest` minutes between two of one person."""
    order = np.lexsort((starts, ends))
    before = np.searchsorted(ends[order] + rest, starts[order], side="right")
    return Timeline(order, np.minimum(before, np.arange(len(order))))


def answers(
    reduced: NDArray[np.float64], line: Timeline, turn: float, most: int
) -> tuple[float, NDArray[np.bool_]]:
    """Return the least total at these reduced costs, and who would choose what.

    Parameters
    ----------
    reduced
        (people × shifts), cost minus price.
    turn
        The k-th shift of a person costs (k - 1) x turn more.
    most
        Shifts of one person at most.
    """
    people, shifts = reduced.shape
    best = np.full((shifts + 1, most + 1, people), FLOOR)
    best[:, 0] = 0.0
    extra = turn * np.arange(most, dtype=np.float64)[:, None]
    columns = np.ascontiguousarray(reduced.T)
    for at in range(shifts):
        taken = best[line.before[at], :-1] + (columns[line.order[at]] + extra)
        np.minimum(best[at, 1:], taken, out=best[at + 1, 1:])
    totals = best[shifts]
    return float(totals.min(axis=0).sum()), _chosen(best, totals.argmin(axis=0), line)


def _chosen(best: NDArray[np.float64], counts: NDArray[np.int64], line: Timeline) -> NDArray[np.bool_]:
    """Walk back from the last shift through everybody's choice."""
    shifts, people = best.shape[0] - 1, best.shape[2]
    chosen = np.zeros((people, shifts), dtype=bool)
    who = np.flatnonzero(counts)
    count, position = counts[who], np.full(len(who), shifts)
    for at in range(shifts, 0, -1):
        here = np.flatnonzero(position == at)
        if not len(here):
            continue
        left, name = count[here], who[here]
        took = best[at, left, name] < best[at - 1, left, name]
        chosen[name[took], line.order[at - 1]] = True
        position[here] = np.where(took, line.before[at - 1], at - 1)
        count[here] = left - took
        if took.any():
            going = count > 0
            who, count, position = who[going], count[going], position[going]
    return chosen


def raise_bound(
    terms: Terms, line: Timeline, *, target: float, rounds: int
) -> tuple[Bound, NDArray[np.bool_]]:
    """Return the best bound that `rounds` of subgradient steps towards `target` find, and everybody's choice at it.

    References
    ----------
    Held, M., Wolfe, P. and Crowder, H. P. (1974). Validation of subgradient optimization. Mathematical Programming 6,
    62-88. Camerini, P. M., Fratta, L. and Maffioli, F. (1975). On improving relaxation methods by modified gradient
    techniques. Mathematical Programming Study 3, 26-34.
    """
    slots, empty = terms.slots, float(terms.empty)
    plain = np.where(terms.cost >= NEVER, FLOOR, terms.cost).astype(np.float64)
    prices = _first_prices(terms.cost, slots, empty)
    found = Bound(0.0, np.zeros(len(slots)))  # costs are no less than 0
    kept = np.zeros(terms.cost.shape, dtype=bool)
    step, stale, way = FIRST_STEP, 0, np.zeros(len(slots))
    for _round in range(rounds):
        total, chosen = answers(plain - prices, line, terms.turn, int(terms.most_shifts.max()))
        value = total + float(prices @ slots)
        if value > found.value * (1 + LEAST_GAIN):
            found, kept, stale = Bound(value, prices.copy()), chosen, 0
        else:
            stale += 1
        if stale >= PATIENCE:
            step, stale, prices, way = step / 2, 0, found.prices.copy(), np.zeros(len(slots))
        lacking = slots - chosen.sum(axis=0)
        lacking = np.where((prices >= empty) & (lacking > 0), 0, lacking)
        way = DEFLECTION * way + lacking
        length = float(way @ way)
        if length == 0 or step < SMALLEST_STEP or target - found.value < 1:
            break
        prices = np.clip(prices + step * max(target - value, 1.0) / length * way, 0, empty)
    return found, kept


def _first_prices(cost: Costs, slots: Costs, empty: float) -> NDArray[np.float64]:
    """Begin with what the last place of a shift would cost if nobody were wanted elsewhere."""
    people = cost.shape[0]
    ranked = np.sort(cost, axis=0)
    last = ranked[np.clip(slots - 1, 0, people - 1), np.arange(cost.shape[1])].astype(np.float64)
    return np.where(slots > people, empty, np.minimum(last, empty))
