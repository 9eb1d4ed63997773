import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.gaps import chapman, poisson_llr, shrunk_ratio


def test_llr_of_thirty_observed_fifteen_expected_two_hundred_in_all_is_6_42():
    assert poisson_llr(30, 15, 200) == pytest.approx(6.42, abs=0.005)


def test_llr_is_zero_where_no_more_than_expected_was_seen():
    assert poisson_llr(15, 15, 200) == 0


def test_llr_of_a_window_that_holds_every_report_is_finite():
    assert poisson_llr(10, 5, 10) == pytest.approx(6.93, abs=0.005)


@pytest.mark.parametrize(("c", "e"), [(-1, 5), (201, 5), (5, 0), (5, 200)])
def test_llr_refuses_counts_outside_the_whole(c, e):
    with pytest.raises(ValueError, match="must lie between"):
        poisson_llr(c, e, 200)


def test_chapman_of_forty_fifty_ten_is_189_with_its_interval():
    estimate = chapman(official=40, civil=50, both=10)

    assert estimate.total == pytest.approx(189.1, abs=0.05)
    assert estimate.standard_error == pytest.approx(41.6, abs=0.05)
    assert (estimate.low, estimate.high) == pytest.approx((108, 271), abs=0.5)


def test_chapman_says_how_complete_the_known_part_is():
    assert chapman(official=40, civil=50, both=10).completeness == pytest.approx(0.42, abs=0.005)


def test_chapman_refuses_more_matches_than_a_list_is_long():
    with pytest.raises(ValueError, match="both must lie"):
        chapman(official=4, civil=50, both=5)


@settings(deadline=None)
@given(st.integers(0, 500), st.integers(0, 500), st.data())
def test_chapman_never_estimates_fewer_than_are_known(official, civil, data):
    both = data.draw(st.integers(0, min(official, civil)))

    estimate = chapman(official, civil, both)

    assert estimate.total >= estimate.known - 1e-9
    assert estimate.low >= estimate.known


def test_one_report_in_a_village_does_not_outrank_a_hundred_in_a_town():
    assert shrunk_ratio(1, 0.1) < shrunk_ratio(100, 30)


@settings(deadline=None)
@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0.1, 10))
def test_shrinkage_draws_towards_one(observed, expected, prior):
    shrunk = shrunk_ratio(observed, expected, prior)

    assert (shrunk >= 1) == (observed >= expected) or shrunk == pytest.approx(1)
