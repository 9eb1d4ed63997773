"""The recipient signs with a code: in full, short, over, once."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qiao.accounts.roles import Actor
from qiao.exceptions import (
    CodeLockedError,
    CodeUnknownError,
    LineAlreadyDecidedError,
    QuantityInvalidError,
    RightMissingError,
)
from qiao.intake.models import Need
from qiao.relief import actions
from qiao.relief.actions.receiving import TRIES, WINDOW
from qiao.relief.actions.sending import mark_of
from qiao.relief.models import Delivery, Receipt, StockAccount
from qiao.relief.stock import ALPHABET, balance
from tests.conftest import NOW
from tests.makers import make_delivery

pytestmark = pytest.mark.usefixtures("at_work")
PHONE = "192.0.2.7"


@pytest.fixture
def delivery(at_work, lin, crisis, mask) -> Delivery:
    """A hundred masks on their way to a need for a hundred."""
    return make_delivery(lin, crisis, item=mask, quantity=100)


def sign(delivery: Delivery, quantity: int) -> Receipt:
    """Sign as the holder of the code."""
    return actions.sign_receipt(
        Actor.recipient(delivery.organization_id), delivery, quantity=quantity, signed_at=NOW
    )


def guess(code: str, *, minutes: int = 0, client: str = PHONE) -> Delivery:
    """Type a code."""
    return actions.find_delivery(code, client=client, now=NOW + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("signed", "delivered", "difference", "outside"),
    [(100, 100, 0, -100), (70, 70, 30, -100), (0, 0, 100, -100), (130, 130, 0, -130)],
)
def test_what_arrived_is_booked_as_it_arrived(delivery, signed, delivered, difference, outside):
    sign(delivery, signed)

    lot = delivery.match.lot
    assert balance(lot, StockAccount.IN_TRANSIT) == 0
    assert balance(lot, StockAccount.DELIVERED) == delivered
    assert balance(lot, StockAccount.DIFFERENCE) == difference
    assert balance(lot, StockAccount.OUTSIDE) == outside


@pytest.mark.parametrize(("signed", "difference"), [(100, 0), (70, -30), (130, 30)])
def test_the_receipt_says_how_much_it_differs(delivery, signed, difference):
    assert sign(delivery, signed).difference == difference


@pytest.mark.parametrize(("signed", "state"), [(100, "MET"), (130, "MET"), (99, "OPEN"), (0, "OPEN")])
def test_a_need_is_met_once_as_much_arrived_as_was_asked(delivery, signed, state):
    sign(delivery, signed)

    assert Need.objects.get(pk=delivery.match.need_id).state == state


def test_a_delivery_is_signed_for_once(delivery):
    sign(delivery, 70)

    with pytest.raises(LineAlreadyDecidedError):
        sign(delivery, 100)

    assert Receipt.objects.get(delivery=delivery).quantity == 70


@pytest.mark.parametrize("quantity", [-1, 10**9 + 1])
def test_an_impossible_quantity_is_refused(delivery, quantity):
    with pytest.raises(QuantityInvalidError):
        sign(delivery, quantity)


def test_a_volunteer_may_not_sign_for_the_recipient(chen, delivery):
    with pytest.raises(RightMissingError):
        actions.sign_receipt(chen, delivery, quantity=100, signed_at=NOW)


def test_the_code_finds_its_delivery(delivery):
    assert guess(actions.receiving_code(delivery)) == delivery


@given(code=st.text(alphabet=ALPHABET, min_size=8, max_size=8))
def test_signs_that_look_alike_and_the_way_of_writing_do_not_matter(code):
    misread = code.replace("0", "O").replace("1", "I").lower()

    assert mark_of(f"{misread[:4]}-{misread[4:]} ") == mark_of(code)


def test_the_code_is_stored_nowhere(delivery):
    code = actions.receiving_code(delivery)

    assert code not in str(Delivery.objects.filter(pk=delivery.pk).values())


def test_a_renewed_code_opens_and_the_old_one_does_not(lin, delivery):
    old = actions.receiving_code(delivery)
    new = actions.receiving_code(actions.renew_code(lin, delivery))

    assert guess(new) == delivery
    with pytest.raises(CodeUnknownError):
        guess(old)


def test_what_is_signed_for_gets_no_new_code(lin, delivery):
    sign(delivery, 100)

    with pytest.raises(LineAlreadyDecidedError):
        actions.renew_code(lin, delivery)


def test_the_door_is_locked_after_too_many_wrong_codes(delivery):
    for _ in range(TRIES):
        with pytest.raises(CodeUnknownError):
            guess("00000000")

    with pytest.raises(CodeLockedError):
        guess(actions.receiving_code(delivery))


def test_one_fewer_wrong_code_does_not_lock_the_door(delivery):
    for _ in range(TRIES - 1):
        with pytest.raises(CodeUnknownError):
            guess("00000000")

    assert guess(actions.receiving_code(delivery)) == delivery


def test_another_phone_is_not_locked_out(delivery):
    for _ in range(TRIES):
        with pytest.raises(CodeUnknownError):
            guess("00000000")

    assert guess(actions.receiving_code(delivery), client="192.0.2.8") == delivery


def test_the_lock_opens_by_itself(delivery):
    for _ in range(TRIES):
        with pytest.raises(CodeUnknownError):
            guess("00000000")

    assert guess(actions.receiving_code(delivery), minutes=WINDOW // timedelta(minutes=1) + 1) == delivery
