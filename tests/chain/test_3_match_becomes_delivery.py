"""What a match holds is sent, and the recipient gets a code."""

import pytest

from qiao.exceptions import LineAlreadyDecidedError
from qiao.relief import actions
from qiao.relief.models import StockAccount
from qiao.relief.stock import balance
from tests.makers import make_match


def test_a_match_is_sent_with_a_code_that_finds_it(at_work, lin, crisis, mask, now):
    match = make_match(lin, crisis, item=mask, quantity=50)

    delivery = actions.send_delivery(lin, match, sent_at=now)

    code = actions.receiving_code(delivery)
    assert actions.find_delivery(code.lower(), client="phone", now=now) == delivery


def test_sent_pieces_are_in_transit(at_work, lin, crisis, mask, now):
    match = make_match(lin, crisis, item=mask, quantity=50)

    actions.send_delivery(lin, match, sent_at=now)

    assert balance(match.lot, StockAccount.IN_TRANSIT) == 50
    assert balance(match.lot, StockAccount.HELD) == 0


def test_a_match_is_not_sent_twice(at_work, lin, crisis, mask, now):
    match = make_match(lin, crisis, item=mask)
    actions.send_delivery(lin, match, sent_at=now)

    with pytest.raises(LineAlreadyDecidedError):
        actions.send_delivery(lin, match, sent_at=now)
