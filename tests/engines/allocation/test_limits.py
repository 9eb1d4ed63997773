"""A donor's limit for one recipient, over all lots of that donor: against every possible distribution, and in words."""

import itertools
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from qiao.engines.allocation import RULES, allocate, reason_en, reason_zh
from qiao.engines.allocation.limits import recipient_of
from tests.engines.allocation.small import NOW, given, levels, lot, need, road_km

SPOTS = {"A": 0.0, "B": 3.0}


def taken(plan, demands, supplies) -> Counter[tuple[str, str]]:
    """Return (donor, recipient) → units of the plan."""
    who = {one.id: recipient_of(one) for one in demands}
    donor = {one.id: one.donor for one in supplies}
    found: Counter[tuple[str, str]] = Counter()
    for share in plan.shares:
        found[donor[share.supply_id], who[share.demand_id]] += share.quantity
    return found


def holds(found, demands, supplies) -> bool:
    """Say whether no recipient has more of a donor than his least limit, what came before included."""
    limits: dict[str, int] = {}
    for one in supplies:
        if one.donor_limit is not None:
            limits[one.donor] = min(one.donor_limit, limits.get(one.donor, one.donor_limit))
    before: Counter[tuple[str, str]] = Counter()
    for one in supplies:
        before.update({(one.donor, name): units for name, units in one.given_to})
    return all(
        units + before[key] <= limits[key[0]] for key, units in found.items() if key[0] in limits and units
    )


def best(demands, supplies, *, bands: int) -> tuple[tuple[int, ...], int]:
    """Try every distribution that keeps the limits: the best counts of units by level, then the least unit-km."""
    found = []
    gifts = [
        [
            gift
            for gift in itertools.product(range(one.quantity + 1), repeat=len(demands))
            if sum(gift) <= one.quantity
        ]
        for one in supplies
    ]
    for choice in itertools.product(*gifts):
        received = tuple(sum(column) for column in zip(*choice, strict=True))
        if any(got > one.quantity for got, one in zip(received, demands, strict=True)):
            continue
        by_pair: Counter[tuple[str, str]] = Counter()
        km = 0
        for supply, gift in zip(supplies, choice, strict=True):
            for demand, units in zip(demands, gift, strict=True):
                by_pair[supply.donor, recipient_of(demand)] += units
                km += units * road_km(demand, supply)
        if holds(by_pair, demands, supplies):
            found.append((levels(demands, received, bands=bands), -km))
    counts, km = max(found)
    return counts, -km


@st.composite
def tiny(draw):
    """Two or three needs of at most two recipients, lots of at most two donors, each recipient in one place."""
    demands = []
    for k in range(draw(st.integers(1, 3))):
        who = draw(st.sampled_from(sorted(SPOTS)))
        demands.append(
            need(
                f"n{k}",
                draw(st.integers(1, 3)),
                draw(st.integers(1, 3)),
                longitude=SPOTS[who],
                recipient=who,
            )
        )
    supplies = []
    for k in range(draw(st.integers(1, 3))):
        donor = draw(st.sampled_from(["X", "Y"]))
        supplies.append(
            lot(
                f"s{k}",
                draw(st.integers(0, 3)),
                longitude=draw(st.sampled_from([0.0, 1.0, 5.0])),
                donor=donor,
                donor_limit=draw(st.none() | st.integers(0, 4)),
                given_to=(("A", draw(st.integers(0, 1))),),
            )
        )
    return demands, supplies


@settings(deadline=None, max_examples=60)
@examples(tiny(), st.sampled_from([1, 4]))
def test_no_distribution_within_the_limits_is_better(instance, bands):
    demands, supplies = instance
    plan = allocate(demands, supplies, now=NOW, rule="tiers-then-distance", bands=bands)

    received = tuple(given(plan).get(one.id, 0) for one in demands)
    counts, km = best(demands, supplies, bands=bands)
    assert holds(taken(plan, demands, supplies), demands, supplies)
    assert levels(demands, received, bands=bands) == counts
    assert sum(share.quantity * share.distance_km for share in plan.shares) == km
    assert plan.gap == 0


