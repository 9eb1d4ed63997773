"""What a plan considers, and that the same input gives the same plan."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from qiao.engines.allocation import Rule
from qiao.intake import actions as intake
from qiao.intake.models import Need
from qiao.registry.models import QuantityKind
from qiao.registry.units import in_plural
from qiao.relief import actions, queries
from qiao.relief.candidates import candidates_for
from qiao.relief.models import Plan
from qiao.relief.problem import demand_of, plan_input
from qiao.relief.supplies import within_sentence
from tests.conftest import NOW
from tests.makers import make_need, make_offer, make_report

pytestmark = pytest.mark.usefixtures("at_work")


def lines_of(plan: Plan) -> list[tuple]:
    """Return what a plan says, line by line."""
    told = ("need_id", "offer_id", "quantity", "reason_code", "reason")
    lacking = ("need_id", "asked", "given", "reason_code")
    return sorted(map(str, plan.shares.values_list(*told))) + sorted(
        map(str, plan.unmet.values_list(*lacking))
    )


@pytest.fixture
def boxes(at_work, lin, crisis, mask, yingshan):
    """Ten boxes of nobody knows how many masks."""
    need = intake.open_need(
        lin,
        make_report(lin, crisis),
        item=mask,
        place=yingshan,
        quantity_kind="EXACT",
        quantity=10,
        unit="箱",
    )
    intake.verify_need(lin, need, method="PHONE", result="CONFIRMED", checked_at=NOW)
    return need


def test_the_same_input_gives_the_same_hash_and_lines(lin, crisis, mask, gown, yingshan, luotian):
    for item in (mask, gown):
        make_need(lin, crisis, item=item, place=yingshan, quantity=70, quantity_kind="EXACT", tier=1)
        make_need(lin, crisis, item=item, place=luotian, quantity_kind="OPEN")
        make_offer(lin, crisis, item=item, place=luotian, quantity=90, quantity_kind="EXACT")

    first, second = (actions.make_plan(lin, crisis, now=NOW) for _ in range(2))

    assert first.input_hash == second.input_hash
    assert lines_of(first) == lines_of(second)
    assert (first.number, second.number) == (1, 2)


def test_another_input_gives_another_hash(lin, crisis, mask, yingshan):
    make_need(lin, crisis, item=mask, place=yingshan)
    before = actions.make_plan(lin, crisis, now=NOW)

    make_offer(lin, crisis, item=mask, place=yingshan)

    assert actions.make_plan(lin, crisis, now=NOW).input_hash != before.input_hash


def test_an_unverified_need_is_left_out(lin, crisis, mask):
    make_need(lin, crisis, item=mask, is_verified=False)
    make_offer(lin, crisis, item=mask)

    plan = actions.make_plan(lin, crisis, now=NOW)

    assert (plan.needs_seen, plan.shares.count(), plan.unmet.count()) == (0, 0, 0)


def test_an_unverified_offer_is_not_used(lin, crisis, mask):
    make_need(lin, crisis, item=mask)
    make_offer(lin, crisis, item=mask, is_verified=False)

    plan = actions.make_plan(lin, crisis, now=NOW)

    assert plan.unmet.get().reason_code == "NO_STOCK_OF_ITEM"


def test_an_offer_nobody_counted_is_named_as_the_reason(lin, crisis, mask):
    make_need(lin, crisis, item=mask)
    make_offer(lin, crisis, item=mask, quantity_kind="UNKNOWN")

    plan = actions.make_plan(lin, crisis, now=NOW)

    assert plan.unmet.get().reason_code == "STOCK_QUANTITY_UNKNOWN"


def test_boxes_of_unknown_content_ask_for_an_unknown_quantity(boxes):
    demand = demand_of(boxes, given=0, now=NOW)

    assert (demand.quantity_kind, demand.quantity) == (QuantityKind.UNKNOWN, None)


def test_boxes_offered_are_not_pieces(lin, crisis, mask):
    offer = intake.open_offer(
        lin, make_report(lin, crisis), item=mask, quantity_kind="EXACT", quantity=10, unit="箱"
    )
    intake.verify_offer(lin, offer, method="PHONE", result="CONFIRMED", checked_at=NOW)
    make_need(lin, crisis, item=mask)

    plan = actions.make_plan(lin, crisis, now=NOW)

    assert plan.unmet.get().reason_code == "STOCK_QUANTITY_UNKNOWN"


def test_ten_pieces_do_not_close_a_need_for_ten_boxes(lin, crisis, mask, boxes):
    match = actions.make_match(lin, boxes, make_offer(lin, crisis, item=mask), quantity=10, confirmed_at=NOW)
    delivery = actions.send_delivery(lin, match, sent_at=NOW)

    actions.sign_receipt(lin, delivery, quantity=10, signed_at=NOW)

    boxes.refresh_from_db()
    assert boxes.state == boxes.State.OPEN


def test_what_is_confirmed_is_not_asked_for_again(lin, crisis, mask):
    need = make_need(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT")
    offer = make_offer(lin, crisis, item=mask, quantity=500, quantity_kind="EXACT")
    actions.make_match(lin, need, offer, quantity=60, confirmed_at=NOW)

    plan = actions.make_plan(lin, crisis, now=NOW)

    assert plan.shares.get().quantity == 40


def test_what_arrived_short_is_asked_for_again(lin, crisis, mask):
    need = make_need(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT")
    offer = make_offer(lin, crisis, item=mask, quantity=500, quantity_kind="EXACT")
    match = actions.make_match(lin, need, offer, quantity=100, confirmed_at=NOW)
    delivery = actions.send_delivery(lin, match, sent_at=NOW)
    actions.sign_receipt(lin, delivery, quantity=70, signed_at=NOW)

    plan = actions.make_plan(lin, crisis, now=NOW)

    assert plan.shares.get().quantity == 30


def test_an_estimate_shrinks_by_what_is_confirmed(lin, crisis, mask):
    need = make_need(lin, crisis, item=mask, quantity_kind="UNKNOWN", estimate=100)

    assert demand_of(need, given=60, now=NOW).estimate == 40
    assert demand_of(need, given=100, now=NOW) is None


def test_a_withdrawn_match_is_asked_for_again(lin, crisis, mask):
    need = make_need(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT")
    offer = make_offer(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT")
    match = actions.make_match(lin, need, offer, quantity=100, confirmed_at=NOW)
    actions.withdraw_match(lin, match, at=NOW, reason="车坏了")

    plan = actions.make_plan(lin, crisis, now=NOW)

    assert plan.shares.get().quantity == 100


def test_no_plan_gives_more_than_there_is(lin, crisis, mask, yingshan, luotian):
    for tier, place in ((1, yingshan), (2, luotian), (3, yingshan)):
        make_need(lin, crisis, item=mask, place=place, quantity=80, quantity_kind="EXACT", tier=tier)
    offer = make_offer(lin, crisis, item=mask, place=luotian, quantity=100, quantity_kind="EXACT")

    plan = actions.make_plan(lin, crisis, now=NOW)

    assert sum(plan.shares.filter(offer=offer).values_list("quantity", flat=True)) == 100
    assert not plan.unmet.filter(given__gt=F("asked")).exists()


def test_deadlines_are_said_in_local_time(lin, crisis, mask, yingshan, shanghai):
    make_need(lin, crisis, item=mask, place=yingshan, deadline=NOW + timedelta(hours=2))
    make_offer(lin, crisis, item=mask, place=shanghai)

    plan = actions.make_plan(lin, crisis, now=NOW)

    assert plan.unmet.get().reason["deadline"] == "2020-02-01 18:00"


def test_places_have_english_names_in_english_reasons(lin, crisis, mask, yingshan, luotian):
    make_need(lin, crisis, item=mask, place=yingshan)
    make_offer(lin, crisis, item=mask, place=luotian)

    reason = actions.make_plan(lin, crisis, now=NOW).shares.get().reason

    assert (reason["place_en"], reason["demand_en"]) == ("Luotian County", "Yingshan County")


@pytest.mark.parametrize(
    ("one", "many"), [("piece", "pieces"), ("box", "boxes"), ("kg", "kg"), ("square metre", "square metres")]
)
def test_english_units_stand_in_the_plural(one, many):
    assert in_plural(one) == many


def test_names_keep_their_capitals_only_where_they_are_letters_said_one_by_one():
    assert (within_sentence("Surgical mask"), within_sentence("N95 mask")) == ("surgical mask", "N95 mask")


def test_the_outlook_says_why_each_record_is_left_aside(lin, crisis, mask):
    make_need(lin, crisis, item=mask)
    make_need(lin, crisis, item=mask, is_verified=False)
    make_offer(lin, crisis, item=mask)
    make_offer(lin, crisis, item=mask, quantity_kind="OPEN")
    make_offer(lin, crisis, item=mask, is_verified=False)

    outlook = queries.outlook(crisis)

    assert (outlook.needs_ready, outlook.needs_unverified) == (1, 1)
    assert (outlook.offers_ready, outlook.offers_unverified, outlook.offers_uncounted) == (2, 1, 1)


def test_leftovers_count_the_open_lines_off(lin, crisis, mask):
    make_need(lin, crisis, item=mask, quantity=30, quantity_kind="EXACT")
    make_offer(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT")
    plan = actions.make_plan(lin, crisis, now=NOW)

    left = queries.leftovers(plan)

    assert [(one.available, one.proposed, one.left) for one in left] == [(100, 30, 70)]


def test_the_fill_of_an_item_is_given_over_asked(lin, crisis, mask):
    make_need(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT")
    make_offer(lin, crisis, item=mask, quantity=25, quantity_kind="EXACT")
    plan = actions.make_plan(lin, crisis, now=NOW)

    assert [(one.given, one.missing, one.percent) for one in queries.fill_by_item(plan)] == [(25, 75, 25)]


def test_needs_served_are_counted_by_tier(lin, crisis, mask):
    for quantity, tier in ((40, 1), (30, 2), (20, 3)):
        make_need(lin, crisis, item=mask, quantity=quantity, quantity_kind="EXACT", tier=tier)
    make_offer(lin, crisis, item=mask, quantity=50, quantity_kind="EXACT")
    plan = actions.make_plan(lin, crisis, now=NOW, rule=Rule("tiers-then-distance"))

    told = [(one.tier, one.full, one.part, one.nothing, one.total) for one in queries.served_by_tier(plan)]

    assert told == [(1, 1, 0, 0, 1), (2, 0, 1, 0, 1), (3, 0, 0, 1, 1)]


def test_the_nearest_offer_is_the_first_candidate(lin, crisis, mask, yingshan, luotian, shanghai):
    need = make_need(lin, crisis, item=mask, place=yingshan)
    far = make_offer(lin, crisis, item=mask, place=shanghai)
    near = make_offer(lin, crisis, item=mask, place=luotian)

    assert [one.offer for one in candidates_for(need, now=NOW)] == [near, far]


def test_an_offer_earmarked_elsewhere_is_shown_but_closed(lin, crisis, mask, yingshan, shanghai):
    need = make_need(lin, crisis, item=mask, place=yingshan)
    make_offer(lin, crisis, item=mask, place=yingshan, earmark_place=shanghai)

    (found,) = candidates_for(need, now=NOW)

    assert (found.obstacle, found.is_open) == ("EARMARK", False)


def test_an_offer_nobody_counted_is_unknown_and_not_empty(lin, crisis, mask):
    need = make_need(lin, crisis, item=mask)
    make_offer(lin, crisis, item=mask, quantity_kind="UNKNOWN")

    (found,) = candidates_for(need, now=NOW)

    assert (found.left, found.obstacle) == (None, "UNCOUNTED")


def test_another_item_is_no_candidate(lin, crisis, mask, gown):
    need = make_need(lin, crisis, item=mask)
    make_offer(lin, crisis, item=gown)

    assert candidates_for(need, now=NOW) == []


def test_a_value_too_large_for_the_column_is_left_out_and_breaks_nothing():
    assert (actions.planning.storable(2**63), actions.planning.storable(-(2**62))) == (None, -(2**62))


def test_how_long_needs_hold_is_asked_once_for_a_crisis(lin, crisis, mask, at_work):
    def queries(needs):
        with CaptureQueriesContext(connection) as seen:
            plan_input(
                Need.objects.filter(pk__in=[one.pk for one in needs]).select_related("item"), [], now=NOW
            )
        return sum("kindlife" in one["sql"].lower() for one in seen.captured_queries)

    needs = [make_need(lin, crisis, item=mask, quantity=100 + n) for n in range(6)]

    assert (queries(needs[:1]), queries(needs)) == (1, 1)
