"""What is told late is booked when it happened, so that an issue can be corrected; the books hold at every moment."""

import pytest
from django.urls import reverse
from django.utils import timezone

from qiao.exceptions import NotThenError
from qiao.relief import actions as relief
from qiao.relief.models import Receipt, StockAccount, StockMovement
from qiao.relief.stock import balance
from tests.conftest import NOW
from tests.relief.test_bulletins import HOUR, board, books_meet, given, issue, row  # noqa: F401 - fixtures of the same books

pytestmark = pytest.mark.usefixtures("at_work")


@pytest.fixture
def lot(given):  # noqa: F811
    return given.lot


def written_off(lot) -> int:
    return balance(lot, StockAccount.WRITTEN_OFF)


def test_goods_found_spoiled_before_an_issue_change_that_issue_by_a_new_version(lin, board, lot):  # noqa: F811
    first = issue(lin, board, 2)
    relief.write_off(lin, lot, quantity=40, at=NOW + 1.5 * HOUR, reason="受潮")

    second = relief.correct_bulletin(lin, first, note="示例数据：补记受潮", at=NOW + 3 * HOUR)

    told = row(second)
    assert second.version == 2
    assert told["stands"] == {"AVAILABLE": 260, "DELIVERED": 190, "DIFFERENCE": 10, "WRITTEN_OFF": 40}
    assert books_meet(told)


def test_nothing_leaves_before_it_came(lin, lot):
    with pytest.raises(NotThenError) as refused:
        relief.write_off(lin, lot, quantity=1, at=NOW - HOUR, reason="x")

    assert refused.value.details["left"] == 0
    assert written_off(lot) == 0


def test_what_was_gone_in_between_could_not_leave_before(lin, lot):
    gone = relief.give_back(lin, lot, quantity=280, at=NOW + 3 * HOUR, reason="x")
    relief.undo_movement(lin, gone, at=NOW + 4 * HOUR, reason="x")

    with pytest.raises(NotThenError) as refused:
        relief.write_off(lin, lot, quantity=21, at=NOW + 2 * HOUR, reason="x")
    assert refused.value.details["left"] == 20

    relief.write_off(lin, lot, quantity=20, at=NOW + 2 * HOUR, reason="x")
    relief.write_off(lin, lot, quantity=200, at=NOW + 4 * HOUR, reason="x")
    assert written_off(lot) == 220


def test_a_wrong_entry_is_taken_back_from_when_it_was_made_on(lin, board, lot):  # noqa: F811
    wrong = relief.write_off(lin, lot, quantity=40, at=NOW + HOUR, reason="看错了")
    first = issue(lin, board, 2)

    back = relief.undo_movement(lin, wrong, at=NOW, reason="没有坏")

    assert back.at == wrong.at
    corrected = relief.correct_bulletin(lin, first, note="示例数据", at=NOW + 3 * HOUR)
    assert "WRITTEN_OFF" not in row(corrected)["stands"]


def test_a_difference_is_not_cleared_up_before_anybody_signed(lin, lot):
    receipt = Receipt.objects.get(delivery__match__lot=lot)

    with pytest.raises(NotThenError):
        relief.settle(lin, receipt, kind="LOST", quantity=10, at=NOW + 0.5 * HOUR)

    relief.settle(lin, receipt, kind="LOST", quantity=10, at=NOW + HOUR)
    assert written_off(lot) == 10


def local(moment) -> str:
    """Return a moment as a browser's field sends it."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize("verb", ["lot_write_off", "lot_give_back"])
def test_the_pages_book_it_when_it_happened_and_now_where_nobody_says(as_lin, lot, verb):
    address = reverse(f"relief:{verb}", args=[lot.pk])
    as_lin.post(address, {"quantity": "3", "reason": "示例", "happened_at": local(NOW + HOUR)})
    as_lin.post(address, {"quantity": "4", "reason": "示例", "happened_at": ""})

    booked = dict(StockMovement.objects.filter(lot=lot, quantity__in=(3, 4)).values_list("quantity", "at"))
    assert booked[3] == (NOW + HOUR).replace(second=0, microsecond=0)
    assert timezone.now() - booked[4] < HOUR


def test_a_moment_to_come_is_refused_with_its_sentence_and_nothing_is_booked(as_lin, lot):
    told = {"quantity": "3", "reason": "示例", "happened_at": local(timezone.now() + HOUR)}

    answer = as_lin.post(reverse("relief:lot_write_off", args=[lot.pk]), told, follow=True)

    assert "这个时间还没到" in answer.content.decode()
    assert written_off(lot) == 0


def test_the_differences_page_books_it_when_it_happened_and_keeps_what_was_typed_wrong(as_lin, lot, crisis):
    receipt = Receipt.objects.get(delivery__match__lot=lot)
    address = reverse("relief:receipt_settle", args=[receipt.pk])
    told = {"kind": "LOST", "quantity": "10", "note": ""}

    early = as_lin.post(address, {**told, "happened_at": local(NOW - HOUR)})
    assert early.status_code == 422
    assert local(NOW - HOUR) in early.content.decode()

    as_lin.post(address, {**told, "happened_at": local(NOW + 2 * HOUR)})
    movement = StockMovement.objects.get(lot=lot, target=StockAccount.WRITTEN_OFF)
    assert movement.at == (NOW + 2 * HOUR).replace(second=0, microsecond=0)
