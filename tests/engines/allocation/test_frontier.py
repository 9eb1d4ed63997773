"""Rules side by side: the same figures as their plans, and what a floor costs."""

from hypothesis import given as examples
from hypothesis import settings

from qiao.engines.allocation import RULES, Rule, allocate, outcomes
from tests.engines.allocation.small import NOW, lot, need
from tests.engines.allocation.test_properties import ACCEPTED, markets


@settings(deadline=None, max_examples=40)
@examples(markets())
def test_an_outcome_has_the_figures_of_the_plan_of_its_rule(market):
    rules = [Rule(name) for name in RULES]

    for found in outcomes(*market, now=NOW, rules=rules, substitutes=ACCEPTED):
        plan = allocate(*market, now=NOW, rule=found.rule, substitutes=ACCEPTED)
        given = {}
        for share in plan.shares:
            given[share.demand_id] = given.get(share.demand_id, 0) + share.quantity
        assert dict(found.given) == given
        assert found.fairness == plan.fairness
        assert found.shipments == len(plan.shares)
        known = [share for share in plan.shares if share.distance_km is not None]
        if len(known) == len(plan.shares):
            assert found.unit_km == sum(share.quantity * share.distance_km for share in known)


def test_a_higher_floor_lifts_the_least_and_costs_coverage_and_road():
    demands = [need("hospital", 100, 1), need("village", 100, 3, longitude=5.0)]
    floors = [Rule(floor=share) for share in (0, 0.3, 0.6)]

    found = outcomes(demands, [lot("s", 100)], now=NOW, rules=floors, substitutes={})

    least = [one.minimum_fill for one in found]
    assert least == [0, 0.3, 0.5]
    assert [one.unit_km for one in found] == sorted(one.unit_km for one in found)
    assert found[0].coverage == 0.75
    assert found[1].coverage == 0.6


def test_a_need_that_no_lot_can_serve_does_not_hide_what_the_rules_do():
    demands = [need("n", 100), need("out of reach", 50, item="gown")]

    found = outcomes(demands, [lot("s", 40)], now=NOW, rules=[Rule()], substitutes={})[0]

    assert (found.coverage, found.minimum_fill, found.none_served) == (0.4, 0.4, 0)
    assert found.fairness.minimum_fill == 0
    assert found.tier_fill == (None, 0.4, None)
    assert found.beyond == 1


def test_tiers_are_filled_by_shares_of_items_not_by_units_added_up():
    demands = [
        need("water", 6000, 1, item="water"),
        need("boat", 2, 1, item="boat"),
        need("far", 50, 2, item="gown"),
    ]

    found = outcomes(
        demands,
        [lot("w", 600, item="water"), lot("b", 2, item="boat")],
        now=NOW,
        rules=[Rule()],
        substitutes={},
    )[0]

    assert found.tier_fill == (0.55, None, None)
    assert found.coverage == 0.55
    assert found.beyond == 1
