"""Plans small enough to work out by hand."""

from datetime import timedelta

import pytest

from qiao.engines.allocation import Demand, Supply, allocate
from qiao.engines.allocation.fairness import gini
from tests.engines.allocation.small import NOW, given, lot, need


def planned(demands, supplies, **terms):
    return allocate(demands, supplies, now=NOW, **{"rule": "tiers-then-distance", "bands": 10} | terms)


def codes(plan):
    return {line.demand_id: line.reason.code for line in plan.unmet}


def test_a_far_tier_one_goes_before_a_near_tier_two():
    plan = planned([need("far", 10, 1, longitude=9.0), need("near", 10, 2)], [lot("s", 12)])

    assert given(plan) == {"far": 10, "near": 2}


def test_a_short_stock_is_shared_by_fill_rate_inside_a_tier():
    plan = planned([need("big", 100), need("small", 20, longitude=3.0)], [lot("s", 60)])

    assert given(plan) == {"big": 50, "small": 10}


def test_without_bands_the_nearest_of_a_tier_takes_all():
    plan = planned([need("near", 100), need("far", 20, longitude=3.0)], [lot("s", 60)], bands=1)

    assert given(plan) == {"near": 60}


def test_total_distance_decides_and_not_the_first_come():
    demands = [need("a", 10), need("b", 10, longitude=1.0)]
    supplies = [lot("middle", 10, longitude=0.4), lot("beyond", 10, longitude=-1.0)]

    plan = planned(demands, supplies)

    assert {(share.demand_id, share.supply_id) for share in plan.shares} == {("a", "beyond"), ("b", "middle")}


def test_distance_is_great_circle_with_road_factor():
    plan = planned([need("n")], [lot("s", longitude=1.0)])

    assert plan.shares[0].distance_km == 145


def test_a_stale_need_waits_behind_a_fresh_one_of_its_tier_but_keeps_its_tier():
    demands = [need("stale", 100, freshness=0.0), need("fresh", 100), need("later", 100, 3)]

    plan = planned(demands, [lot("s", 90)])

    assert given(plan) == {"fresh": 70, "stale": 20}


def test_a_substitute_serves_only_in_its_direction():
    accepted = {"kn95": ["gb19083"]}
    demands = [need("k", item="kn95"), need("g", item="gb19083")]

    plan = planned(demands, [lot("s", 30, item="gb19083"), lot("t", 5, item="kn95")], substitutes=accepted)

    assert {(s.demand_id, s.supply_id, s.quantity) for s in plan.shares} == {
        ("g", "s", 10),
        ("k", "s", 5),
        ("k", "t", 5),
    }


def test_the_direct_item_is_taken_before_a_nearer_substitute():
    plan = planned(
        [need("n", item="kn95")],
        [lot("near", item="gb19083"), lot("far", item="kn95", longitude=9.0)],
        substitutes={"kn95": ["gb19083"]},
    )

    assert [share.supply_id for share in plan.shares] == ["far"]


def test_an_open_demand_gets_an_equal_part_of_what_known_ones_leave():
    demands = [
        need("known", 40),
        need("o1", None, quantity_kind="OPEN"),
        need("o2", None, quantity_kind="UNKNOWN"),
    ]

    plan = planned(demands, [lot("s", 100)])

    assert given(plan) == {"known": 40, "o1": 30, "o2": 30}


def test_an_open_demand_leaves_a_part_for_every_demand_of_lower_tiers():
    plan = planned([need("open", None, 1, quantity_kind="OPEN"), need("known", 50, 3)], [lot("s", 60)])

    assert given(plan) == {"open": 30, "known": 30}


def test_an_open_demand_with_an_estimate_takes_part_like_a_known_one():
    demands = [
        need("known", 40),
        need("open", None, quantity_kind="OPEN", estimate=40, estimate_note="床位数"),
    ]

    plan = planned(demands, [lot("s", 40)])

    assert given(plan) == {"known": 20, "open": 20}


def test_an_open_demand_without_any_stock_left_is_unserved_and_has_no_figure():
    plan = planned([need("known", 40), need("open", None, quantity_kind="UNKNOWN")], [lot("s", 40)])

    lack = plan.unmet[0]
    assert (lack.demand_id, lack.asked, lack.missing) == ("open", None, None)
    assert lack.reason.code == "QUANTITY_UNKNOWN_NO_ESTIMATE"


def test_the_upper_part_of_a_range_waits_behind_firm_demands():
    plan = planned(
        [need("range", 10, quantity_kind="RANGE", quantity_max=30), need("firm", 20)], [lot("s", 35)]
    )

    assert given(plan) == {"range": 15, "firm": 20}


def test_packs_are_not_opened_and_nobody_gets_more_than_asked():
    plan = planned([need("n", 250)], [lot("s", 1000, pack_size=100)])

    assert given(plan) == {"n": 200}
    assert codes(plan) == {"n": "PACK_TOO_LARGE"}


def test_a_pack_that_may_be_opened_counts_in_units():
    plan = planned([need("n", 250)], [lot("s", 1000, pack_size=100, allow_open_pack=True)])

    assert given(plan) == {"n": 250}


