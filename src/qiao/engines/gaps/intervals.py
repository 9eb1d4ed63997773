"""Exact intervals and tails of counts: how sure a ratio is, without a library of statistics.

References
----------
Garwood, F. (1936). Fiducial limits for the Poisson distribution. Biometrika 28, 437-442.
Clopper, C. J. and Pearson, E. S. (1934). The use of confidence or fiducial limits. Biometrika 26, 404-413.
Przyborowski, J. and Wilenski, H. (1940). Homogeneity of results in testing samples from Poisson series.
Biometrika 31, 313-323: given the sum of two counts, the first is binomial.
"""

from collections.abc import Callable, Sequence
from math import exp, inf, lgamma, log, log1p

CONFIDENCE = 0.95
_TINY, _CLOSE, _STEPS, _HALVINGS = 1e-300, 1e-15, 2_000, 200


def gamma_cdf(shape: float, x: float) -> float:
    """Return the share of a gamma distribution of this shape and scale 1 below `x`.

    For a whole `shape` this is the chance that a Poisson count of mean `x` is at least `shape`.
    """
    if x <= 0:
        return 0.0
    front = exp(shape * log(x) - x - lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        step = shape
        while abs(term) > _CLOSE * abs(total):
            step += 1
            term *= x / step
            total += term
        return min(1.0, front * total)
    return max(0.0, 1.0 - front * _upper_fraction(shape, x))


def _upper_fraction(shape: float, x: float) -> float:
    """Return the continued fraction of the upper incomplete gamma function (Lentz's method)."""
    b = x + 1 - shape
    c, d = 1 / _TINY, 1 / b
    value = d
    for step in range(1, _STEPS):
        factor = -step * (step - shape)
        b += 2
        d = 1 / _never_zero(factor * d + b)
        c = _never_zero(b + factor / c)
        value *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return value


def _never_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def beta_cdf(a: float, b: float, x: float) -> float:
    """Return the share of a beta distribution below `x`.

    For whole a and b this is the chance of at least `a` successes in `a + b - 1` trials of chance `x`.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1.0 - beta_cdf(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, 1 / _never_zero(1 - (a + b) * x / (a + 1))
    value = d
    for step in range(1, _STEPS):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        d = 1 / _never_zero(1 + even * d)
        c = _never_zero(1 + even / c)
        value *= c * d
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        d = 1 / _never_zero(1 + odd * d)
        c = _never_zero(1 + odd / c)
        value *= c * d
        if abs(c * d - 1) < _CLOSE:
            break
    return min(1.0, front * value)


def _where(cdf: Callable[[float], float], share: float, low: float, high: float) -> float:
    """Return where a rising `cdf` reaches `share`, by halving."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if cdf(middle) < share else (low, middle)
    return (low + high) / 2


def poisson_interval(count: int, *, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return Garwood's exact interval of the mean behind one Poisson count.

    Raises
    ------
    ValueError
        When the count is negative or the confidence outside (0, 1).
    """
    if count < 0 or not 0 < confidence < 1:
        raise ValueError("count must not be negative and confidence must lie between 0 and 1.")
    tail = (1 - confidence) / 2
    furthest = count + 20 + 20 * (count + 1) ** 0.5
    low = _where(lambda mean: gamma_cdf(count, mean), tail, 0.0, furthest) if count else 0.0
    return low, _where(lambda mean: gamma_cdf(count + 1, mean), 1 - tail, 0.0, furthest)


def poisson_tail(count: int, mean: float) -> float:
    """Return the chance that a Poisson count of this mean is at least `count`."""
    return gamma_cdf(count, mean) if count else 1.0


def ratio_interval(
    one: int, other: int, one_expected: float, other_expected: float, *, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Return the exact interval of the ratio of two Poisson rates, each count over its expectation.

    Given the sum of both, the first count is binomial; its share has the interval of Clopper and Pearson.
    `high` is infinite where `other` is zero; both ends say nothing (0, infinity) where both counts are zero.
    """
    if min(one, other) < 0 or min(one_expected, other_expected) <= 0:
        raise ValueError("counts must not be negative and expectations must be above zero.")
    tail, scale = (1 - confidence) / 2, other_expected / one_expected
    low = _where(lambda x: beta_cdf(one, other + 1, x), tail, 0.0, 1.0) if one else 0.0
    high = _where(lambda x: beta_cdf(one + 1, other, x), 1 - tail, 0.0, 1.0) if other else 1.0
    return low / (1 - low) * scale if low < 1 else inf, high / (1 - high) * scale if high < 1 else inf


def ratio_tail(one: int, other: int, one_expected: float, other_expected: float) -> float:
    """Return the chance of so large a share of the first count where both rates are as expected."""
    return beta_cdf(one, other + 1, one_expected / (one_expected + other_expected)) if one else 1.0


def discovery_shares(tails: Sequence[float]) -> list[float]:
    """Return for each p-value the smallest share of false discoveries at which it would be listed.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. J. R. Stat. Soc. B 57, 289-300.
    """
    shares = [0.0] * len(tails)
    smallest = 1.0
    for rank, at in reversed(list(enumerate(sorted(range(len(tails)), key=tails.__getitem__), start=1))):
        smallest = min(smallest, tails[at] * len(tails) / rank)
        shares[at] = smallest
    return shares