@settings(deadline=None, max_examples=60)
@examples(tiny(), st.sampled_from(RULES), st.integers(1, 3), st.integers(0, 3), st.data())
def test_limits_hold_under_every_rule_with_packs_and_deadlines(instance, rule, pack, least, data):
    demands, supplies = instance
    days = st.none() | st.integers(1, 3)
    demands = [
        need(
            one.id, one.quantity + pack, one.tier, longitude=one.longitude, recipient=one.recipient,
            deadline=None if (n := data.draw(days)) is None else NOW + timedelta(days=n),
        )
        for one in demands
    ]  # fmt: skip
    supplies = [
        lot(
            one.id, (one.quantity or 0) * 2, longitude=one.longitude, donor=one.donor, donor_limit=one.donor_limit,
            given_to=one.given_to, pack_size=pack, minimum_lot=least,
        )
        for one in supplies
    ]  # fmt: skip
    plan = allocate(demands, supplies, now=NOW, rule=rule)

    assert holds(taken(plan, demands, supplies), demands, supplies)
    assert plan.bound <= plan.objective
    for line in (*plan.shares, *plan.unmet):
        assert reason_zh(line.reason)
        assert reason_en(line.reason)


def test_the_limit_holds_over_all_lots_of_the_donor():
    demands = [need("n", 900, recipient="H"), need("m", 900, recipient="K")]
    supplies = [lot(f"s{k}", 400, donor="X", donor_limit=500) for k in range(4)]

    assert given(allocate(demands, supplies, now=NOW)) == {"n": 500, "m": 500}


def test_it_holds_over_several_needs_of_one_recipient():
    demands = [need(f"n{k}", 300, recipient="H") for k in range(3)]

    plan = allocate(demands, [lot("s", 5_000, donor="X", donor_limit=500)], now=NOW)

    assert sum(given(plan).values()) == 500


def test_who_is_not_named_counts_alone():
    plan = allocate([need("n", 300), need("m", 300)], [lot("s", 900, donor="X", donor_limit=200)], now=NOW)

    assert given(plan) == {"n": 200, "m": 200}


def test_another_donors_goods_fill_what_the_limit_leaves_over_a_longer_road():
    demands = [need("n", 10, recipient="H")]
    supplies = [lot("near", 10, donor="X", donor_limit=4), lot("far", 10, longitude=2.0, donor="Y")]
    plan = allocate(demands, supplies, now=NOW)

    assert {share.supply_id: share.quantity for share in plan.shares} == {"near": 4, "far": 6}
    near, far = (next(one.reason for one in plan.shares if one.supply_id == key) for key in ("near", "far"))
    assert "捐赠人限每个接收方最多得 4 件" in reason_zh(near)
    assert "allowing no recipient more than 4 units" in reason_en(near)
    assert "更近的 1 批已到捐赠人对每家的限额" in reason_zh(far)
    assert "捐赠人限每个" not in reason_zh(far)


def test_who_lacks_something_for_the_limit_is_told_so():
    plan = allocate([need("n", 10, recipient="H")], [lot("s", 10, donor="X", donor_limit=4)], now=NOW)

    assert plan.unmet[0].reason.code == "DONOR_LIMIT"
    assert "捐赠人限每个接收方最多得 4 件" in reason_zh(plan.unmet[0].reason)


def test_where_the_store_is_empty_the_limit_is_not_blamed():
    demands = [need("n", 10, recipient="H", tier=1), need("m", 10, recipient="K", tier=3)]
    plan = allocate(demands, [lot("s", 4, donor="X", donor_limit=4)], now=NOW, rule="tiers-then-distance")

    assert {one.demand_id: one.reason.code for one in plan.unmet} == {
        "n": "STOCK_USED_UP",
        "m": "STOCK_WENT_TO_HIGHER_TIER",
    }


def test_what_a_recipient_had_before_counts():
    supplies = [
        lot("s", 10, donor="X", donor_limit=4, given_to=(("H", 3),)),
        lot("t", 0, donor="X", given_to=(("H", 1),)),
    ]

    assert given(allocate([need("n", 10, recipient="H")], supplies, now=NOW)) == {}


def test_a_limit_without_a_donor_is_not_understood():
    with pytest.raises(ValueError, match="limit"):
        lot("s", 10, donor_limit=4)


def test_needs_of_one_recipient_with_other_deadlines_keep_the_limit_and_the_bound_holds():
    near, far = lot("near", 9, donor="X", donor_limit=5), lot("far", 9, longitude=12.0, donor="X")
    demands = [
        need("soon", 4, recipient="H", deadline=NOW + timedelta(days=2)),
        need("late", 4, recipient="H", deadline=NOW + timedelta(days=9)),
    ]
    plan = allocate(demands, [near, far], now=NOW)

    assert sum(given(plan).values()) == 5
    assert plan.bound <= plan.objective
