from datetime import date

import pytest

from qiao.engines.gaps import ComparisonState, Figure, compare


def only(own: list[Figure], official: list[Figure]):
    (comparison,) = compare(own, official)
    return comparison


def test_both_sides_stand_side_by_side_with_their_difference():
    comparison = only([Figure("421124", "口罩", 500, "只")], [Figure("421124", "口罩", 200, "只")])

    assert comparison.difference == 300
    assert comparison.own[0].quantity == 500
    assert comparison.official[0].quantity == 200


@pytest.mark.parametrize(
    ("own", "official", "state"),
    [
        (None, 200, ComparisonState.OWN_UNKNOWN),
        (500, None, ComparisonState.OFFICIAL_UNKNOWN),
        (None, None, ComparisonState.BOTH_UNKNOWN),
    ],
)
def test_unknown_on_either_side_stays_unknown(own, official, state):
    comparison = only([Figure("421124", "口罩", own)], [Figure("421124", "口罩", official)])

    assert comparison.state is state
    assert comparison.difference is None


def test_a_known_zero_is_subtracted_like_any_number():
    assert only([Figure("421124", "口罩", 0)], [Figure("421124", "口罩", 200)]).difference == -200


def test_a_line_the_official_list_lacks_is_not_an_official_zero():
    comparison = only([Figure("421124", "哀伤辅导", 9)], [])

    assert comparison.state is ComparisonState.ONLY_OWN
    assert comparison.difference is None


def test_a_line_we_never_heard_of_is_unknown_on_our_side():
    comparison = only([], [Figure("421124", "口罩", 9)])

    assert comparison.state is ComparisonState.ONLY_OFFICIAL
    assert "不等于没有" in comparison.reason.zh


def test_two_figures_of_one_side_are_never_added():
    earlier = Figure("421124", "口罩", 300, as_of=date(2020, 1, 30), source="表一")
    later = Figure("421124", "口罩", 500, as_of=date(2020, 2, 1), source="表二")

    comparison = only([earlier, later], [Figure("421124", "口罩", 100)])

    assert comparison.own == (later, earlier)
    assert comparison.difference == 400


def test_sources_that_disagree_on_one_day_give_no_difference():
    day = date(2020, 2, 1)
    own = [Figure("421124", "口罩", n, as_of=day, source=str(n)) for n in (300, 500)]

    comparison = only(own, [Figure("421124", "口罩", 100)])

    assert comparison.state is ComparisonState.SOURCES_DISAGREE
    assert comparison.difference is None


def test_different_units_are_shown_but_not_subtracted():
    comparison = only([Figure("421124", "口罩", 5, "箱")], [Figure("421124", "口罩", 200, "只")])

    assert comparison.state is ComparisonState.UNITS_DIFFER
    assert comparison.difference is None


def test_order_is_by_place_then_item():
    own = [Figure("2", "a", 1), Figure("1", "b", 1), Figure("1", "a", 1)]

    assert [(c.place, c.item) for c in compare(own, [])] == [("1", "a"), ("1", "b"), ("2", "a")]


def test_a_negative_quantity_is_refused():
    with pytest.raises(ValueError, match="quantity < 0"):
        Figure("421124", "口罩", -1)
