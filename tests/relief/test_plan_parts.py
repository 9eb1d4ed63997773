"""Plan and ledger agree: a plan sends a part from where it lies, while it is good, to whom it may serve."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.exceptions import EarmarkedElsewhereError
from qiao.relief import actions
from qiao.relief.candidates import candidates_for
from qiao.relief.models import LotPart, Share, Unmet
from qiao.relief.picking import held_for
from qiao.relief.supplies import supplies_of
from qiao.relief.what_if import input_now, limited
from tests.conftest import NOW
from tests.makers import make_need, make_offer
from tests.relief.kits_made import item, lot_in

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def store(at_work, lin, yingshan):
    return actions.open_store(lin, name="示例一库", place=yingshan)


def day(days):
    return f"{(NOW + timedelta(days=days)).date():%Y-%m-%d}"


def in_two_parts(lin, crisis, store, first, second):
    """A lot of masks, 30 and 70, that end after so many days."""
    lot = lot_in(lin, crisis, store, "mask-surgical", 100, expires_on=day(first))
    actions.split_lot(
        lin,
        lot.parts.get(number=1),
        quantity=70,
        expires_on=(NOW + timedelta(days=second)).date(),
        at=NOW,
    )
    return lot


def lines(plan):
    return [(one.need, one.part.number, one.quantity) for one in plan.shares.order_by("need", "part__number")]


def test_a_plan_takes_what_ends_first_and_names_the_part(lin, crisis, mask, store, yingshan):
    in_two_parts(lin, crisis, store, 20, 200)
    need = make_need(lin, crisis, item=mask, place=yingshan, quantity=50)

    plan = actions.make_plan(lin, crisis, now=NOW)

    assert lines(plan) == [(need, 1, 30), (need, 2, 20)]


def test_a_part_that_ends_before_it_arrives_goes_to_nobody_so_far(
    lin, crisis, mask, store, yingshan, shanghai
):
    in_two_parts(lin, crisis, store, 1, 200)
    far = make_need(lin, crisis, item=mask, place=shanghai, quantity=60, tier=1)
    near = make_need(lin, crisis, item=mask, place=yingshan, quantity=30)

    plan = actions.make_plan(lin, crisis, now=NOW)

    assert {(one.need, one.part.number): one.quantity for one in plan.shares.all()} == {
        (far, 2): 60,
        (near, 1): 30,
    }


def test_confirming_a_line_takes_the_part_that_the_plan_named(lin, crisis, mask, store, yingshan, shanghai):
    in_two_parts(lin, crisis, store, 1, 200)
    make_need(lin, crisis, item=mask, place=shanghai, quantity=60)
    share = actions.make_plan(lin, crisis, now=NOW).shares.get()

    match = actions.make_match(lin, share.need, share.offer, quantity=60, confirmed_at=NOW, share=share)

    assert [(one.number, pieces) for one, pieces in held_for(match)] == [(2, 60)]


def test_a_line_whose_part_has_moved_on_is_served_by_the_rest_of_the_lot(lin, crisis, mask, store, yingshan):
    lot = lot_in(lin, crisis, store, "mask-surgical", 100)
    make_need(lin, crisis, item=mask, place=yingshan, quantity=50)
    share = actions.make_plan(lin, crisis, now=NOW).shares.get()
    actions.transfer_goods(
        lin, lot.parts.get(number=1), actions.open_store(lin, name="示例二库"), quantity=90, at=NOW
    )

    match = actions.make_match(lin, share.need, share.offer, quantity=50, confirmed_at=NOW, share=share)

    assert [(one.number, pieces) for one, pieces in held_for(match)] == [(1, 10), (2, 40)]


def test_goods_in_a_store_leave_from_the_store_and_not_from_their_donor(
    lin, crisis, mask, yingshan, shanghai, store
):
    lot_in(lin, crisis, store, "mask-surgical", 100, place=shanghai)
    make_need(lin, crisis, item=mask, place=yingshan, quantity=10)

    share = actions.make_plan(lin, crisis, now=NOW).shares.get()

    assert share.distance_km == 0


def test_unfit_goods_are_planned_as_what_they_can_serve_as_and_for_nothing_else(
    lin, crisis, mask, store, yingshan
):
    civil = item("mask-civil")
    lot = lot_in(lin, crisis, store, "mask-surgical", 100)
    actions.mark_unfit(lin, lot.parts.get(number=1), quantity=100, unfit="STANDARD", serves_as=civil, at=NOW)
    clinic = make_need(lin, crisis, item=mask, place=yingshan, quantity=40, tier=1)
    community = make_need(lin, crisis, item=civil, place=yingshan, quantity=40)

    plan = actions.make_plan(lin, crisis, now=NOW)

    share = plan.shares.get()
    assert (share.need, share.quantity, share.part.unfit) == (community, 40, "STANDARD")
    assert Unmet.objects.get(plan=plan).need == clinic
    match = actions.make_match(lin, community, share.offer, quantity=40, confirmed_at=NOW, share=share)
    assert "不合标准，当作日常防护口罩（非医用）用" in match.reason
    assert [one.unfit for one, _pieces in held_for(match)] == ["STANDARD"]


def test_unfit_goods_that_serve_as_nothing_are_in_no_plan(lin, crisis, mask, store, yingshan):
    lot = lot_in(lin, crisis, store, "mask-surgical", 100)
    actions.mark_unfit(lin, lot.parts.get(number=1), quantity=100, unfit="DAMAGED", at=NOW)
    make_need(lin, crisis, item=mask, place=yingshan)

    assert not actions.make_plan(lin, crisis, now=NOW).shares.exists()


def test_unfit_goods_stand_among_the_offers_for_a_need_that_accepts_them(lin, crisis, store, yingshan):
    civil = item("mask-civil")
    lot = lot_in(lin, crisis, store, "mask-surgical", 100)
    actions.mark_unfit(lin, lot.parts.get(number=1), quantity=60, unfit="STANDARD", serves_as=civil, at=NOW)

    rows = candidates_for(make_need(lin, crisis, item=civil, place=yingshan), now=NOW)

    assert [(one.offer, one.left, one.is_open) for one in rows] == [(lot.offer, 100, True)]


@pytest.mark.parametrize(("groups", "planned"), [(["MINORS", "SICK"], True), (["SICK"], False), ([], False)])
def test_goods_given_for_somebody_are_planned_only_for_a_need_of_theirs(
    lin, crisis, mask, yingshan, groups, planned
):
    make_offer(lin, crisis, item=mask, place=yingshan, purpose="给孩子", purpose_group="MINORS")
    make_need(lin, crisis, item=mask, place=yingshan, who_groups=groups)

    plan = actions.make_plan(lin, crisis, now=NOW)

    assert plan.shares.exists() is planned
    assert list(plan.unmet.values_list("reason_code", flat=True)) == (
        [] if planned else ["EARMARKED_ELSEWHERE"]
    )


def test_a_purpose_in_words_alone_is_left_to_a_person(lin, crisis, mask, yingshan):
    offer = make_offer(lin, crisis, item=mask, place=yingshan, purpose="给夜班的人")
    need = make_need(lin, crisis, item=mask, place=yingshan, who_groups=["MINORS"])

    plan = actions.make_plan(lin, crisis, now=NOW)

    assert not plan.shares.exists()
    assert candidates_for(need, now=NOW)[0].is_open
    assert actions.make_match(lin, need, offer, quantity=5, confirmed_at=NOW).quantity == 5


def test_a_line_is_refused_when_the_donor_has_named_a_purpose_since(lin, crisis, mask, yingshan):
    offer = make_offer(lin, crisis, item=mask, place=yingshan)
    need = make_need(lin, crisis, item=mask, place=yingshan)
    share = actions.make_plan(lin, crisis, now=NOW).shares.get()
    type(offer).objects.filter(pk=offer.pk).update(purpose="给孩子", purpose_group="MINORS")

    with pytest.raises(EarmarkedElsewhereError):
        actions.make_match(lin, need, offer, quantity=10, confirmed_at=NOW, share=share)

    assert Share.objects.get().state == Share.State.PROPOSED


def test_the_parts_of_a_plan_are_the_parts_of_the_ledger(lin, crisis, store, mask):
    lot = in_two_parts(lin, crisis, store, 20, 200)

    offered = supplies_of([lot.offer], now=NOW)

    assert {one.part.pk: one.supply.quantity for one in offered} == {
        one.pk: one.balances.get(account="AVAILABLE").quantity
        for one in LotPart.objects.filter(lot=lot, number__gt=0)
    }


def test_a_limit_on_what_a_lot_can_send_holds_over_all_its_parts_in_one_place(lin, crisis, store):
    in_two_parts(lin, crisis, store, 20, 200)
    given = input_now(crisis, now=NOW)

    told = limited(given, given.supplies, 50)

    assert sorted(one.can_send for one in told) == [20, 30]


def test_a_line_of_a_plan_shows_the_part_its_store_and_its_last_day(as_lin, lin, crisis, yingshan, store):
    civil, now = item("mask-civil"), timezone.now()
    lot = lot_in(lin, crisis, store, "mask-surgical", 100, at=now)
    actions.mark_unfit(lin, lot.parts.get(number=1), quantity=100, unfit="STANDARD", serves_as=civil, at=now)
    make_need(lin, crisis, item=civil, place=yingshan, at=now)
    plan = actions.make_plan(lin, crisis, now=now)

    page = as_lin.get(reverse("relief:plan", args=[plan.pk])).content.decode()

    line = re.search(r'<li class="line".*?</li>', page, re.DOTALL).group()
    assert f"{lot.trace_code}-2" in line
    assert "示例一库" in line
    assert "达不到医用标准" in line
