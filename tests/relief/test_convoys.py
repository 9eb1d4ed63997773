"""Several lorries sent at once, and one called off before it leaves; on the pages too."""

import re
import shutil
import uuid
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.exceptions import (
    CodeUnknownError,
    ConvoyEmptyError,
    LineAlreadyDecidedError,
    LorryOverloadedError,
    QuantityInvalidError,
    RightMissingError,
    ShipmentLeftError,
)
from qiao.relief import actions, queries
from qiao.relief.checks import stock_breaks
from qiao.relief.models import Convoy, Delivery, Match, Measure, Shipment, StockAccount
from qiao.relief.picking import held_for
from qiao.relief.stock import balance, open_lot
from qiao.relief.tracing import trace_of
from qiao.trail.models import TrailEntry
from tests.conftest import NOW
from tests.makers import make_need, make_offer
from tests.relief.test_waybill import text_of

pytestmark = pytest.mark.usefixtures("at_work")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is absent")
LEAVES = NOW + timedelta(hours=2)


@pytest.fixture
def held(at_work, lin, crisis, mask, yingshan, luotian):
    """Two matches out of one lot in Luotian; a piece weighs a kilogram."""
    offer = make_offer(lin, crisis, item=mask, place=luotian, quantity_kind="EXACT", quantity=100)
    needs = [make_need(lin, crisis, item=mask, place=place) for place in (yingshan, luotian)]
    made = [actions.make_match(lin, need, offer, quantity=10, confirmed_at=NOW) for need in needs]
    actions.save_measures(lin, [actions.Measured(made[0].lot, 1, 1_000, None)], told_at=NOW)
    return made


def loaded(matches, **trip):
    return actions.Loaded(actions.Trip(leaves_at=LEAVES, **trip), matches, planned_km=40)


def send(lin, crisis, *lorries):
    return actions.send_convoy(lin, crisis, lorries, sent_at=NOW, origin="罗田县")


def states(matches):
    now = Match.objects.in_bulk([one.pk for one in matches])
    return [now[one.pk].state for one in matches]


def test_each_lorry_becomes_a_shipment_with_its_load_its_limit_and_its_hour(lin, crisis, held):
    convoy = send(
        lin,
        crisis,
        loaded(held[:1], vehicle="示例车牌甲", weight_limit_g=15_000),
        loaded(held[1:], vehicle="示例车牌乙", driver="陈"),
    )

    first, second = queries.lorries_of(convoy)
    assert (first.vehicle, first.weight_g, first.weight_limit_g, first.left_at) == (
        "示例车牌甲",
        10_000,
        15_000,
        LEAVES,
    )
    assert (second.driver, second.volume_ml, second.planned_km) == ("陈", None, 40)
    assert states(held) == ["SENT", "SENT"]
    assert TrailEntry.objects.get(verb="convoy.send").details == {"lorries": 2, "drops": 2}
    assert stock_breaks() == []


@pytest.mark.parametrize("wrong", ["twice", "sent before", "too heavy", "empty"])
def test_where_one_lorry_cannot_leave_none_leaves(lin, crisis, held, wrong):
    second, refusal = loaded(held[1:]), LineAlreadyDecidedError
    if wrong == "twice":
        second = loaded(held)
    elif wrong == "sent before":
        actions.send_delivery(lin, held[1], sent_at=NOW)
    elif wrong == "too heavy":
        second, refusal = loaded(held[1:], weight_limit_g=9_999), LorryOverloadedError
    else:
        second, refusal = loaded([]), ConvoyEmptyError
    before = Delivery.objects.count()

    with pytest.raises(refusal):
        send(lin, crisis, loaded(held[:1]), second)

    assert Delivery.objects.count() == before
    assert not Shipment.objects.exists()
    assert not Convoy.objects.exists()


def test_no_lorry_at_all_is_refused(lin, crisis):
    with pytest.raises(ConvoyEmptyError):
        send(lin, crisis)


