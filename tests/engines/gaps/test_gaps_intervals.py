"""Published numbers, and scipy where it is installed."""

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.gaps.intervals import (
    beta_cdf,
    discovery_shares,
    gamma_cdf,
    poisson_interval,
    poisson_tail,
    ratio_interval,
    ratio_tail,
)


@pytest.mark.parametrize(
    ("count", "low", "high"), [(0, 0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (30, 20.24, 42.83)]
)
def test_the_interval_of_a_count_is_that_of_the_published_table(count, low, high):
    """Garwood's table as reprinted in Breslow and Day (1987), Statistical Methods in Cancer Research II, 2.10."""
    assert poisson_interval(count) == pytest.approx((low, high), abs=0.005)


def test_two_rates_are_compared_as_in_the_example_of_r():
    """poisson.test(c(11, 6+8+7), c(800, 1083+1050+878)) of R's manual: ratio 1.971488, 0.8584264 to 4.2772659."""
    assert ratio_interval(11, 21, 800, 3011) == pytest.approx((0.8584264, 4.2772659), abs=1e-6)


def test_nothing_on_the_other_side_leaves_the_ratio_unbounded_above():
    low, high = ratio_interval(5, 0, 10, 10)

    assert high == inf
    assert low > 0


def test_two_empty_counts_say_nothing():
    assert ratio_interval(0, 0, 3, 9) == (0, inf)


def test_shares_of_false_discoveries_are_benjamini_and_hochbergs():
    assert discovery_shares([0.01, 0.02, 0.03, 0.5, 0.04, 0.9]) == pytest.approx(
        [0.06, 0.06, 0.06, 0.6, 0.06, 0.9]
    )


@settings(deadline=None)
@given(st.integers(1, 400), st.floats(0.01, 500))
def test_the_tail_of_a_count_is_the_sum_of_its_chances(count, mean):
    from math import exp, lgamma, log

    below = sum(exp(k * log(mean) - mean - lgamma(k + 1)) for k in range(count))

    assert poisson_tail(count, mean) == pytest.approx(1 - below, abs=1e-9)


@pytest.mark.parametrize("arguments", [(-1, 3, 1, 1), (1, 3, 0, 1), (1, 3, 1, -2)])
def test_what_is_no_count_is_refused(arguments):
    with pytest.raises(ValueError, match="must not be negative"):
        ratio_interval(*arguments)


@pytest.mark.library("scipy")
def test_every_distribution_agrees_with_scipy():
    from scipy import stats

    for shape in (0.5, 1, 5, 50, 5000):
        for factor in (0.3, 0.9, 1, 1.1, 2):
            expected = stats.gamma.cdf(shape * factor, shape)
            assert gamma_cdf(shape, shape * factor) == pytest.approx(expected, abs=1e-10)
    for a, b, x in ((1, 1, 0.3), (11, 21, 0.4), (200, 3, 0.99), (2000, 3000, 0.41)):
        assert beta_cdf(a, b, x) == pytest.approx(stats.beta.cdf(x, a, b), abs=1e-10)
    assert ratio_tail(11, 21, 800, 3011) == pytest.approx(
        stats.binomtest(11, 32, 800 / 3811, alternative="greater").pvalue
    )
