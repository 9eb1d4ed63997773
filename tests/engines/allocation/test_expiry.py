"""First expired, first out, among lots that are alike but for their last day; a donor's purpose is kept."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from qiao.engines.allocation import allocate, reason_en, reason_zh
from tests.engines.allocation.small import NOW, given, lot, need
from tests.engines.allocation.test_properties import ACCEPTED, ANY_RULE, markets
from tests.engines.allocation.test_reasons_true import road_km

SOON, LATER = NOW + timedelta(days=3), NOW + timedelta(days=90)


def lines(plan):
    return {(one.demand_id, one.supply_id): one.quantity for one in plan.shares}


def test_what_expires_first_leaves_first_whatever_it_is_called():
    plan = allocate(
        [need("n", 12)],
        [lot("a", 10, expires_at=LATER), lot("b", 10, expires_at=SOON), lot("c", 10)],
        now=NOW,
    )

    assert lines(plan) == {("n", "b"): 10, ("n", "a"): 2}


def test_a_part_that_would_expire_on_the_way_goes_to_whom_it_reaches_in_time():
    near, far = need("near", 10), need("far", 10, longitude=30.0)

    plan = allocate([far, near], [lot("a", 10, expires_at=SOON), lot("b", 10, expires_at=LATER)], now=NOW)

    assert lines(plan) == {("near", "a"): 10, ("far", "b"): 10}


def test_of_lots_in_two_places_the_road_still_comes_first():
    plan = allocate(
        [need("n", 10)], [lot("here", 10, expires_at=LATER), lot("there", 10, expires_at=SOON, longitude=1.0)], now=NOW
    )  # fmt: skip

    assert lines(plan) == {("n", "here"): 10}


@st.composite
def with_twins(draw):
    """A market in which each lot lies there several times, with other last days."""
    demands, supplies = draw(markets())
    twins = []
    for one in supplies:
        for k in range(draw(st.integers(1, 3))):
            ends = draw(st.sampled_from([None, SOON, NOW + timedelta(days=1, hours=6), LATER]))
            quantity = draw(st.one_of(st.none(), st.integers(0, 30)))
            twins.append(replace(one, id=f"{one.id}.{k}", expires_at=ends, quantity=quantity))
    return demands, twins


@settings(deadline=None, max_examples=200)
@examples(with_twins(), ANY_RULE)
def test_nobody_gets_from_a_later_lot_what_an_earlier_one_alike_still_has(market, rule):
    plan = allocate(*market, now=NOW, rule=rule, substitutes=ACCEPTED)

    sent = lines(plan)
    used = {one.id: sum(units for (_, of), units in sent.items() if of == one.id) for one in market[1]}
    supplies = {one.id: one for one in market[1]}
    for demand_id, later_id in sent:
        later = supplies[later_id]
        for earlier in market[1]:
            alike = replace(later, id="", quantity=0, expires_at=None) == replace(
                earlier, id="", quantity=0, expires_at=None
            )
            sooner = earlier.expires_at is not None and (
                later.expires_at is None or earlier.expires_at < later.expires_at
            )
            if alike and sooner and earlier.minimum_lot <= 1 and earlier.quantity and later.quantity:
                left = earlier.offered - used[earlier.id]
                arrival = arrives(market[0], demand_id, earlier)
                assert left < earlier.pack or arrival > earlier.expires_at


def arrives(demands, demand_id, supply_):
    demand = next(one for one in demands if one.id == demand_id)
    ready = max(NOW, supply_.available_from or NOW)
    return ready + timedelta(days=1 + road_km(demand, supply_)[0] / 800)


@settings(deadline=None, max_examples=60)
@examples(with_twins(), ANY_RULE)
def test_the_order_of_expiry_changes_nothing_else(market, rule):
    never = [replace(one, expires_at=None) for one in market[1]]

    plan = allocate(market[0], never, now=NOW, rule=rule, substitutes=ACCEPTED)
    dated = [replace(one, expires_at=LATER + timedelta(days=k)) for k, one in enumerate(never)]
    other = allocate(market[0], dated, now=NOW, rule=rule, substitutes=ACCEPTED)

    assert given(plan) == given(other)
    assert (plan.objective, plan.bound, plan.gap) == (other.objective, other.bound, other.gap)


def test_goods_for_a_purpose_go_only_to_who_serves_it():
    children, anybody = need("school", 10, purposes=frozenset({"MINORS"})), need("office", 10, tier=1)

    plan = allocate([children, anybody], [lot("milk", 20, earmark_purpose="MINORS")], now=NOW)

    assert lines(plan) == {("school", "milk"): 10}
    assert [one.reason.code for one in plan.unmet] == ["EARMARKED_ELSEWHERE"]
    assert plan.shares[0].reason.code == "EARMARK_PURPOSE"


def test_a_purpose_stands_in_the_reason_in_both_languages():
    plan = allocate(
        [need("school", 10, purposes=frozenset({"MINORS"}))],
        [lot("milk", 20, earmark_purpose="MINORS")],
        now=NOW,
        labels={"MINORS": "未成年人", "en:MINORS": "children"},
    )

    assert "由捐赠人指定用于未成年人" in reason_zh(plan.shares[0].reason)
    assert "reserved by its donor for children" in reason_en(plan.shares[0].reason)


def test_nothing_is_called_the_nearest_where_no_road_is_known():
    plan = allocate(
        [need("n", 10, latitude=None, longitude=None)], [lot("a", 10, latitude=None, longitude=None)], now=NOW
    )

    said = plan.shares[0].reason
    assert "最近" not in reason_zh(said)
    assert "远近无从比较" in reason_zh(said)
    assert "nearest" not in reason_en(said)


def test_beside_lots_of_unknown_place_the_nearest_is_so_among_the_known():
    plan = allocate(
        [need("n", 10)], [lot("a", 10, longitude=0.5), lot("b", 10, latitude=None, longitude=None)], now=NOW
    )

    said = plan.shares[0].reason
    assert "是路程已知的货里最近的一处" in reason_zh(said)
    assert "the nearest one whose distance is known" in reason_en(said)
