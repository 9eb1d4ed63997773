"""Whatever is pledged, confirmed, withdrawn, sent and signed, in whatever order: no piece is lost or made."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from qiao.exceptions import LineAlreadyDecidedError, StockExhaustedError
from qiao.relief import actions, queries
from qiao.relief.models import Delivery, Lot, Match, StockBalance
from qiao.relief.stock import open_lot
from tests.conftest import NOW
from tests.makers import make_need, make_offer

PIECES = st.integers(min_value=1, max_value=60)
ARRIVED = st.integers(min_value=0, max_value=70)
ACCOUNTS = ("AVAILABLE", "HELD", "IN_TRANSIT", "DELIVERED", "DIFFERENCE")


class Books:
    """The accounts of one lot as a schoolchild would keep them."""

    def __init__(self, pledged: int) -> None:
        self.pieces = dict.fromkeys(ACCOUNTS, 0) | {"AVAILABLE": pledged}

    def move(self, source: str, target: str, quantity: int) -> None:
        self.pieces[source] -= quantity
        self.pieces[target] += quantity


class Store(RuleBasedStateMachine):
    """Goods on their way; `lin`, `crisis` and `mask` are set by the test."""

    lin = crisis = mask = None
    lots = Bundle("lots")
    held = Bundle("held")
    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.books: dict[Lot, Books] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @rule(target=lots, pieces=PIECES)
    def pledge(self, pieces: int) -> Lot:
        offer = make_offer(self.lin, self.crisis, item=self.mask, quantity_kind="EXACT", quantity=pieces)
        lot = open_lot(offer, at=NOW)
        self.books[lot] = Books(pieces)
        return lot

    @rule(target=held, lot=lots, pieces=PIECES)
    def confirm(self, lot: Lot, pieces: int) -> object:
        need = make_need(self.lin, self.crisis, item=self.mask, quantity_kind="OPEN")
        left = self.books[lot].pieces["AVAILABLE"]
        if pieces > left:
            with pytest.raises(StockExhaustedError):
                actions.make_match(self.lin, need, lot.offer, quantity=pieces, confirmed_at=NOW)
            return multiple()
        self.books[lot].move("AVAILABLE", "HELD", pieces)
        return actions.make_match(self.lin, need, lot.offer, quantity=pieces, confirmed_at=NOW)

    @rule(match=consumes(held))
    def withdraw(self, match: Match) -> None:
        actions.withdraw_match(self.lin, match, at=NOW, reason="x")
        self.books[match.lot].move("HELD", "AVAILABLE", match.quantity)

    @rule(target=sent, match=consumes(held))
    def send(self, match: Match) -> Delivery:
        self.books[match.lot].move("HELD", "IN_TRANSIT", match.quantity)
        return actions.send_delivery(self.lin, match, sent_at=NOW)

    @rule(delivery=sent, arrived=ARRIVED)
    def sign(self, delivery: Delivery, arrived: int) -> None:
        if Delivery.objects.get(pk=delivery.pk).state == Delivery.State.SIGNED:
            with pytest.raises(LineAlreadyDecidedError):
                actions.sign_receipt(self.lin, delivery, quantity=arrived, signed_at=NOW)
            return
        actions.sign_receipt(self.lin, delivery, quantity=arrived, signed_at=NOW)
        pieces = self.books[delivery.match.lot].pieces
        pieces["IN_TRANSIT"] -= delivery.quantity
        pieces["DELIVERED"] += arrived
        pieces["DIFFERENCE"] += max(0, delivery.quantity - arrived)

    @invariant()
    def the_database_keeps_the_same_books(self) -> None:
        for lot, books in self.books.items():
            kept = dict(StockBalance.objects.filter(lot=lot).values_list("account", "quantity"))
            outside = kept.pop("OUTSIDE")
            assert dict.fromkeys(ACCOUNTS, 0) | kept == books.pieces
            assert -outside == sum(books.pieces.values())
            assert all(pieces >= 0 for pieces in books.pieces.values())

    @invariant()
    def the_sums_agree(self) -> None:
        assert queries.conservation() == []
        assert queries.check_conservation(self.crisis).holds


@pytest.mark.usefixtures("at_work")
def test_no_piece_is_lost_or_made_whatever_happens(lin, crisis, mask):
    machine = type("StoreOfTheTest", (Store,), {"lin": lin, "crisis": crisis, "mask": mask})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=14,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
