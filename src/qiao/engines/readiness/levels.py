"""The levels of the computed items from their values. What is not known has no level."""

from collections.abc import Sequence

STEPS: dict[int, tuple[float, float, float, float]] = {
    1: (0.2, 0.4, 0.6, 0.8),
    2: (0.1, 0.3, 0.6, 0.9),
    4: (0.05, 0.15, 0.30, 0.50),
    5: (0.5, 1, 3, 6),
    7: (1, 2, 3, 5),
    8: (1.5, 2, 3, 5),
    13: (2, 3, 4, 5),
}
"""Item → the smallest values of levels 1 to 4 (shares from 0 to 1, months, counts)."""
WON = (1, 3, 5)


def level_of(item: int, value: float | None) -> int | None:
    """Return the level 0 to 4 of a computed item's value; None where the value is unknown.

    Raises
    ------
    KeyError
        When the item is not computed from one value.
    """
    steps = STEPS[item]
    return None if value is None else sum(value >= step for step in steps)


def level_of_applications(applied: int, won: int) -> int:
    """Return the level of item 10 from grants applied for and won within 24 months."""
    return sum(won >= step for step in WON) + 1 if applied or won else 0


def rank_correlation(before: Sequence[float], after: Sequence[float]) -> float | None:
    """Return Spearman's rho of score before and money per member by day 14; None below three pairs or without spread.

    References
    ----------
    Spearman, C. (1904). The proof and measurement of association between two things.
    """
    n = len(before)
    if n != len(after) or n < 3:  # noqa: PLR2004 - two points always lie on a line
        return None
    a, b = _ranks(before), _ranks(after)
    mean = (n + 1) / 2
    spread = sum((x - mean) ** 2 for x in a) * sum((y - mean) ** 2 for y in b)
    if not spread:
        return None
    together: float = sum((x - mean) * (y - mean) for x, y in zip(a, b, strict=True))
    return together / float(spread**0.5)


def _ranks(values: Sequence[float]) -> list[float]:
    return [
        sum(other < value for other in values) + (sum(other == value for other in values) + 1) / 2
        for value in values
    ]
