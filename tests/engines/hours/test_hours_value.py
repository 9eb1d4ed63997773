from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.engines.hours import ServedTime, Valuation, WageSet, value, value_of_time_fen

HOUR = 60
YUAN = 100
PLACE = "421124"

# The rates of METHODS section 2, which are illustrative.
WAGES = WageSet(
    name="示例数据",
    source="METHODS 2",
    valid_from=date(2020, 1, 1),
    skill_fen={
        (PLACE, "carrying"): 18 * YUAN,
        (PLACE, "duty"): 22 * YUAN,
        (PLACE, "social work"): 60 * YUAN,
        (PLACE, "medical"): 80 * YUAN,
    },
    generalist_fen={PLACE: 4157},
    minimum_fen={PLACE: 18 * YUAN},
)
EXAMPLE = [
    ServedTime(PLACE, "carrying", 1200 * HOUR),
    ServedTime(PLACE, "duty", 3000 * HOUR),
    ServedTime(PLACE, "social work", 160 * HOUR),
    ServedTime(PLACE, "medical", 40 * HOUR),
]

served = st.builds(
    ServedTime,
    st.sampled_from([PLACE, "elsewhere"]),
    st.sampled_from(["carrying", "duty", "unheard of"]),
    st.integers(0, 10_000),
    st.booleans(),
)


def test_the_worked_example_gives_79_200_and_100_400_and_182_908_yuan():
    worth = value(EXAMPLE, WAGES)

    assert worth.minutes == 4400 * HOUR
    assert (worth.low_fen, worth.mid_fen, worth.high_fen) == (79_200 * YUAN, 100_400 * YUAN, 182_908 * YUAN)


def test_a_skill_without_a_rate_falls_back_to_the_generalist_and_is_counted():
    worth = value([ServedTime(PLACE, "duty", 180), ServedTime(PLACE, "drone", 60)], WAGES)

    assert worth.mid_fen == 3 * 22 * YUAN + 4157
    assert worth.fallback_share == 0.25


def test_unverified_time_is_worth_nothing_and_its_share_is_told():
    worth = value([ServedTime(PLACE, "duty", 60), ServedTime(PLACE, "duty", 180, is_verified=False)], WAGES)

    assert worth.mid_fen == 22 * YUAN
    assert worth.unverified_share == 0.75


def test_an_unknown_minimum_wage_leaves_the_low_figure_unknown():
    worth = value(EXAMPLE, replace(WAGES, minimum_fen={}))

    assert worth.low_fen is None
    assert worth.mid_fen == 100_400 * YUAN


def test_a_place_without_any_rate_is_not_priced_by_guess():
    assert value([ServedTime("elsewhere", "duty", 60)], WAGES).mid_fen is None


def test_a_skill_rate_still_counts_where_the_generalist_is_unknown():
    worth = value(EXAMPLE, replace(WAGES, generalist_fen={}))

    assert (worth.mid_fen, worth.high_fen) == (100_400 * YUAN, None)


def test_the_social_insurance_add_on_raises_every_figure():
    worth = value(EXAMPLE, replace(WAGES, social_insurance_bp=1_200))

    assert (worth.low_fen, worth.mid_fen) == (8_870_400, 11_244_800)


def test_figures_out_of_order_are_told():
    assert not value([ServedTime(PLACE, "medical", 60)], WAGES).is_ordered


def test_value_of_time_is_rounded_down_to_the_fen():
    assert value_of_time_fen(minutes=59, rate_fen_per_hour=101) == 99


@given(st.lists(served), st.integers(0, 60))
def test_the_whole_is_the_sum_of_any_two_parts(times, cut):
    whole = value(times, WAGES)

    assert value(times[:cut], WAGES) + value(times[cut:], WAGES) == whole


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_splitting_one_record_changes_no_figure(first, second):
    split = [ServedTime(PLACE, "duty", first), ServedTime(PLACE, "duty", second)]

    assert value(split, WAGES) == value([ServedTime(PLACE, "duty", first + second)], WAGES)


@given(st.lists(served))
def test_doubling_the_time_doubles_the_exact_value(times):
    once, twice = value(times, WAGES), value([*times, *times], WAGES)

    assert (twice.low_exact, twice.mid_exact, twice.high_exact) == (
        2 * once.low_exact,
        2 * once.mid_exact,
        2 * once.high_exact,
    )


def test_valuations_under_different_wages_do_not_add_up():
    with pytest.raises(ValueError, match="different wage sets"):
        Valuation(WAGES) + Valuation(replace(WAGES, name="another"))


def test_negative_time_is_refused():
    with pytest.raises(ValueError, match="minutes < 0"):
        ServedTime(PLACE, "duty", -1)
