"""Stock is conserved, append-only and never below zero: the database itself says so."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from qiao.exceptions import (
    LineAlreadyDecidedError,
    QuantityInvalidError,
    StockExhaustedError,
    VerificationMissingError,
)
from qiao.relief import actions, queries
from qiao.relief.models import Match, Share, StockAccount, StockMovement
from qiao.relief.stock import balance, open_lot
from tests.conftest import NOW
from tests.makers import make_match, make_need, make_offer

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def lot(at_work, lin, crisis, mask):
    """A hundred masks, pledged and booked."""
    return open_lot(make_offer(lin, crisis, item=mask, quantity=100, quantity_kind="EXACT"), at=NOW)


def confirm(lin, crisis, mask, lot, quantity: int) -> Match:
    """Match so much of the lot with a fresh need."""
    need = make_need(lin, crisis, item=mask)
    return actions.make_match(lin, need, lot.offer, quantity=quantity, confirmed_at=NOW)


def raw_movement(lot, source: str, target: str, quantity: int) -> None:
    """Write a movement past every action, as somebody at the database could."""
    with transaction.atomic():
        StockMovement.objects.create(
            organization=lot.organization,
            lot=lot,
            source=source,
            target=target,
            quantity=quantity,
            at=NOW,
            reason="x",
        )


def test_a_lot_is_opened_once(lot):
    assert open_lot(lot.offer, at=NOW) == lot
    assert balance(lot, StockAccount.AVAILABLE) == 100


def test_what_is_left_can_be_confirmed_to_the_last_piece(lin, crisis, mask, lot):
    confirm(lin, crisis, mask, lot, 100)

    assert balance(lot, StockAccount.AVAILABLE) == 0


def test_the_second_of_two_that_want_the_same_pieces_is_refused(lin, crisis, mask, lot):
    confirm(lin, crisis, mask, lot, 60)

    with pytest.raises(StockExhaustedError) as refusal:
        confirm(lin, crisis, mask, lot, 60)

    assert refusal.value.details == {"left": 40, "asked": 60}
    assert Match.objects.count() == 1


def test_a_refused_line_stays_proposed(lin, crisis, mask):
    make_need(lin, crisis, item=mask)
    make_offer(lin, crisis, item=mask)
    share = actions.make_plan(lin, crisis, now=NOW).shares.get()

    with pytest.raises(StockExhaustedError):
        actions.make_match(lin, share.need, share.offer, quantity=101, confirmed_at=NOW, share=share)

    share.refresh_from_db()
    assert share.state == Share.State.PROPOSED


@pytest.mark.parametrize("source", [StockAccount.AVAILABLE, StockAccount.HELD, StockAccount.IN_TRANSIT])
def test_the_database_refuses_a_movement_below_zero(lot, source):
    with pytest.raises(IntegrityError):
        raw_movement(lot, source, StockAccount.DELIVERED, 101)

    assert queries.check_conservation(lot.offer.crisis).holds


@pytest.mark.parametrize(
    ("source", "target", "quantity"), [("AVAILABLE", "HELD", 0), ("AVAILABLE", "AVAILABLE", 1)]
)
def test_the_database_refuses_a_movement_of_nothing_or_to_the_same_side(lot, source, target, quantity):
    with pytest.raises(IntegrityError):
        raw_movement(lot, source, target, quantity)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE relief_stockmovement SET quantity = quantity + 1",
        "UPDATE relief_stockmovement SET reason = 'x'",
        "DELETE FROM relief_stockmovement",
    ],
)
@pytest.mark.usefixtures("lot")
def test_the_database_refuses_to_change_or_remove_a_movement(statement):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_conservation_finds_a_balance_that_drifted(lot):
    lot.balances.filter(account=StockAccount.AVAILABLE).update(quantity=99)

    check = queries.check_conservation(lot.offer.crisis)

    assert (check.holds, check.unbalanced, check.drifted) == (False, 1, 1)


def test_an_unknown_quantity_opens_no_lot(lin, crisis, mask):
    assert open_lot(make_offer(lin, crisis, item=mask, quantity_kind="OPEN"), at=NOW) is None


def test_a_line_is_confirmed_once(lin, crisis, mask):
    make_need(lin, crisis, item=mask, quantity=10, quantity_kind="EXACT")
    make_offer(lin, crisis, item=mask)
    share = actions.make_plan(lin, crisis, now=NOW).shares.get()
    actions.make_match(lin, share.need, share.offer, quantity=10, confirmed_at=NOW, share=share)

    with pytest.raises(LineAlreadyDecidedError):
        actions.make_match(lin, share.need, share.offer, quantity=10, confirmed_at=NOW, share=share)

    assert Match.objects.count() == 1


def test_a_declined_line_moves_nothing(lin, crisis, mask):
    make_need(lin, crisis, item=mask)
    offer = make_offer(lin, crisis, item=mask)
    share = actions.make_plan(lin, crisis, now=NOW).shares.get()

    actions.decline_share(lin, share, reason="自己有车去取")

    assert balance(open_lot(offer, at=NOW), StockAccount.AVAILABLE) == 100


def test_a_changed_quantity_stands_in_the_reason(lin, crisis, mask):
    make_need(lin, crisis, item=mask)
    make_offer(lin, crisis, item=mask)
    share = actions.make_plan(lin, crisis, now=NOW).shares.get()

    match = actions.make_match(lin, share.need, share.offer, quantity=30, confirmed_at=NOW, share=share)

    assert "人工改为 30" in match.reason
    assert "changed by hand to 30" in match.reason_en


def test_a_need_nobody_verified_gets_nothing(lin, crisis, mask, lot):
    need = make_need(lin, crisis, item=mask, is_verified=False)

    with pytest.raises(VerificationMissingError):
        actions.make_match(lin, need, lot.offer, quantity=1, confirmed_at=NOW)


def test_a_need_that_was_met_meanwhile_gets_nothing_more(lin, crisis, mask, lot):
    match = confirm(lin, crisis, mask, lot, 50)
    actions.make_match(lin, match.need, lot.offer, quantity=50, confirmed_at=NOW)
    delivery = actions.send_delivery(lin, match, sent_at=NOW)
    actions.sign_receipt(lin, delivery, quantity=100, signed_at=NOW)

    with pytest.raises(LineAlreadyDecidedError):
        actions.make_match(lin, match.need, lot.offer, quantity=1, confirmed_at=NOW)


@pytest.mark.parametrize("quantity", [0, -1])
def test_nothing_cannot_be_confirmed(lin, crisis, mask, lot, quantity):
    with pytest.raises(QuantityInvalidError):
        confirm(lin, crisis, mask, lot, quantity)


def test_a_withdrawn_match_frees_its_goods(lin, crisis, mask, lot):
    match = confirm(lin, crisis, mask, lot, 70)

    actions.withdraw_match(lin, match, at=NOW, reason="改由别家供应")

    assert balance(lot, StockAccount.AVAILABLE) == 100


def test_what_was_sent_cannot_be_withdrawn(lin, crisis, mask):
    match = make_match(lin, crisis, item=mask)
    actions.send_delivery(lin, match, sent_at=NOW)

    with pytest.raises(LineAlreadyDecidedError):
        actions.withdraw_match(lin, match, at=NOW, reason="太晚")


def test_what_was_sent_is_not_sent_again(lin, crisis, mask):
    match = make_match(lin, crisis, item=mask)
    actions.send_delivery(lin, match, sent_at=NOW)

    with pytest.raises(LineAlreadyDecidedError):
        actions.send_delivery(lin, match, sent_at=NOW)


def test_a_trip_nobody_knows_makes_no_shipment(lin, crisis, mask):
    delivery = actions.send_delivery(
        lin, make_match(lin, crisis, item=mask), sent_at=NOW, trip=actions.Trip()
    )

    assert delivery.shipment is None


def test_a_known_trip_goes_with_the_delivery(lin, crisis, mask):
    trip = actions.Trip(carrier="示例车队", vehicle="示例 1 号")

    delivery = actions.send_delivery(lin, make_match(lin, crisis, item=mask), sent_at=NOW, trip=trip)

    assert (delivery.shipment.carrier, delivery.shipment.vehicle) == ("示例车队", "示例 1 号")
