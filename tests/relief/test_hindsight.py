"""Rules beside what was handed out, on an invented sample: three who ask for masks and one who gets them all."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engines.allocation import RULES, Demand, Rule
from qiao.relief.hindsight import Goods, HandedOut, as_asked, compare, credit, goods_of, measure

NOW = datetime(2020, 1, 31, tzinfo=UTC)
SUBSTITUTES = {"mask": ["mask-surgical"]}
HOSPITAL = Demand("a", "mask", 1000, recipient="A", tier=1)
CLINIC = Demand("b", "mask", 100, recipient="B", tier=3)
OPEN = Demand("c", "mask", None, "OPEN", recipient="C")
DEMANDS = (HOSPITAL, CLINIC, OPEN)


def handed(id, pieces, recipient, *, item="mask", high=None, **facts):  # noqa: A002 - as the value calls it
    return HandedOut(id, item, pieces, high or pieces, recipient, **facts)


def found(lines, *, goods=None, demands=DEMANDS, rules=("floor-then-tiers",)):
    return compare(
        demands,
        goods_of(lines) if goods is None else goods,
        lines,
        now=NOW,
        rules=[Rule(name) for name in rules],
        substitutes=SUBSTITUTES,
    )


def test_what_was_handed_out_is_credited_to_the_recipients_own_need():
    told = found([handed("1", 550, "A")])

    assert told.handed.given("a") == (550, 550)
    assert (told.handed.low.coverage, told.handed.low.minimum_fill) == (pytest.approx(1650 / 3100), 0.0)
    assert told.handed.low.none_served == pytest.approx(2 / 3)


def test_a_rule_shares_the_same_goods_over_everybody_who_asked_then():
    (rule,) = found([handed("1", 550, "A")]).rules

    assert rule.given_low == {"a": 520, "b": 30}
    assert rule.low.minimum_fill == 0.3
    assert rule.low.none_served == pytest.approx(1 / 3)


def test_a_substitute_is_credited_where_the_thing_itself_was_not_asked_for():
    told = credit(
        [handed("1", 30, "B", item="mask-surgical")], DEMANDS, substitutes=SUBSTITUTES, at_most=True
    )

    assert told.given == {"b": 30}


def test_more_than_was_asked_stays_with_the_recipient_and_counts_as_all():
    told = found([handed("1", 250, "B")])

    assert told.handed.given("b") == (250, 250)
    assert told.handed.low.minimum_fill == 0.0
    assert told.handed.low.coverage == pytest.approx(100 / 3100)


def test_what_went_to_somebody_who_is_not_known_to_have_asked_is_told_apart():
    told = found([handed("1", 500, "A"), handed("2", 400, None), handed("3", 7, "A", item="boots")])

    assert [one.id for one in told.outside] == ["2", "3"]
    assert told.handed.given("a") == (500, 500)


def test_what_its_donor_destined_no_rule_gives_to_somebody_else():
    (rule,) = found([handed("1", 550, None, is_earmarked=True)], rules=["max-min"]).rules

    assert rule.given_low == {}


def test_an_open_need_counts_in_who_got_something_and_not_in_coverage():
    told = found([handed("1", 40, "C")]).handed.low

    assert (told.needs, told.counted) == (3, 2)
    assert (told.coverage, told.none_served) == (0.0, pytest.approx(2 / 3))


def test_unknown_boxes_give_figures_at_both_ends():
    told = found([handed("1", 300, "A", high=600)]).handed

    assert told.given("a") == (300, 600)
    assert told.low.coverage == pytest.approx(900 / 3100)
    assert told.high.coverage == pytest.approx(1800 / 3100)


def test_an_estimate_is_asked_at_its_most_when_goods_are_at_their_least():
    demand = Demand("a", "mask", None, "UNKNOWN", estimate=50, estimate_low=20, estimate_high=100)

    assert as_asked(demand, at_most=True).firm == 100
    assert as_asked(demand, at_most=False).firm == 20


def test_a_range_ends_at_its_bounds_and_an_open_need_stays_open():
    demand = Demand("a", "mask", 20, "RANGE", quantity_max=30)

    assert [as_asked(demand, at_most=one).firm for one in (False, True)] == [20, 30]
    assert as_asked(OPEN, at_most=True).is_open


def test_what_came_before_counts_towards_the_fill():
    served = Demand("a", "mask", 500, received=500)

    assert measure([served], {}).coverage == 0.5
    assert measure([served], {}).none_served == 0.0


def test_needs_no_goods_could_serve_are_left_out_of_every_figure():
    boots = Demand("d", "boots", 10, recipient="A")

    told = found([handed("1", 550, "A")], demands=(*DEMANDS, boots))

    assert "d" not in {one.id for one in told.reached}


def test_goods_in_hand_may_be_other_goods_than_were_handed_out():
    told = found([handed("1", 50, "B")], goods=[Goods("mask-surgical", 900, 900)])

    assert sum(told.rules[0].given_low.values()) == 900
    assert told.handed.given("b") == (50, 50)


def test_of_no_goods_there_are_no_figures():
    told = found([])

    assert told.reached == ()
    assert told.rules[0].low.coverage is None


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(st.integers(1, 400), st.integers(0, 200), st.sampled_from("ABCD")), max_size=5),
    st.sampled_from(RULES),
)
def test_no_rule_gives_more_than_was_handed_out_and_every_share_is_between_its_ends(lines, rule):
    goods = [handed(str(n), low, who, high=low + more) for n, (low, more, who) in enumerate(lines)]

    told = found(goods, rules=[rule])

    (case,) = told.rules
    assert sum(case.given_low.values()) <= sum(one.low for one in goods)
    assert sum(case.given_high.values()) <= sum(one.high for one in goods)
    credited = sum(told.handed.given_high.values()) + sum(one.high for one in told.outside)
    assert credited == sum(one.high for one in goods)
    for figures in (case.low, case.high, told.handed.low, told.handed.high):
        assert all(
            value is None or 0 <= value <= 1
            for value in (figures.coverage, figures.minimum_fill, figures.none_served, figures.gini)
        )


def test_figures_of_a_rule_are_those_the_allocation_engine_gives_itself():
    from qiao.engines.allocation import outcomes

    demands = (HOSPITAL, CLINIC, Demand("e", "boots", 30, recipient="A"))
    goods = [Goods("mask", 700, 700), Goods("boots", 12, 12)]
    supplies = [one.supply(at_most=True) for one in goods]
    rules = [Rule(name) for name in RULES]

    told = found([], goods=goods, demands=demands, rules=RULES)
    engine = outcomes(demands, supplies, now=NOW, rules=rules, substitutes=SUBSTITUTES)

    for case, outcome in zip(told.rules, engine, strict=True):
        assert (case.low.coverage, case.low.minimum_fill, case.low.none_served, case.low.gini) == (
            pytest.approx(outcome.coverage),
            pytest.approx(outcome.minimum_fill),
            pytest.approx(outcome.none_served),
            pytest.approx(outcome.fairness.gini),
        )
