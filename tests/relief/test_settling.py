"""Goods that are spoiled, given back, missing or over; conservation under everything people do with a lot."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.urls import reverse
from django_scopes import scope
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from bench._stock_acts import Hands, StockMachine
from qiao.exceptions import LineAlreadyDecidedError, QuantityInvalidError, StockExhaustedError
from qiao.relief import actions, queries
from qiao.relief.models import Receipt, Settlement, StockAccount, StockMovement
from qiao.relief.problem import promised
from qiao.relief.stock import balance, open_lot
from tests.conftest import NOW
from tests.makers import make_delivery, make_need, make_offer
from tests.relief.kits_made import family_kit

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def lot(at_work, lin, crisis, mask):
    with transaction.atomic():
        return open_lot(make_offer(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT"), at=NOW)


@pytest.fixture
def short(at_work, lin, crisis, mask) -> Receipt:
    """100 sent, 70 signed for."""
    delivery = make_delivery(lin, crisis, item=mask, quantity=100)
    return actions.sign_receipt(lin, delivery, quantity=70, signed_at=NOW)


def test_spoiled_goods_leave_what_is_free_and_stay_in_the_books(lin, lot):
    actions.write_off(lin, lot, quantity=30, at=NOW, reason="过期")

    assert (balance(lot, StockAccount.AVAILABLE), balance(lot, StockAccount.WRITTEN_OFF)) == (70, 30)
    assert queries.conservation() == []


def test_no_more_is_written_off_or_given_back_than_is_free(lin, lot):
    for act in (actions.write_off, actions.give_back):
        with pytest.raises(StockExhaustedError):
            act(lin, lot, quantity=101, at=NOW, reason="x")
    assert balance(lot, StockAccount.AVAILABLE) == 100


def test_a_wrong_movement_is_undone_by_its_reverse_once(lin, lot):
    wrong = actions.write_off(lin, lot, quantity=30, at=NOW, reason="看错了")

    back = actions.undo_movement(lin, wrong, at=NOW, reason="没有过期")

    assert balance(lot, StockAccount.AVAILABLE) == 100
    assert back.undoes == wrong
    for movement in (wrong, back):
        with pytest.raises(LineAlreadyDecidedError):
            actions.undo_movement(lin, movement, at=NOW, reason="再来")


def test_what_is_held_for_a_match_is_not_undone_behind_it(lin, crisis, short):
    movements = StockMovement.objects.filter(lot=short.delivery.match.lot, match_id__isnull=False)

    for movement in movements:
        with pytest.raises(LineAlreadyDecidedError):
            actions.undo_movement(lin, movement, at=NOW, reason="x")


@pytest.mark.parametrize(
    ("kind", "account"), [("BACK", "AVAILABLE"), ("LATER", "DELIVERED"), ("LOST", "WRITTEN_OFF")]
)
def test_missing_pieces_go_where_they_turned_out_to_be(lin, short, kind, account):
    lot = short.delivery.match.lot
    before = balance(lot, account)

    actions.settle(lin, short, kind=kind, quantity=20, at=NOW, note="查过")

    assert balance(lot, account) == before + 20
    assert balance(lot, StockAccount.DIFFERENCE) == 10
    assert [one.open for one in queries.differences(queries.difference_ids(short.delivery.match.crisis))] == [
        10
    ]


def test_what_came_later_counts_for_the_need(lin, short):
    need = short.delivery.match.need
    assert promised([need]) == {str(need.pk): 70}

    actions.settle(lin, short, kind="LATER", quantity=30, at=NOW)

    assert promised([need]) == {str(need.pk): 100}
    assert queries.difference_ids(need.crisis) == []


def test_no_more_is_settled_than_differs_and_only_what_fits(lin, short):
    for kind, quantity in (("BACK", 31), ("BACK", 0), ("KEPT", 10), ("OURS", 10)):
        with pytest.raises(QuantityInvalidError):
            actions.settle(lin, short, kind=kind, quantity=quantity, at=NOW)
    assert not Settlement.objects.exists()


def test_pieces_too_many_were_ours_or_are_kept(lin, crisis, mask, lot):
    need = make_need(lin, crisis, item=mask)
    match = actions.make_match(lin, need, lot.offer, quantity=40, confirmed_at=NOW)
    delivery = actions.send_delivery(lin, match, sent_at=NOW)
    receipt = actions.sign_receipt(lin, delivery, quantity=50, signed_at=NOW)
    free = balance(lot, StockAccount.AVAILABLE)

    actions.settle(lin, receipt, kind="OURS", quantity=6, at=NOW)
    actions.settle(lin, receipt, kind="KEPT", quantity=4, at=NOW)

    assert balance(lot, StockAccount.AVAILABLE) == free - 6
    assert queries.difference_ids(crisis) == []
    assert queries.conservation() == []


def test_the_page_settles_a_difference_and_says_what_is_left(as_lin, short, crisis):
    page = as_lin.get(reverse("relief:difference_list", args=[crisis.slug])).content.decode()
    assert "还有 30 没查清" in page

    wrong = as_lin.post(reverse("relief:receipt_settle", args=[short.pk]), {"kind": "BACK", "quantity": 99})
    right = as_lin.post(reverse("relief:receipt_settle", args=[short.pk]), {"kind": "BACK", "quantity": 30})

    assert wrong.status_code == 422
    assert right.status_code == 302
    assert (
        "没有待查的差异" in as_lin.get(reverse("relief:difference_list", args=[crisis.slug])).content.decode()
    )


def test_the_lot_page_writes_off_gives_back_and_undoes(as_lin, lot):
    as_lin.post(reverse("relief:lot_write_off", args=[lot.pk]), {"quantity": 10, "reason": "受潮"})
    as_lin.post(reverse("relief:lot_give_back", args=[lot.pk]), {"quantity": 5, "reason": "不需要"})
    wrong = StockMovement.objects.get(lot=lot, target=StockAccount.WRITTEN_OFF)
    as_lin.post(reverse("relief:movement_undo", args=[wrong.pk]), {"reason": "晒干了"})

    assert balance(lot, StockAccount.AVAILABLE) == 95
    assert "晒干了" in as_lin.get(reverse("relief:lot", args=[lot.pk])).content.decode()


def test_a_recipient_says_what_is_wrong_with_the_goods(lin, crisis, mask, client):
    delivery = make_delivery(lin, crisis, item=mask, quantity=40)
    address = reverse("relief:receive_code", args=[actions.receiving_code(delivery)])

    client.post(address, {"outcome": "LESS", "quantity": 0, "condition": "REFUSED", "note": "不合标准"})

    receipt = Receipt.objects.get(delivery=delivery)
    assert (receipt.condition, receipt.quantity) == ("REFUSED", 0)
    assert balance(delivery.match.lot, StockAccount.DIFFERENCE) == 40


def test_whatever_people_do_with_a_lot_nothing_is_lost_or_made(lin, crisis, mask):
    needs = [make_need(lin, crisis, item=mask, quantity_kind="OPEN") for _ in range(3)]
    needs.append(make_need(lin, crisis, item=mask))

    stores = [actions.open_store(lin, name=name) for name in ("示例一库", "示例二库")]
    kit = family_kit(lin, **{"mask-surgical": 2})

    def start() -> Hands:
        offer = make_offer(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT")
        return Hands(lin, [open_lot(offer, at=NOW)], needs, stores, kit)

    run_state_machine_as_test(
        type("Machine", (StockMachine,), {"start": staticmethod(start)}),
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


@pytest.mark.django_db(transaction=True)
def test_24_threads_on_one_lot_never_give_out_more_than_there_is(lin, crisis, mask, lot, association):
    needs = [make_need(lin, crisis, item=mask) for _thread in range(24)]
    held, refused, broken = [], [], []

    def take(need):
        try:
            with scope(organization=association.pk):
                held.append(actions.make_match(lin, need, lot.offer, quantity=9, confirmed_at=NOW))
        except StockExhaustedError:
            refused.append(need)
        except Exception as error:  # noqa: BLE001 - told below
            broken.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=(need,)) for need in needs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert broken == []
    assert (len(held), len(refused)) == (11, 13)
    assert balance(lot, StockAccount.AVAILABLE) == 1
    assert balance(lot, StockAccount.HELD) == 99
    connection.close()
