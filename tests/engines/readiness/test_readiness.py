import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.readiness import (
    ITEMS,
    Domain,
    level_of,
    level_of_applications,
    rank_correlation,
    readiness,
)

NUMBERS = [item.number for item in ITEMS]
levels = st.lists(st.sampled_from([None, 0, 1, 2, 3, 4]), min_size=15, max_size=15).map(
    lambda given: dict(zip(NUMBERS, given, strict=True))
)


def by_domain(*means: int) -> dict[int, int]:
    scores = dict(zip(Domain, means, strict=True))
    return {item.number: scores[item.domain] for item in ITEMS}


@pytest.mark.parametrize(("means", "total"), [((4, 1, 0, 1, 3), 47.5), ((4, 4, 3, 3, 3), 85.0)])
def test_the_worked_examples_of_methods_4(means, total):
    found = readiness(by_domain(*means))

    assert (found.total.low, found.total.high) == (total, total)


def test_the_weakest_domain_of_the_first_example_is_its_funders():
    assert readiness(by_domain(4, 1, 0, 1, 3)).weakest == (Domain.FUNDERS,)


def test_what_is_missing_is_an_interval_not_a_zero():
    found = readiness({})

    assert (found.total.low, found.total.high, found.answered) == (0, 100, 0)


def test_with_items_missing_every_domain_that_may_be_weakest_is_named():
    known = by_domain(4, 4, 1, 4, 4)
    del known[4], known[5], known[6]

    assert readiness(known).weakest == (Domain.FREE_MONEY, Domain.FUNDERS)


@given(levels, st.sampled_from(NUMBERS))
def test_raising_an_item_never_lowers_the_total(given_levels, number):
    lower = {**given_levels, number: 1}
    higher = {**given_levels, number: 3}

    assert readiness(lower).total.low <= readiness(higher).total.low
    assert readiness(lower).total_equal.high <= readiness(higher).total_equal.high


@given(levels, st.lists(st.integers(0, 4), min_size=15, max_size=15))
def test_every_completion_lies_inside_the_interval(given_levels, filling):
    whole = {
        number: fill if given_levels.get(number) is None else given_levels[number]
        for number, fill in zip(NUMBERS, filling, strict=True)
    }

    interval, exact = readiness(given_levels).total, readiness(whole).total

    assert interval.low - 1e-6 <= exact.low == exact.high <= interval.high + 1e-6


@pytest.mark.parametrize("level", [-1, 5])
def test_a_level_outside_the_anchors_is_refused(level):
    with pytest.raises(ValueError, match="0 to 4"):
        readiness({1: level})


@pytest.mark.parametrize(
    ("item", "value", "level"),
    [
        (1, 0.19, 0),
        (1, 0.2, 1),
        (5, 2.25, 2),
        (5, 3, 3),
        (5, -1, 0),
        (4, 0.2, 2),
        (8, 3.17, 3),
        (13, 5, 4),
        (7, None, None),
    ],
)
def test_levels_turn_at_their_anchors(item, value, level):
    assert level_of(item, value) == level


@pytest.mark.parametrize(("applied", "won", "level"), [(0, 0, 0), (2, 0, 1), (3, 1, 2), (4, 3, 3), (9, 5, 4)])
def test_applications_and_wins_make_a_level(applied, won, level):
    assert level_of_applications(applied, won) == level


def test_two_cases_say_nothing():
    assert rank_correlation([1, 2], [1, 2]) is None


def test_a_perfect_order_has_a_rank_correlation_of_one():
    assert rank_correlation([10, 20, 30], [1, 5, 9]) == pytest.approx(1)


def test_eight_items_are_computed_and_each_has_five_levels():
    assert [item.number for item in ITEMS if item.is_computed] == [1, 2, 4, 5, 7, 8, 10, 13]
    assert all(len(item.levels) == 5 for item in ITEMS)
