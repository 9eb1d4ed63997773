import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.income import concentration

amounts = st.lists(st.integers(1, 10**12), min_size=1, max_size=30)


def test_the_worked_example_of_five_streams():
    measured = concentration([120, 300, 450, 80, 50])

    assert measured.n == 5
    assert measured.hhi == pytest.approx(0.3158)
    assert measured.normalised_hhi == pytest.approx(0.14475)
    assert measured.effective_sources == pytest.approx(3.17, abs=0.005)
    assert measured.top_share == 0.45


def test_fifty_thousand_of_a_grant_and_thirty_of_a_crowd():
    measured = concentration([50_000, 30_000])

    assert measured.hhi == pytest.approx(0.531, abs=5e-4)
    assert measured.effective_sources == pytest.approx(1.88, abs=0.005)


def test_a_single_source_is_fully_concentrated():
    assert concentration([7]).normalised_hhi == 1


def test_no_income_has_no_structure():
    assert concentration([0, 0]) is None


def test_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="amount < 0"):
        concentration([5, -1])


@given(amounts)
def test_hhi_lies_between_one_nth_and_one(sources):
    measured = concentration(sources)

    assert 1 / len(sources) <= measured.hhi * (1 + 1e-12)
    assert measured.hhi <= 1
    assert 0 <= measured.normalised_hhi <= 1


@given(st.lists(st.integers(1, 10**12), min_size=2, max_size=30))
def test_merging_two_streams_never_lowers_the_hhi(sources):
    merged = [sources[0] + sources[1], *sources[2:]]

    assert concentration(merged).hhi >= concentration(sources).hhi


@given(amounts, st.integers(2, 1000))
def test_the_unit_of_money_does_not_matter(sources, factor):
    scaled = concentration([amount * factor for amount in sources])

    assert scaled.hhi == pytest.approx(concentration(sources).hhi)


@given(amounts, st.randoms())
def test_the_order_of_sources_does_not_matter(sources, random):
    shuffled = random.sample(sources, len(sources))

    assert concentration(shuffled) == concentration(sources)
