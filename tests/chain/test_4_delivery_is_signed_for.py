"""The recipient signs for what actually came: as much, less or more."""

import pytest

from qiao.accounts.roles import Actor
from qiao.relief import actions
from qiao.relief.models import StockAccount
from qiao.relief.stock import balance
from tests.makers import make_delivery


@pytest.mark.parametrize(
    ("received", "delivered", "difference"), [(100, 100, 0), (80, 80, 20), (130, 130, 0), (0, 0, 100)]
)
def test_what_came_is_booked_and_what_is_short_shows(
    at_work, lin, crisis, mask, now, received, delivered, difference
):
    delivery = make_delivery(lin, crisis, item=mask, quantity=100)

    actions.sign_receipt(Actor.recipient(at_work.pk), delivery, quantity=received, signed_at=now)

    lot = delivery.match.lot
    assert balance(lot, StockAccount.DELIVERED) == delivered
    assert balance(lot, StockAccount.DIFFERENCE) == difference


def test_a_need_fully_signed_for_is_met(at_work, lin, crisis, mask, now):
    delivery = make_delivery(lin, crisis, item=mask, quantity=100)

    actions.sign_receipt(Actor.recipient(at_work.pk), delivery, quantity=100, signed_at=now)

    delivery.match.need.refresh_from_db()
    assert delivery.match.need.state == "MET"


def test_a_need_partly_signed_for_asks_for_the_rest_in_the_next_plan(at_work, lin, crisis, mask, now):
    delivery = make_delivery(lin, crisis, item=mask, quantity=100)
    actions.sign_receipt(Actor.recipient(at_work.pk), delivery, quantity=60, signed_at=now)

    plan = actions.make_plan(lin, crisis, now=now)

    assert [(one.need, one.asked) for one in plan.unmet.all()] == [(delivery.match.need, 40)]
