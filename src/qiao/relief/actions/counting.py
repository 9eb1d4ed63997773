"""A lot is counted where it lies: the books follow what is there, and the difference stays in sight."""

from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.exceptions import QuantityInvalidError
from qiao.intake.actions.voices import LARGEST
from qiao.intake.models import Report
from qiao.relief.models import Lot, StockAccount, StockCount
from qiao.relief.stock import balance, move
from qiao.trail.recorded import detail, recorded


def in_store(lot: Lot) -> int:
    """Return how many pieces should lie in the store: what is free, and what is held and not yet sent."""
    return balance(lot, StockAccount.AVAILABLE) + balance(lot, StockAccount.HELD)


@recorded("stock.count")
def count_stock(
    actor: Actor, lot: Lot, *, counted: int, at: datetime, report: Report | None = None
) -> StockCount:
    """Write down a count. Too few moves from available to difference, too many comes in from outside.

    Raises
    ------
    QuantityInvalidError
        When the number is below zero or not a possible one.
    StockExhaustedError
        When more is missing than is free: goods held for a match are not there, which a person must settle.
    """
    if not 0 <= counted <= LARGEST:
        raise QuantityInvalidError(field="数量", value=counted)
    Lot.objects.select_for_update().filter(pk=lot.pk).order_by().values("pk").first()
    expected = in_store(lot)
    movement = None
    if counted < expected:
        movement = move(
            lot, StockAccount.AVAILABLE, StockAccount.DIFFERENCE, expected - counted, at=at, reason="盘亏"
        )
    elif counted > expected:
        movement = move(
            lot, StockAccount.OUTSIDE, StockAccount.AVAILABLE, counted - expected, at=at, reason="盘盈"
        )
    count: StockCount = StockCount.objects.create(
        organization_id=actor.acts_for,
        lot=lot,
        counted=counted,
        expected=expected,
        at=at,
        report=report,
        movement=movement,
    )
    detail(lot=str(lot.pk), counted=counted, expected=expected)
    return count
