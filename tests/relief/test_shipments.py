"""One lorry with several drops: all leave or none, in an order that is told."""

import pytest
from django.urls import reverse

from qiao.accounts.roles import Role
from qiao.exceptions import LineAlreadyDecidedError
from qiao.relief import actions
from qiao.relief.lorries import plan_lorry
from qiao.relief.models import Delivery, Match, Shipment
from tests.conftest import NOW, appoint
from tests.makers import make_need, make_offer

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def held(at_work, lin, crisis, mask, yingshan, luotian) -> list[Match]:
    """Two matches out of one lot in Luotian: the far one first."""
    offer = make_offer(lin, crisis, item=mask, place=luotian, quantity_kind="EXACT", quantity=100)
    needs = [make_need(lin, crisis, item=mask, place=place) for place in (yingshan, luotian)]
    return [actions.make_match(lin, need, offer, quantity=10, confirmed_at=NOW) for need in needs]


def test_the_nearer_drop_comes_first(held):
    plan = plan_lorry(held, now=NOW)

    assert [stop.match for stop in plan.stops] == [held[1], held[0]]
    assert plan.km == pytest.approx(sum(stop.km for stop in plan.stops), abs=0.2)


def test_a_drop_whose_place_nobody_knows_comes_last_and_is_not_lost(held, lin, crisis, mask):
    nowhere = actions.make_match(
        lin, make_need(lin, crisis, item=mask), held[0].offer, quantity=5, confirmed_at=NOW
    )

    plan = plan_lorry([nowhere, *held], now=NOW)

    assert plan.ordered[-1] == nowhere
    assert plan.km is None
    assert len(plan.stops) == 3


def test_all_leave_on_one_lorry_in_the_order_told(lin, held):
    trip = actions.Trip(carrier="示例车队", vehicle="鄂J·D0001", driver="陈")

    shipment = actions.load_shipment(lin, held[::-1], sent_at=NOW, trip=trip, planned_km=80)

    sent = list(Delivery.objects.filter(shipment=shipment).order_by("stop"))
    assert [(one.stop, one.match) for one in sent] == [(1, held[1]), (2, held[0])]
    assert (shipment.driver, shipment.planned_km) == ("陈", 80)


def test_where_one_was_sent_before_none_leaves(lin, held):
    actions.send_delivery(lin, held[1], sent_at=NOW)

    with pytest.raises(LineAlreadyDecidedError):
        actions.load_shipment(lin, held, sent_at=NOW, trip=actions.Trip())

    held[0].refresh_from_db()
    assert held[0].state == Match.State.HELD
    assert not Shipment.objects.exists()


def test_the_page_orders_sends_and_shows_the_waybill_with_a_code_for_each_drop(as_lin, held, crisis):
    address = reverse("relief:shipment_new", args=[crisis.slug])
    chosen = [str(one.pk) for one in held]

    ordered = as_lin.post(address, {"match": chosen, "order": "1"}).content.decode()
    sent = as_lin.post(address, {"match": chosen, "send": "1", "driver": "陈", "vehicle": "鄂J·D0001"})
    bill = as_lin.get(sent.url).content.decode()

    assert "送货先后" in ordered
    assert bill.count('class="drop-code"') == 2
    assert "鄂J·D0001" in bill
    assert Delivery.objects.filter(shipment__driver="陈").count() == 2


def test_nothing_chosen_sends_nothing_and_says_so(as_lin, held, crisis):
    page = as_lin.post(
        reverse("relief:shipment_new", args=[crisis.slug]), {"match": ["x"], "send": "1"}
    ).content.decode()

    assert "先勾选" in page
    assert not Shipment.objects.exists()


def test_who_only_reads_sees_no_code_on_the_waybill(lin, held, client, association):
    shipment = actions.load_shipment(lin, held, sent_at=NOW, trip=actions.Trip(driver="陈"))

    client.force_login(
        appoint("he", association, Role.AUDITOR), backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.get(reverse("relief:shipment", args=[shipment.pk])).content.decode()

    assert "陈" in page
    assert "drop-code" not in page
