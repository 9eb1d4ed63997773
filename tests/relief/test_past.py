"""What was known at an hour: needs as they stood, goods in hand, hand-outs of the hours after it."""

from datetime import datetime, timedelta

import pytest
from django_scopes import scopes_disabled

from qiao.intake.actions import amend_need, close_need
from qiao.intake.queries import needs_at
from qiao.registry.models import Crisis
from qiao.relief.actions import send_delivery
from qiao.relief.hindsight import Goods
from qiao.relief.past import Hour, Pool, Source, situation, source_of, span_of
from tests.conftest import NOW
from tests.makers import make_match, make_need, make_offer
from tests.relief.test_goods_lists import replay  # noqa: F401 - the fixture

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("at_work")
class TestNeedsAt:
    def test_a_need_is_known_from_when_it_was_told_to_when_it_ended(self, lin, crisis, mask):
        need = make_need(lin, crisis, item=mask)
        close_need(lin, need, state="MET", closed_at=NOW + HOUR)

        known = [len(needs_at(crisis, NOW + shift * HOUR).needs) for shift in (-1, 0, 0.5, 1)]
        assert known == [0, 1, 1, 0]

    def test_a_quantity_that_was_amended_later_is_that_of_before(self, lin, crisis, mask):
        need = make_need(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT")
        for hours, quantity in ((2, 300), (4, 900)):
            amend_need(
                lin,
                need,
                item=mask,
                quantity_kind="EXACT",
                quantity=quantity,
                unit="只",
                told_at=NOW + hours * HOUR,
            )

        told = [needs_at(crisis, NOW + shift * HOUR).needs[0].quantity for shift in (1, 2, 3, 5)]
        assert told == [100, 300, 300, 900]

    def test_a_need_that_was_withdrawn_and_asked_again_is_not_known_in_between(self, lin, crisis, mask):
        need = make_need(lin, crisis, item=mask)
        close_need(lin, need, state="WITHDRAWN", closed_at=NOW + HOUR)
        amend_need(
            lin,
            need,
            item=mask,
            quantity_kind="OPEN",
            told_at=NOW + 3 * HOUR,
            closed_at=None,
            state="NEW",
        )

        known = [len(needs_at(crisis, NOW + shift * HOUR).needs) for shift in (0.5, 2, 3)]
        assert known == [1, 0, 1]


@pytest.mark.usefixtures("at_work")
class TestOwnDeliveries:
    def test_a_live_crisis_has_its_own_deliveries(self, lin, crisis, mask):
        match = make_match(lin, crisis, item=mask, quantity=60)
        send_delivery(lin, match, sent_at=NOW + 2 * HOUR)

        told = situation(crisis, source_of(crisis), Hour(NOW + HOUR, 24))

        assert source_of(crisis) is Source.OWN
        assert span_of(crisis, Source.OWN) == (NOW + 2 * HOUR, NOW + 2 * HOUR)
        assert [(one.item, one.low, one.need) for one in told.handed] == [(mask.code, 60, str(match.need_id))]
        assert [(one.item, one.low, one.high) for one in told.stock] == [(mask.code, 60, 60)]
        assert told.outside == ()

    def test_what_was_sent_before_the_hour_is_off_the_stock_and_counts_for_its_need(self, lin, crisis, mask):
        need = make_need(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT")
        offer = make_offer(lin, crisis, item=mask, quantity=80, quantity_kind="EXACT")
        from qiao.relief.actions import make_match as confirm

        send_delivery(lin, confirm(lin, need, offer, quantity=30, confirmed_at=NOW), sent_at=NOW)

        told = situation(crisis, Source.OWN, Hour(NOW + HOUR, 24))

        assert [(one.received, one.quantity) for one in told.demands] == [(30, 70)]
        assert [one.low for one in told.stock] == [50]
        assert told.handed == ()


@pytest.mark.owner
def test_lists_say_what_was_in_hand_and_handed_out(replay):  # noqa: F811 - the fixture
    replay()
    crisis = Crisis.objects.get(slug="wuhan-2020")
    hour = Hour(datetime.fromisoformat("2020-01-31T00:00:00+08:00"), 24)

    told = situation(crisis, source_of(crisis), hour)

    asked = {(told.needs[one.id].who, one.item): one.quantity for one in told.demands}
    assert asked["示例市第二医院", "mask-surgical"] == 2000
    assert {(one.item, one.low, one.high) for one in told.stock} == {
        ("coverall", 100, 100),
        ("mask-surgical", 8000, 8500),
    }
    assert sorted((one.item, one.low) for one in told.handed) == [
        ("coverall", 50),
        ("mask", 1000),
        ("mask-surgical", 100),
        ("mask-surgical", 400),
        ("mask-surgical", 5000),
    ]
    assert sorted(one.low for one in told.outside) == [100, 400, 1000]
    assert told.goods(Pool.KNOWN) == [
        Goods("coverall", 50, 50, None, "420100", *position(told)),
        Goods("mask-surgical", 5000, 5000, None, "420100", *position(told)),
    ]


@pytest.mark.owner
def test_what_was_handed_out_before_the_hour_is_off_the_stock(replay):  # noqa: F811 - the fixture
    replay()
    with scopes_disabled():
        crisis = Crisis.objects.get(slug="wuhan-2020")

    told = situation(crisis, Source.LISTS, Hour(datetime.fromisoformat("2020-02-01T00:00:00+08:00"), 24))

    stock = {one.item: (one.low, one.high) for one in told.stock}
    assert stock == {"coverall": (50, 50), "mask-surgical": (2500, 3000)}
    assert told.overdrawn == ("mask",)
    first = next(one for one in told.demands if told.needs[one.id].who == "示例市第一医院" and one.quantity)
    assert (first.received, first.quantity) == (5000, 5000)


def position(told):
    return told.handed[0].longitude, told.handed[0].latitude
