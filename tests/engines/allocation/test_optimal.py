"""The flow against every possible distribution of tiny instances."""

from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from qiao.engines.allocation import allocate
from tests.engines.allocation.small import NOW, best_received, given, levels, lot, need

SPOTS = st.integers(0, 8).map(float)


@st.composite
def tiny(draw, unit=1):
    size, stock = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    demands = [
        need(f"n{k}", draw(st.integers(1, 4)), draw(st.integers(1, 3)), longitude=draw(SPOTS))
        for k in range(size)
    ]
    supplies = [
        lot(f"s{k}", draw(st.integers(0, 4)), longitude=draw(SPOTS), pack_size=unit) for k in range(stock)
    ]
    return demands, supplies


def assert_best(demands, supplies, *, bands, pack=1):
    plan = allocate(demands, supplies, now=NOW, rule="tiers-then-distance", bands=bands)
    received = tuple(given(plan).get(demand.id, 0) for demand in demands)
    counts, km = best_received(demands, supplies, bands=bands, pack=pack)
    assert levels(demands, received, bands=bands, pack=pack) == counts
    assert sum(share.quantity * share.distance_km for share in plan.shares) == km
    assert plan.gap == 0


@settings(deadline=None, max_examples=60)
@examples(tiny())
def test_without_bands_no_distribution_serves_the_tiers_better_or_over_shorter_roads(instance):
    assert_best(*instance, bands=1)


@settings(deadline=None, max_examples=60)
@examples(tiny())
def test_with_bands_no_distribution_fills_a_better_band_or_uses_shorter_roads(instance):
    assert_best(*instance, bands=4)


@settings(deadline=None, max_examples=40)
@examples(tiny(unit=2))
def test_packs_common_to_all_supplies_lose_nothing(instance):
    assert_best(*instance, bands=1, pack=2)