def test_packs_of_different_sizes_leave_a_gap_that_is_reported():
    plan = planned([need("n", 100, 1)], [lot("s", 90, pack_size=60), lot("t", 90, pack_size=70)])

    assert given(plan) == {"n": 70}
    # Ten bands of ten units, worth 10 … 1 steps: the last three (3 + 2 + 1) of 55 are lost.
    assert plan.gap == pytest.approx(6 / 55, abs=0.001)


def test_rounding_takes_packs_back_from_a_lower_tier():
    demands = [need("high", 100, 1, longitude=4.0), need("low", 60, 3)]

    plan = planned(demands, [lot("far", 100, pack_size=70), lot("near", 60, pack_size=30, longitude=8.0)])

    assert given(plan)["high"] == 100


def test_a_consignment_below_the_least_lot_is_not_sent():
    plan = planned([need("n", 30)], [lot("s", 500, minimum_lot=50)])

    assert plan.shares == ()
    assert codes(plan) == {"n": "BELOW_MINIMUM_LOT"}


def test_needs_of_one_place_fill_a_consignment_together():
    demands = [need("a", 30, place="421124"), need("b", 30, place="421124")]

    plan = planned(demands, [lot("s", 500, minimum_lot=50)])

    assert given(plan) == {"a": 30, "b": 30}


def test_an_empty_store_is_not_an_uncounted_one():
    demands = [need("a", item="gown"), need("b", item="cot")]

    plan = planned(demands, [lot("s", 0, item="gown"), lot("t", None, item="cot")])

    assert codes(plan) == {"a": "NO_STOCK_OF_ITEM", "b": "STOCK_QUANTITY_UNKNOWN"}


def test_a_region_may_be_given_short_or_in_six_digits():
    demands = [need("in", place="421124"), need("out", place="110101")]

    plan = planned(demands, [lot("s", 5, earmark_region="420000"), lot("t", 5, earmark_region="42")])

    assert given(plan) == {"in": 10}
    assert codes(plan) == {"out": "EARMARKED_ELSEWHERE"}


@pytest.mark.parametrize(
    ("asked", "offered", "code"),
    [
        ({"deadline": NOW - timedelta(hours=1)}, {}, "NEED_EXPIRED"),
        ({"deadline": NOW + timedelta(hours=30)}, {"longitude": 9.0}, "TOO_LATE"),
        ({"deadline": NOW + timedelta(days=2)}, {"longitude": None, "latitude": None}, "TOO_LATE_ASSUMED"),
        ({}, {"expires_at": NOW + timedelta(hours=12)}, "STOCK_EXPIRES_FIRST"),
        ({"recipient": "h1"}, {"earmark_recipient": "h2"}, "EARMARKED_ELSEWHERE"),
        ({"item": "cot"}, {}, "NO_STOCK_OF_ITEM"),
        ({"quantity": 70}, {}, "STOCK_USED_UP"),
    ],
)
def test_the_reason_of_a_lack_names_what_stood_in_the_way(asked, offered, code):
    plan = planned([need("n", **{"quantity": 10} | asked)], [lot("s", **offered)])

    assert codes(plan) == {"n": code}


def test_who_took_the_stock_is_told_apart_by_tier():
    demands = [need("first", 10, 1), need("second", 10, 2), need("third", 10, 2)]

    plan = planned(demands, [lot("s", 20)])

    assert codes(plan) == {"second": "STOCK_WENT_TO_HIGHER_TIER", "third": "STOCK_WENT_TO_HIGHER_TIER"}
    assert codes(planned(demands[1:], [lot("s", 10)])) == {
        "second": "STOCK_SHARED_IN_TIER",
        "third": "STOCK_SHARED_IN_TIER",
    }


def test_nothing_in_gives_an_empty_plan():
    plan = planned([], [])

    assert (plan.shares, plan.unmet, plan.unused, plan.gap) == ((), (), (), 0)
    assert plan.fairness.gini is None


def test_gini_of_first_come_first_served_agrees_with_the_worked_example():
    assert gini([0.55, 0, 0, 1, 0]) == pytest.approx(0.658, abs=0.0005)


@pytest.mark.parametrize(
    "fields",
    [
        {"quantity": -1},
        {"quantity": None},
        {"quantity": 1, "quantity_kind": "OPEN"},
        {"quantity": 5, "quantity_kind": "RANGE", "quantity_max": 4},
        {"quantity": 1, "tier": 4},
        {"quantity": 1, "freshness": 1.5},
        {"quantity": 1, "longitude": 114.0},
        {"quantity": 1, "deadline": NOW.replace(tzinfo=None)},
    ],
)
def test_a_contradictory_demand_is_refused(fields):
    with pytest.raises(ValueError, match="n"):
        Demand(**{"id": "n", "item": "mask"} | fields)


@pytest.mark.parametrize(
    "fields", [{"quantity": -1}, {"pack_size": 0}, {"minimum_lot": -1}, {"latitude": 30.0}]
)
def test_a_contradictory_supply_is_refused(fields):
    with pytest.raises(ValueError, match="s"):
        Supply(**{"id": "s", "item": "mask", "quantity": 1} | fields)


@pytest.mark.parametrize("terms", [{"rule": "by-lot"}, {"bands": 0}, {"now": NOW.replace(tzinfo=None)}])
def test_terms_not_understood_are_refused(terms):
    with pytest.raises(ValueError, match=r"rule|bands|zone"):
        allocate([], [], **{"now": NOW} | terms)


def test_an_id_that_occurs_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        planned([need("n"), need("n")], [])
