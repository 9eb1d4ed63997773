"""The rules of sharing: the worked example of the methods to its printed digits, and what each rule promises."""

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from qiao.engines.allocation import RULES, Rule, allocate
from qiao.engines.allocation.fairness import gini
from qiao.engines.allocation.flow import solve_arrays
from qiao.engines.allocation.market import Arcs
from qiao.engines.allocation.rules import NeedArrays, StockArrays, bands_for, make_steps
from tests.engines.allocation.small import NOW, given, lot, need

# METHODS 7: five sites, demand, tier weight, unit cost (in halves, so that they are whole), supply 520.
ASKED = np.array([400, 150, 120, 300, 60])
TIER = np.array([1, 2, 2, 3, 1])
HALF_COSTS = np.array([2, 12, 14, 3, 4])
SUPPLY = 520
TURN = np.array([1, 2, 3, 0, 4])  # the community first, then the hospital
FINE = 1000
"""Units are cut so fine that whole units do not round the printed digits."""


def worked_example(rule):
    """Return fill by site, minimum, Gini, weighted coverage and cost under a rule."""
    zeros = np.zeros(5, np.int64)
    needs = NeedArrays(zeros, TIER, ASKED * FINE, zeros, zeros, zeros.astype(float), TURN)
    stocks = StockArrays(np.zeros(1, np.int64), np.array([SUPPLY * FINE]))
    steps = make_steps(needs, rule, bands=5_000, stocks=stocks)

    def pairs(rows, _stocks):
        return Arcs(np.arange(len(rows)), np.zeros(len(rows), np.int64), HALF_COSTS[rows])

    solution = solve_arrays(steps, needs, stocks, pairs)
    assert solution.levels_proven
    assert solution.cost == solution.bound
    got = np.bincount(solution.flow.need, solution.flow.quantity, 5)
    fill = got / (ASKED * FINE)
    weight = 4 - TIER
    coverage = (weight * got).sum() / (weight * ASKED * FINE).sum()
    return fill, fill.min(), gini(fill.tolist()), coverage, (HALF_COSTS * got).sum() / 2 / FINE


@pytest.mark.parametrize(
    ("rule", "fill", "least", "spread", "coverage", "cost"),
    [
        ("first-come", [0.55, 0, 0, 1, 0], 0, 0.658, 0.432, 670),
        ("cheapest", [1, 0, 0, 0.4, 0], 0, 0.686, 0.595, 580),
        ("coverage", [1, 0, 0.5, 0, 1], 0, 0.480, 0.676, 940),
        ("floor-then-tiers", [0.76, 0.30, 0.30, 0.30, 0.76], 0.30, 0.228, 0.585, 1052),
        ("alpha-1", [0.70, 0.47, 0.47, 0.23, 0.70], 0.23, 0.182, 0.582, 1286),
        ("alpha-2", [0.61, 0.50, 0.50, 0.35, 0.61], 0.35, 0.098, 0.547, 1340),
        ("max-min", [0.505] * 5, 0.505, 0, 0.505, 1368),
        ("proportional", [0.505] * 5, 0.505, 0, 0.505, 1368),
    ],
)
def test_the_worked_example_comes_out_to_its_printed_digits(rule, fill, least, spread, coverage, cost):
    found = worked_example(Rule(rule))

    assert found[0] == pytest.approx(fill, abs=0.005)
    assert found[1] == pytest.approx(least, abs=0.005)
    assert found[2] == pytest.approx(spread, abs=0.0005)
    assert found[3] == pytest.approx(coverage, abs=0.0005)
    assert found[4] == pytest.approx(cost, abs=0.5)


def test_by_default_everybody_gets_the_floor_before_anybody_gets_more():
    plan = allocate([need("first", 100, 1), need("last", 100, 3)], [lot("s", 100)], now=NOW)

    assert given(plan) == {"first": 70, "last": 30}
    assert plan.rule == RULES[0] == "floor-then-tiers"


def test_a_floor_after_the_first_tier_serves_it_in_full_first():
    demands = [need("first", 100, 1), need("second", 100, 2), need("third", 100, 3)]

    plan = allocate(demands, [lot("s", 180)], now=NOW, rule=Rule(floor=0.3, floor_after=1))

    assert given(plan) == {"first": 100, "second": 50, "third": 30}


def test_goods_too_few_for_the_floor_are_shared_evenly_whatever_the_tier():
    plan = allocate([need("first", 100, 1), need("last", 50, 3)], [lot("s", 30)], now=NOW)

    assert given(plan) == {"first": 20, "last": 10}


