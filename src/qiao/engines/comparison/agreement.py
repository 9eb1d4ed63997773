"""Krippendorff's alpha: do two coders see the same in the same text."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from itertools import permutations

MIN_PAIRABLE = 2
"""A unit says something about agreement only if two coders judged it."""


class Level(StrEnum):
    """Level of measurement of the codes, which decides how far two values are apart."""

    NOMINAL = "NOMINAL"
    ORDINAL = "ORDINAL"
    INTERVAL = "INTERVAL"
    RATIO = "RATIO"


Distance = Callable[[float, float], float]


def _nominal(one: float, other: float) -> float:
    return float(one != other)


def _interval(one: float, other: float) -> float:
    return (one - other) ** 2


def _ratio(one: float, other: float) -> float:
    return ((one - other) / (one + other)) ** 2 if one != other else 0.0


def _ordinal(marginals: Mapping[float, float]) -> Distance:
    ranked = sorted(marginals)

    def distance(one: float, other: float) -> float:
        low, high = sorted((one, other))
        between = sum(marginals[value] for value in ranked if low <= value <= high)
        return (between - (marginals[low] + marginals[high]) / 2) ** 2

    return distance


def _distance(level: Level, marginals: Mapping[float, float]) -> Distance:
    if level is Level.ORDINAL:
        return _ordinal(marginals)
    return {Level.NOMINAL: _nominal, Level.INTERVAL: _interval, Level.RATIO: _ratio}[level]


def _coincidences(units: Sequence[Sequence[float]]) -> dict[tuple[float, float], float]:
    """Count the ordered pairs of values inside each unit, each unit weighing its number of values."""
    pairs: defaultdict[tuple[float, float], float] = defaultdict(float)
    for values in units:
        weight = 1 / (len(values) - 1)
        for pair in permutations(values, 2):
            pairs[pair] += weight
    return pairs


def krippendorff_alpha(
    ratings: Sequence[Sequence[float | None]], level: Level = Level.NOMINAL
) -> float | None:
    """Measure the agreement of coders beyond chance.

    Parameters
    ----------
    ratings
        (coders x units) matrix of codes as numbers; None where a coder did not judge a unit.
    level
        Level of measurement. Default nominal.

    Returns
    -------
    float | None
        1 - D_observed / D_expected: 1 perfect, 0 chance, below 0 worse; None where nothing can be said (no unit
        judged twice, or one value throughout). From .800 reliable, .667 to .800 tentative.

    Raises
    ------
    ValueError
        When coders judged different numbers of units, or the ratio level meets a negative code.

    References
    ----------
    Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability. University of Pennsylvania.
    """
    units = [[value for value in column if value is not None] for column in zip(*ratings, strict=True)]
    units = [values for values in units if len(values) >= MIN_PAIRABLE]
    if level is Level.RATIO and any(value < 0 for values in units for value in values):
        raise ValueError("the ratio level knows no negative codes.")
    pairs = _coincidences(units)
    marginals: Counter[float] = Counter(value for values in units for value in values)
    total = sum(marginals.values())
    distance = _distance(level, marginals)
    expected = sum(
        marginals[one] * marginals[other] * distance(one, other) for one, other in permutations(marginals, 2)
    )
    if not expected:
        return None
    observed = sum(weight * distance(one, other) for (one, other), weight in pairs.items())
    return 1 - (total - 1) * observed / expected