def test_the_database_keeps_a_lorry_within_its_limits(lin, crisis, held):
    lorry = queries.lorries_of(send(lin, crisis, loaded(held, weight_limit_g=20_000))).get()

    for change in ({"weight_limit_g": 19_999}, {"volume_ml": 2, "volume_limit_ml": 1}, {"cancelled_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Shipment.objects.filter(pk=lorry.pk).update(**change)


@pytest.mark.parametrize("figures", [(0, 1, None), (1, 0, None), (1, None, 0), (1, None, None), (1, -5, 3)])
def test_a_weight_that_says_nothing_is_refused(lin, held, figures):
    with pytest.raises(QuantityInvalidError):
        actions.save_measures(lin, [actions.Measured(held[0].lot, *figures)], told_at=NOW)
    assert Measure.objects.count() == 1


def test_a_lorry_called_off_gives_its_goods_back_to_where_they_lay_and_they_can_go_again(lin, crisis, held):
    lot = held[0].lot
    convoy = send(lin, crisis, loaded(held[:1]), loaded(held[1:]))
    first, second = queries.lorries_of(convoy)
    old = Delivery.objects.get(match=held[0])
    old_code, driver = actions.receiving_code(old), actions.driver_code(first)

    actions.cancel_shipment(lin, first, at=NOW, reason="示例：车坏了")

    assert states(held) == ["HELD", "SENT"]
    assert [pieces for _part, pieces in held_for(held[0])] == [10]
    assert (balance(lot, StockAccount.HELD), balance(lot, StockAccount.IN_TRANSIT)) == (10, 10)
    assert list(queries.deliveries(crisis)) == [Delivery.objects.get(match=held[1])]
    for find, code in ((actions.find_delivery, old_code), (actions.find_shipment, driver)):
        with pytest.raises(CodeUnknownError):
            find(code, client="示例", now=NOW)

    held[0].refresh_from_db()
    again = actions.send_delivery(lin, held[0], sent_at=NOW, shipment=second, stop=2)

    assert (again.pk, again.state) == (old.pk, Delivery.State.IN_TRANSIT)
    new_code = actions.receiving_code(again)
    assert new_code != old_code
    assert actions.find_delivery(new_code, client="示例", now=NOW) == again
    assert balance(lot, StockAccount.IN_TRANSIT) == 20
    assert stock_breaks() == []
    trace = trace_of(lot.trace_code)
    assert (trace.sent, [str(one.words) for one in trace.events].count("取消发车，货仍留着")) == (20, 1)


@pytest.mark.parametrize("told", ["left", "signed", "called off"])
def test_a_lorry_that_left_is_not_called_off(lin, crisis, held, told):
    lorry = queries.lorries_of(send(lin, crisis, loaded(held))).get()
    if told == "left":
        actions.take_driver_report(lorry, actions.Told("LEFT"), submission=uuid.uuid4(), received_at=NOW)
    elif told == "signed":
        actions.sign_receipt(
            Actor.recipient(lin.acts_for), Delivery.objects.get(match=held[0]), quantity=10, signed_at=NOW
        )
    else:
        actions.cancel_shipment(lin, lorry, at=NOW, reason="示例")
    before = states(held)

    with pytest.raises(ShipmentLeftError):
        actions.cancel_shipment(lin, lorry, at=NOW, reason="示例")

    assert states(held) == before
    assert stock_breaks() == []


def test_no_new_drivers_code_for_a_lorry_that_was_called_off(lin, crisis, held):
    lorry = queries.lorries_of(send(lin, crisis, loaded(held))).get()
    actions.cancel_shipment(lin, lorry, at=NOW, reason="示例")

    with pytest.raises(LineAlreadyDecidedError):
        actions.renew_driver_code(lin, lorry)


def test_who_may_not_cancel_is_refused(chen, lin, crisis, held):
    lorry = queries.lorries_of(send(lin, crisis, loaded(held))).get()

    with pytest.raises(RightMissingError):
        actions.cancel_shipment(chen, lorry, at=NOW, reason="示例")


# Pages


@pytest.fixture
def address(crisis):
    return reverse("relief:convoy_new", args=[crisis.slug])


def filled(matches, press, *, kg=("", ""), **more):
    """Two lorries that leave in an hour, and whatever else is typed."""
    leaves = timezone.localtime(timezone.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    form = {"lorries": "2", "match": [str(one.pk) for one in matches], "do": press}
    for number, limit in enumerate(kg, 1):
        form |= {
            f"l{number}-vehicle": f"示例车{number}",
            f"l{number}-leaves_at": leaves,
            f"l{number}-weight_kg": limit,
        }
    return form | more


def on(page, match):
    """The lorry a drop is on, as the page offers it."""
    select = re.search(rf'name="on-{match.pk}".*?</select>', page, re.DOTALL)[0]
    return re.search(r'value="(\d)" selected', select)[1]


@needs_poppler
def test_the_page_shares_moves_and_sends_and_the_papers_are_one_file(as_lin, address, held):
    shared = as_lin.post(address, filled(held, "share", kg=("10", "10"))).content.decode()
    assert sorted(on(shared, one) for one in held) == ["1", "2"]

    both = {f"on-{one.pk}": "1" for one in held}
    over = as_lin.post(address, filled(held, "move", kg=("10", "10"), **both)).content.decode()
    assert "超载 10 公斤" in over
    assert 'value="send"' not in over

    fits = filled(held, "send", kg=("20", "10"), **both)
    sent = as_lin.post(address, fits)
    convoy = Convoy.objects.get()
    assert sent.url == reverse("relief:convoy", args=[convoy.pk])
    page = as_lin.get(sent.url).content.decode()
    assert [one.vehicle for one in queries.lorries_of(convoy)] == ["示例车1"]
    assert "示例车1" in page

    paper = as_lin.get(reverse("relief:convoy_paper", args=[convoy.pk]))
    assert paper["Content-Type"] == "application/pdf"
    assert "限载 20 公斤" in text_of(paper.content)


@needs_poppler
def test_papers_of_two_lorries_stand_in_one_file_each_with_its_own_pages(as_lin, lin, crisis, held):
    convoy = send(lin, crisis, loaded(held[:1], vehicle="示例甲"), loaded(held[1:], vehicle="示例乙"))

    text = text_of(as_lin.get(reverse("relief:convoy_paper", args=[convoy.pk])).content)

    assert ("示例甲" in text, "示例乙" in text) == (True, True)
    assert text.count("1 / 2") == 2


def test_an_overloaded_lorry_is_not_sent_whatever_is_posted(as_lin, address, held):
    both = {f"on-{one.pk}": "1" for one in held}

    page = as_lin.post(address, filled(held, "send", kg=("10", ""), anyway="1", **both)).content.decode()

    assert "超载" in page
    assert not Shipment.objects.exists()


def test_a_weight_is_asked_for_kept_and_filled_in_next_time(as_lin, address, lin, crisis, gown, yingshan):
    need, offer = (
        make_need(lin, crisis, item=gown, place=yingshan),
        make_offer(lin, crisis, item=gown, place=yingshan),
    )
    match = actions.make_match(lin, need, offer, quantity=10, confirmed_at=NOW)
    asked = as_lin.post(address, filled([match], "share", kg=("50", ""))).content.decode()
    assert "不知道重量" in asked

    name = f"w{match.lot.pk.hex}"
    told = {f"{name}-pieces": "5", f"{name}-weight_kg": "2.5", f"{name}-volume_m3": ""}
    page = as_lin.post(address, filled([match], "share", kg=("50", ""), **told)).content.decode()
    again = as_lin.post(address, filled([match], "share", kg=("50", ""), **told)).content.decode()

    kept = Measure.objects.get(item=gown)
    assert (kept.pieces, kept.weight_g, kept.volume_ml) == (5, 2_500, None)
    assert on(page, match) == "1"
    assert 'value="2.5"' in again


def test_goods_of_unknown_weight_go_on_a_lorry_with_a_limit_only_when_a_person_says_so(
    as_lin, address, lin, crisis, gown, yingshan
):
    need, offer = make_need(lin, crisis, item=gown, place=yingshan), make_offer(lin, crisis, item=gown)
    match = actions.make_match(lin, need, offer, quantity=10, confirmed_at=NOW)
    form = filled([match], "send", kg=("50", ""), **{f"on-{match.pk}": "1"})

    asked = as_lin.post(address, form)
    assert (asked.status_code, Shipment.objects.exists()) == (422, False)

    assert as_lin.post(address, form | {"anyway": "1"}).status_code == 302
    shipment = Shipment.objects.get()
    assert (shipment.weight_g, shipment.weight_limit_g) == (None, 50_000)
    assert "LOAD_UNKNOWN" in TrailEntry.objects.get(verb="shipment.load").details["overruled"]


def test_nothing_chosen_no_hour_and_nothing_held_are_told(as_lin, address, held):
    assert "先勾选" in as_lin.post(address, filled([], "share")).content.decode()
    no_hour = filled(held, "share") | {"l1-leaves_at": "1999-01-01T08:00"}
    assert as_lin.post(address, no_hour).status_code == 422

    Match.objects.update(state=Match.State.SENT)
    assert "没有待发出的物资" in as_lin.get(address).content.decode()


@pytest.mark.parametrize(
    ("press", "said", "shown"),
    [("add", "2", 3), ("fewer", "2", 1), ("add", "6", 6), ("fewer", "1", 1), ("", "x", 2)],
)
def test_there_are_one_to_six_lorries(as_lin, address, held, press, said, shown):
    page = as_lin.post(address, filled(held, press) | {"lorries": said}).content.decode()

    assert len(re.findall(r'name="l\d-leaves_at"', page)) == shown


@needs_poppler
def test_goods_of_several_stores_are_fetched_and_the_papers_say_where(
    as_lin, address, lin, crisis, mask, held, yingshan
):
    store = actions.open_store(lin, name="示例二号仓", place=yingshan)
    lot = open_lot(make_offer(lin, crisis, item=mask, quantity=50), at=NOW)
    actions.receive_goods(lin, lot, store, arrivals=[actions.Arrival(50)], at=NOW)
    need = make_need(lin, crisis, item=mask, place=yingshan)
    stored = actions.make_match(lin, need, lot.offer, quantity=5, confirmed_at=NOW)
    chosen = [*held, stored]

    page = as_lin.post(address, filled(chosen, "share")).content.decode()
    assert "先去装货" in page
    assert "示例二号仓" in page
    moved = filled(chosen, "send") | {f"on-{one.pk}": "1" for one in chosen}
    assert as_lin.post(address, moved).status_code == 302

    shipment = Shipment.objects.get()
    assert [name for name, _at in shipment.loading_places][1:] == ["示例二号仓"]
    paper = as_lin.get(reverse("relief:shipment_paper", args=[shipment.pk]))
    told = "".join(text_of(paper.content).split())
    assert "依次装货" in told
    assert "示例二号仓" in told
    for name, pk in (("shipment", shipment.pk), ("convoy", shipment.convoy_id)):
        assert "示例二号仓" in as_lin.get(reverse(f"relief:{name}", args=[pk])).content.decode()


def test_a_second_trip_is_a_waybill_of_its_own_that_leaves_later(as_lin, address, lin, held):
    told = filled(held, "send") | {"l1-again": "on"}
    told |= {f"on-{held[0].pk}": "1", f"on-{held[1].pk}": "7"}

    assert as_lin.post(address, told).status_code == 302

    first, second = Shipment.objects.order_by("left_at")
    assert second.vehicle == f"{first.vehicle} 第 2 趟"
    assert second.left_at > first.left_at
    assert states(held) == ["SENT", "SENT"]


def test_hours_that_end_before_a_lorry_leaves_are_refused(as_lin, address, held):
    told = filled(held, "share") | {"l1-until": "2019-01-01T08:00"}

    assert as_lin.post(address, told).status_code == 422


def test_a_last_drop_after_the_hours_of_a_lorry_is_a_doubt(as_lin, address, held):
    form = filled(held, "send") | {f"on-{one.pk}": "1" for one in held}
    leaves = datetime.fromisoformat(form["l1-leaves_at"])
    form["l1-until"] = (leaves + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M")

    asked = as_lin.post(address, form)

    assert asked.status_code == 422
    assert "收车的时间" in asked.content.decode()


def test_the_page_of_lorries_calls_one_off_and_says_why(as_lin, lin, crisis, held):
    convoy = send(lin, crisis, loaded(held[:1], vehicle="示例甲"), loaded(held[1:], vehicle="示例乙"))
    first = queries.lorries_of(convoy)[0]
    cancel = reverse("relief:shipment_cancel", args=[first.pk])

    as_lin.post(cancel, {"reason": ""})
    assert not Shipment.objects.filter(cancelled_at__isnull=False).exists()
    answer = as_lin.post(cancel, {"reason": "示例：封路"}, follow=True).content.decode()

    assert "示例：封路" in answer
    assert as_lin.get(reverse("relief:shipment_paper", args=[first.pk])).status_code == 404
    assert "没有出发" in as_lin.get(reverse("relief:shipment", args=[first.pk])).content.decode()


def test_who_only_reads_sees_the_lorries_and_can_call_none_off(chen, as_chen, lin, crisis, held):
    convoy = send(lin, crisis, loaded(held, vehicle="示例甲"))
    lorry = queries.lorries_of(convoy).get()

    assert "取消这辆车" not in as_chen.get(reverse("relief:convoy", args=[convoy.pk])).content.decode()
    assert (
        as_chen.post(reverse("relief:shipment_cancel", args=[lorry.pk]), {"reason": "示例"}).status_code
        == 403
    )
