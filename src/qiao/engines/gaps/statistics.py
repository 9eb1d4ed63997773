"""The few statistics behind the gap lists, each with a published worked number in the tests."""

from dataclasses import dataclass
from math import log, sqrt

PRIOR_REPORTS = 3.0
"""Pseudo-reports added to observed and expected; METHODS 6.2 finds 2 to 4 fitting."""

NORMAL_95 = 1.96
"""Two-sided 95 % point of the standard normal distribution."""


def poisson_llr(c: float, e: float, C: float) -> float:  # noqa: N803 the paper's own letters
    """Return Kulldorff's log likelihood ratio of one window against the rest.

    Parameters
    ----------
    c
        Reports observed inside the window, 0 <= c <= C.
    e
        Reports expected inside the window, 0 < e < C; expectations sum to C over all places.
    C
        Reports observed everywhere.

    Returns
    -------
    float
        Natural-log likelihood ratio; 0 where the window holds no more than expected.

    Raises
    ------
    ValueError
        When `c` is outside [0, C] or `e` outside (0, C).

    References
    ----------
    Kulldorff, M. (1997). A spatial scan statistic. Communications in Statistics 26(6), 1481-1496.
    """
    if not 0 <= c <= C:
        raise ValueError("c must lie between 0 and C.")
    if not 0 < e < C:
        raise ValueError("e must lie between 0 and C.")
    if c <= e:
        return 0.0
    outside = (C - c) * log((C - c) / (C - e)) if c < C else 0.0
    return c * log(c / e) + outside


@dataclass(frozen=True, slots=True)
class ChapmanEstimate:
    """How many there may be in all, counted and uncounted.

    Attributes
    ----------
    total
        Estimated number of needs; a **lower bound** where visible cases tend to be on both lists.
    standard_error
        Of `total`.
    low, high
        95 % interval; `low` is never below the number already known.
    known
        Needs on either list.
    """

    total: float
    standard_error: float
    low: float
    high: float
    known: int

    @property
    def completeness(self) -> float:
        """Share of the estimate that is on either list, 0 to 1."""
        return self.known / self.total if self.total else 1.0


def chapman(official: int, civil: int, both: int) -> ChapmanEstimate:
    """Estimate the number of needs from two overlapping lists.

    Parameters
    ----------
    official, civil
        Needs on each list, zero or more.
    both
        Needs on both, at most the shorter list; missed matches inflate the estimate.

    Raises
    ------
    ValueError
        When `both` is negative or larger than a list.

    References
    ----------
    Chapman, D. G. (1951); variance of Seber, G. A. F. (1970). Dependence between the lists makes the
    estimate a lower bound: Lum, K. and Ball, P. (2015).
    """
    if not 0 <= both <= min(official, civil):
        raise ValueError("both must lie between 0 and the shorter list.")
    total = (official + 1) * (civil + 1) / (both + 1) - 1
    spread = (official + 1) * (civil + 1) * (official - both) * (civil - both)
    error = sqrt(spread / ((both + 1) ** 2 * (both + 2)))
    known = official + civil - both
    return ChapmanEstimate(
        total=total,
        standard_error=error,
        low=max(float(known), total - NORMAL_95 * error),
        high=total + NORMAL_95 * error,
        known=known,
    )


def shrunk_ratio(observed: float, expected: float, prior: float = PRIOR_REPORTS) -> float:
    """Return observed over expected, drawn towards 1 so that one report in a village tops no list.

    Parameters
    ----------
    observed, expected
        Reports, zero or more.
    prior
        Pseudo-reports added to both, above zero. Default 3.

    Raises
    ------
    ValueError
        When a count is negative or `prior` is not above zero.
    """
    if observed < 0 or expected < 0 or prior <= 0:
        raise ValueError("counts must not be negative and prior must be above zero.")
    return (observed + prior) / (expected + prior)
