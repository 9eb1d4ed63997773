"""A lorry is not loaded in silence with what ends later than something in the same store."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.relief import actions
from qiao.relief.first_out import sooner_parts
from qiao.relief.models import LotPart, Match, Shipment
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.makers import make_need, make_offer

pytestmark = pytest.mark.usefixtures("at_work")
TODAY = timezone.localdate()
SOON, LATER = TODAY + timedelta(days=30), TODAY + timedelta(days=200)


@pytest.fixture
def store(at_work, lin, yingshan):
    return actions.open_store(lin, name="示例一库", place=yingshan)


def part_of(lin, crisis, item, store, ends: date | None, pieces=50) -> LotPart:
    offer = make_offer(lin, crisis, item=item, quantity_kind="EXACT", quantity=pieces)
    first = actions.make_match(lin, make_need(lin, crisis, item=item), offer, quantity=1, confirmed_at=NOW)
    actions.receive_goods(lin, first.lot, store, arrivals=[actions.Arrival(pieces, ends)], at=NOW)
    actions.withdraw_match(lin, first, reason="示例", at=NOW)
    return LotPart.objects.get(lot=first.lot, number=1)


def held_of(lin, crisis, item, part, place) -> Match:
    need = make_need(lin, crisis, item=item, place=place)
    return actions.make_match(lin, need, part.lot.offer, quantity=10, confirmed_at=NOW, part=part)


@pytest.fixture
def match(lin, crisis, mask, store, luotian) -> Match:
    """Held from what ends later; what ends soon stands beside it."""
    part_of(lin, crisis, mask, store, SOON, pieces=30)
    return held_of(lin, crisis, mask, part_of(lin, crisis, mask, store, LATER), luotian)


def test_what_ends_sooner_in_the_same_store_is_told(match):
    (one,) = sooner_parts([match], today=TODAY)

    assert (one.part.expires_on, one.held.expires_on, one.free) == (SOON, LATER, 30)


def test_what_has_no_last_day_waits_for_what_has_one(lin, crisis, mask, store, luotian):
    part_of(lin, crisis, mask, store, SOON)
    match = held_of(lin, crisis, mask, part_of(lin, crisis, mask, store, None), luotian)

    assert [one.part.expires_on for one in sooner_parts([match], today=TODAY)] == [SOON]


def test_neither_another_store_nor_another_item_nor_what_is_over_is_told(
    lin, crisis, mask, gown, store, luotian
):
    other = actions.open_store(lin, name="示例二库")
    part_of(lin, crisis, mask, other, SOON)
    part_of(lin, crisis, gown, store, SOON)
    part_of(lin, crisis, mask, store, TODAY - timedelta(days=1))
    match = held_of(lin, crisis, mask, part_of(lin, crisis, mask, store, LATER), luotian)

    assert sooner_parts([match], today=TODAY) == []


def test_the_page_warns_and_a_person_sends_it_all_the_same_on_record(as_lin, match, crisis):
    address = reverse("relief:shipment_new", args=[crisis.slug])
    form = {"match": [str(match.pk)]}

    ordered = as_lin.post(address, form | {"order": "1"}).content.decode()
    stopped = as_lin.post(address, form | {"send": "1", "driver": "陈"})
    assert "到期更早" in ordered
    assert stopped.status_code == 422
    assert SOON.isoformat() in stopped.content.decode()
    assert not Shipment.objects.exists()

    as_lin.post(address, form | {"send": "1", "driver": "陈", "anyway": "1"})

    assert Shipment.objects.count() == 1
    entry = TrailEntry.objects.get(verb="shipment.load")
    assert entry.details["overruled"] == "ENDS_LATER"
