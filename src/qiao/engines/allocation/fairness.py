"""How evenly a plan fills the demands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from qiao.engines.allocation.values import TIERS, Fairness, TierFill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiao.engines.allocation.market import IntArray


def gini(rates: Sequence[float]) -> float | None:
    """Return the Gini coefficient of the rates, each counted once: 0 all equal, towards 1 all with one.

    None for no rates; 0 where every rate is 0.
    """
    if not len(rates):
        return None
    ordered = np.sort(np.asarray(rates, np.float64))
    total = float(ordered.sum())
    if not total:
        return 0.0
    count = len(ordered)
    weights = 2 * np.arange(1, count + 1) - count - 1
    return float((weights * ordered).sum() / (count * total))


def measure(tier: IntArray, asked: IntArray, given: IntArray, optimum: IntArray) -> Fairness:
    """Measure the demands with a known quantity (``asked`` > 0); all columns run over the demands.

    ``optimum`` is what the exact flow gives each; it proves the least missing of a tier.
    """
    known = asked > 0
    rates = given[known] / asked[known]
    tiers = [
        TierFill(
            tier=level,
            asked=int(asked[here].sum()),
            given=int(given[here].sum()),
            least_missing=int((asked - optimum)[here].sum()),
        )
        for level in TIERS
        for here in (known & (tier == level),)
    ]
    if not len(rates):
        return Fairness(tuple(tiers), None, None, None)
    return Fairness(tuple(tiers), gini(rates.tolist()), float(rates.min()), float((rates == 0).mean()))
