"""Rules of sharing: each is an order of steps, and the exact core fills any order as well as it can be filled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from qiao.engines.allocation.market import Steps

if TYPE_CHECKING:
    import numpy.typing as npt

    from qiao.engines.allocation.market import BoolArray, IntArray

    FloatArray: TypeAlias = npt.NDArray[np.float64]

FLOOR_THEN_TIERS = "floor-then-tiers"
TIERS = "tiers-then-distance"
PROPORTIONAL = "proportional"
MAX_MIN = "max-min"
ALPHA_1 = "alpha-1"
ALPHA_2 = "alpha-2"
COVERAGE = "coverage"
CHEAPEST = "cheapest"
FIRST_COME = "first-come"
RULES = (
    FLOOR_THEN_TIERS,
    TIERS,
    PROPORTIONAL,
    MAX_MIN,
    ALPHA_1,
    ALPHA_2,
    COVERAGE,
    CHEAPEST,
    FIRST_COME,
)
"""The default first; the last two are there to compare with."""
DEFAULT_FLOOR = 0.3
TIER_WEIGHTS = (3, 2, 1)
STALE_COUNTS = 0.5
"""A need nobody has looked at again counts half as much, or as half filled already."""
STEPS_AFFORDED = 20_000
FEWEST_BANDS, MOST_BANDS = 10, 10_000
WHOLE = 10**6
"""Floors are told apart to a millionth."""
ROUNDING = 1e-9
DIGITS = 12
_ALPHA = {ALPHA_1: 1, ALPHA_2: 2}


@dataclass(frozen=True, slots=True)
class Rule:
    """How goods that do not suffice are shared.

    Parameters
    ----------
    name
        One of `RULES`:

        - ``floor-then-tiers``: everybody first gets ``floor`` of what is asked, the emptiest first; then tier 1, 2, 3.
        - ``tiers-then-distance``: tier 1, then 2, then 3; inside a tier the emptiest first.
        - ``proportional``: everybody the same share of what is asked, as far as goods can reach; the rest by tiers.
        - ``max-min``: always whoever is filled least, whatever the tier.
        - ``alpha-1``, ``alpha-2``: the largest sum of w q f^(1-α) / (1-α), for α = 1 of w q log f; w weighs the tier.
        - ``coverage``: the largest sum of w x units; among equals the smaller need first.
        - ``cheapest``: as much as possible over the shortest roads, whoever it is.
        - ``first-come``: one after another as they asked.

    floor
        Share of what is asked that everybody gets first, 0 … 1.
    floor_after
        So many tiers are served in full before the floor: 0 or 1 or 2.
    tier_weights
        Weights of the tiers 1, 2, 3 for ``alpha`` and ``coverage``, all above 0.

    Raises
    ------
    ValueError
        If a parameter is not understood.

    References
    ----------
    Bertsimas, Farias and Trichakis, The price of fairness, Operations Research 59(1), 2011.
    Huang, Smilowitz and Balcik, Models for relief routing: equity, efficiency and efficacy, 2012.

    """

    name: str = FLOOR_THEN_TIERS
    floor: float = DEFAULT_FLOOR
    floor_after: int = 0
    tier_weights: tuple[int, int, int] = TIER_WEIGHTS

    def __post_init__(self) -> None:
        if self.name not in RULES:
            raise ValueError(f"rule {self.name!r} is not one of {RULES}.")
        if not 0 <= self.floor <= 1:
            raise ValueError(f"floor {self.floor} of the rule is outside 0 … 1.")
        if self.floor_after not in (0, 1, 2):
            raise ValueError(f"the rule's floor comes after 0, 1 or 2 tiers, not {self.floor_after}.")
        if len(self.tier_weights) != len(TIER_WEIGHTS) or min(self.tier_weights) <= 0:
            raise ValueError(f"tier weights {self.tier_weights} of the rule are not three numbers above 0.")

    @property
    def facts(self) -> dict[str, float | int | str]:
        """Return what a sentence says of the rule: its name, and the floor where it has one."""
        floor = {"floor": self.floor, "floor_after": self.floor_after}
        return {"rule": self.name} | (floor if self.name == FLOOR_THEN_TIERS else {})

    @property
    def told(self) -> dict[str, float | int | str]:
        """Return the parameters that this rule looks at, to be kept with the plan."""
        if self.name == FLOOR_THEN_TIERS:
            return {"floor": self.floor, "floor_after": self.floor_after}
        if self.name in (*_ALPHA, COVERAGE):
            return {"tier_weights": "/".join(map(str, self.tier_weights))}
        return {}


@dataclass(frozen=True, slots=True)
class NeedArrays:
    """Needs as columns of one length.

    ``group`` (only equal groups meet), ``tier`` (1 first), ``firm`` and ``soft`` (units still asked; soft ones wait
    behind all firm ones of the tier), ``received`` (units got before, they count towards the fill), ``stale``
    (0 fresh … 1 stale), ``turn`` (rank by which it was asked, first 0).
    """

    group: IntArray
    tier: IntArray
    firm: IntArray
    soft: IntArray
    received: IntArray
    stale: FloatArray
    turn: IntArray

    @classmethod
    def plain(cls, group: IntArray, tier: IntArray, firm: IntArray) -> NeedArrays:
        """Return fresh needs of a known quantity, asked in this order."""
        nothing = np.zeros(len(group), np.int64)
        return cls(group, tier, firm, nothing, nothing, nothing.astype(np.float64), np.arange(len(group)))

    def of(self, chosen: IntArray) -> NeedArrays:
        """Return these needs."""
        return NeedArrays(**{name: getattr(self, name)[chosen] for name in self.__slots__})


@dataclass(frozen=True, slots=True)
class StockArrays:
    """Stocks as columns, all int64 of one length: ``group`` and ``quantity`` (units)."""

    group: IntArray
    quantity: IntArray

    def of(self, chosen: IntArray) -> StockArrays:
        """Return these stocks."""
        return StockArrays(self.group[chosen], self.quantity[chosen])


def bands_for(needs: int) -> int:
    """Return how finely the fill of so many needs is told apart: as fine as whole units where they are few."""
    return int(np.clip(STEPS_AFFORDED // max(1, needs), FEWEST_BANDS, MOST_BANDS))


def make_steps(needs: NeedArrays, rule: Rule, *, bands: int, stocks: StockArrays) -> Steps:
    """Cut each need into fill-rate bands and give each band the level that the rule puts it on.

    Parameters
    ----------
    needs, stocks
        The needs; what there is, which ``proportional`` divides by units asked.
    rule
        The order.
    bands
        Fill-rate bands, ≥ 1; 1 means no fairness inside a tier (cost alone decides).

    Returns
    -------
    Steps
        A band begins with the first unit past its fill rate, so a need of one unit lies in band 0: whoever has
        nothing comes first. Unused levels are squeezed out.

    """
    parts = [_cut(needs, rule, bands, share=_first_share(needs, rule, stocks), soft=False)]
    if needs.soft.any():
        parts.append(_cut(needs, rule, bands, share=np.zeros_like(needs.soft), soft=True))
    row, units = (np.concatenate([getattr(part, name) for part in parts]) for name in ("row", "units"))
    code = np.zeros(len(row), np.int64)
    for each in zip(*(part.keys for part in parts), strict=True):
        rank, count = _ranked(np.concatenate(each))
        code, _count = _ranked(code * count + rank)
    level, height = _ranked(code)
    return Steps.of(row, level, units, cells=len(needs.group), height=height)


@dataclass(frozen=True, slots=True)
class _Cut:
    """Steps of the needs: whose each is, its units, and its keys of order, the weightiest first, smaller first."""

    row: IntArray
    units: IntArray
    keys: list[IntArray]


def _ranked(key: IntArray) -> tuple[IntArray, int]:
    """Return the rank of each value among the values that occur, and how many occur."""
    if not len(key):
        return key, 0
    low, high = int(key.min()), int(key.max())
    if high - low < 4 * len(key) + MOST_BANDS:
        occurs = np.zeros(high - low + 1, np.bool_)
        occurs[key - low] = True
        rank = np.cumsum(occurs) - 1
        return rank[key - low], int(rank[-1]) + 1
    values, place = np.unique(key, return_inverse=True)
    return place.astype(np.int64), len(values)


def _first_share(needs: NeedArrays, rule: Rule, stocks: StockArrays) -> IntArray:
    """Return the units of each need that come before all tiers: its floor, or its proportional share."""
    total = needs.received + needs.firm
    if rule.name == FLOOR_THEN_TIERS:
        floor: IntArray = -(-total * round(rule.floor * WHOLE) // WHOLE)
        return floor
    if rule.name != PROPORTIONAL or not len(total):
        return np.zeros_like(total)
    groups = int(max(needs.group.max(), stocks.group.max(initial=0))) + 1
    asked, there = np.zeros(groups, np.int64), np.zeros(groups, np.int64)
    known = needs.group >= 0
    np.add.at(asked, needs.group[known], total[known])
    np.add.at(there, needs.group[known], needs.received[known])
    np.add.at(there, stocks.group, stocks.quantity)
    fill = np.where(known, np.minimum(1.0, there / np.maximum(1, asked))[needs.group], 0)
    share: IntArray = np.floor(total * fill + ROUNDING).astype(np.int64)
    return share


def _cut(needs: NeedArrays, rule: Rule, bands: int, *, share: IntArray, soft: bool) -> _Cut:
    """Cut the firm or the soft part of each need into its steps."""
    before = np.zeros_like(needs.firm) if soft else needs.received
    total = before + (needs.soft if soft else needs.firm)
    at = -(-total[:, None] * np.arange(bands + 1, dtype=np.int64) // bands)
    fill = np.broadcast_to(2 * np.arange(bands + 1, dtype=np.int64), at.shape)
    if share.any():  # its end is an edge too, half a band further than the one before
        own = 2 * (share * bands // np.maximum(1, total)) + 1
        at, fill = (np.concatenate(pair, axis=1) for pair in ((at, share[:, None]), (fill, own[:, None])))
        order = np.argsort(at, axis=1, kind="stable")
        at, fill = np.take_along_axis(at, order, 1), np.take_along_axis(fill, order, 1)
    begin, end = np.maximum(at[:, :-1], before[:, None]), at[:, 1:]
    row, column = np.nonzero(end > begin)
    begin, end = begin[row, column], end[row, column]
    behind = np.rint(needs.stale * max(1, bands // 2)).astype(np.int64)
    steps = _Steps(
        row, fill[row, column] + 2 * behind[row], (begin + end) / (2 * total[row]), end <= share[row], soft
    )
    return _Cut(row, end - begin, _keys(needs, rule, steps))


@dataclass(frozen=True, slots=True)
class _Steps:
    """What the order of steps may look at; ``inside`` says which lie in the share that comes first."""

    row: IntArray
    fill: IntArray
    middle: FloatArray
    inside: BoolArray
    soft: bool


def _keys(needs: NeedArrays, rule: Rule, steps: _Steps) -> list[IntArray]:
    """Return the keys of order of each step."""
    row, fill = steps.row, steps.fill
    tier, soft = needs.tier[row], np.full(len(row), int(steps.soft), np.int64)
    if rule.name == FLOOR_THEN_TIERS:
        phase = np.where(tier <= rule.floor_after, 0, np.where(steps.inside, 1, 2))
        return [phase, np.where(phase == 1, 0, tier), soft, fill]
    if rule.name == PROPORTIONAL:
        return [1 - steps.inside, *(np.where(steps.inside, 0, key) for key in (tier, soft, fill))]
    if rule.name in _ALPHA or rule.name == COVERAGE:
        weight = np.array((1, *rule.tier_weights), np.float64)[needs.tier] * (1 - needs.stale * STALE_COUNTS)
        if rule.name == COVERAGE:
            asked = needs.received + needs.firm + needs.soft
            return [soft, _places(-weight)[row], asked[row]]
        return [soft, _places(steps.middle ** _ALPHA[rule.name] / weight[row])]
    return {
        TIERS: [tier, soft, fill],
        MAX_MIN: [soft, fill],
        FIRST_COME: [needs.turn[row], soft],
        CHEAPEST: [soft],
    }[rule.name]


def _places(value: FloatArray) -> IntArray:
    """Return the rank of each value; what differs by rounding only is one value."""
    return np.unique(np.round(value, DIGITS), return_inverse=True)[1].astype(np.int64)