def test_what_was_promised_before_counts_towards_the_fill():
    demands = [need("had", 60, received=40), need("new", 100)]

    plan = allocate(demands, [lot("s", 60)], now=NOW, rule="max-min")

    assert given(plan) == {"had": 10, "new": 50}
    assert plan.fairness.minimum_fill == 0.5


def test_a_recipient_gets_no_more_than_it_can_take_in_and_reads_why():
    plan = allocate([need("small store", 100, can_take=40)], [lot("s", 100)], now=NOW)

    assert given(plan) == {"small store": 40}
    assert [line.reason.code for line in plan.unmet] == ["RECIPIENT_CANNOT_TAKE_MORE"]


def test_a_lot_gives_no_more_than_its_lorries_carry_and_the_rest_stays():
    plan = allocate([need("n", 100)], [lot("s", 100, can_send=25)], now=NOW)

    assert given(plan) == {"n": 25}
    assert [line.reason.code for line in plan.unmet] == ["CANNOT_SEND_MORE"]
    assert [(rest.supply_id, rest.quantity) for rest in plan.unused] == [("s", 75)]


def test_goods_pass_a_closed_road_only_with_the_permit():
    demands = [need("closed", 10, permit="疫区通行证"), need("open", 10)]

    without = allocate(demands, [lot("s", 50)], now=NOW)
    having = allocate(demands, [lot("s", 50, permits=frozenset({"疫区通行证"}))], now=NOW)

    assert given(without) == {"open": 10}
    assert [line.reason.code for line in without.unmet] == ["NO_PERMIT"]
    assert given(having) == {"closed": 10, "open": 10}


@pytest.mark.parametrize(
    "terms",
    [
        {"name": "by-lot"},
        {"floor": 1.1},
        {"floor": -0.1},
        {"floor_after": 3},
        {"tier_weights": (1, 0, 1)},
        {"tier_weights": (1, 2)},
    ],
)
def test_a_rule_that_is_not_understood_is_refused(terms):
    with pytest.raises(ValueError, match=r"rule|weights"):
        Rule(**terms)


def test_few_needs_are_told_apart_as_finely_as_units_and_many_by_tenths():
    assert [bands_for(count) for count in (0, 5, 200, 1_000_000)] == [10_000, 4_000, 100, 10]


@st.composite
def one_store(draw):
    demands = [
        need(f"n{k}", draw(st.integers(1, 50)), draw(st.integers(1, 3)))
        for k in range(draw(st.integers(1, 6)))
    ]
    return demands, draw(st.integers(0, 150))


@settings(deadline=None, max_examples=80)
@examples(one_store(), st.sampled_from(RULES))
def test_no_rule_leaves_goods_beside_a_need(market, rule):
    demands, stock = market

    plan = allocate(demands, [lot("s", stock)], now=NOW, rule=rule)

    assert sum(given(plan).values()) == min(stock, sum(one.quantity for one in demands))


@settings(deadline=None, max_examples=80)
@examples(one_store())
def test_no_plan_has_a_higher_minimum_than_max_min(market):
    demands, stock = market
    plan = allocate(demands, [lot("s", stock)], now=NOW, rule="max-min")
    got = given(plan)

    # In whole units: the worst served could only gain by taking from somebody who would then be worse off.
    worst = min(demands, key=lambda one: got.get(one.id, 0) / one.quantity)
    least = got.get(worst.id, 0) / worst.quantity
    others = [one for one in demands if got.get(one.id, 0)]
    assert least == 1 or all((got[one.id] - 1) / one.quantity <= least for one in others)


@settings(deadline=None, max_examples=60)
@examples(one_store(), st.sampled_from([1, 2]))
def test_no_unit_moved_raises_the_sum_of_the_alpha_fair_rule(market, alpha):
    demands, stock = market
    plan = allocate(demands, [lot("s", stock)], now=NOW, rule=f"alpha-{alpha}")
    got = given(plan)

    def worth(one, units):
        """The marginal of the rule, taken in the middle of the unit."""
        return (4 - one.tier) * ((units + 0.5) / one.quantity) ** -alpha

    gain = [worth(one, got.get(one.id, 0)) for one in demands if got.get(one.id, 0) < one.quantity]
    loss = [worth(one, got[one.id] - 1) for one in demands if got.get(one.id, 0)]
    assert not gain or not loss or max(gain) <= min(loss) + 1e-9
