"""A lot is counted where it lies: the books follow what is there, and the difference stays in sight."""

from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.exceptions import PartUnclearError, QuantityInvalidError
from qiao.intake.actions.voices import LARGEST
from qiao.intake.models import Report
from qiao.relief.models import Lot, LotPart, StockAccount, StockCount
from qiao.relief.stock import LYING, lock_lots, lying, move
from qiao.trail.recorded import detail, recorded


def in_part(part: LotPart) -> int:
    """Return how many pieces of a part should lie there."""
    return sum(lying(part.pk, account) for account in LYING)


@recorded("stock.count")
def count_stock(
    actor: Actor,
    lot: Lot,
    *,
    counted: int,
    at: datetime,
    part: LotPart | None = None,
    report: Report | None = None,
) -> StockCount:
    """Write down a count of a lot that lies in one place, or of one part.

    Too few moves from available to difference, too many comes in from outside.

    Raises
    ------
    QuantityInvalidError
        When the number is below zero or not a possible one.
    PartUnclearError
        When the lot lies in several parts and none is named.
    StockExhaustedError
        When more is missing than is free: goods held for a match are not there, which a person must settle.
    """
    if not 0 <= counted <= LARGEST:
        raise QuantityInvalidError(field="数量", value=counted)
    lock_lots(lot)
    here = part or _only_part(lot)
    expected = in_part(here)
    sides = (StockAccount.OUTSIDE, StockAccount.AVAILABLE, "盘盈")
    if counted < expected:
        sides = (StockAccount.AVAILABLE, StockAccount.DIFFERENCE, "盘亏")
    movement = None
    if counted != expected:
        source, target, reason = sides
        movement = move(lot, source, target, abs(counted - expected), at=at, reason=reason, part=here)
    count: StockCount = StockCount.objects.create(
        organization_id=actor.acts_for,
        lot=lot,
        part=here,
        counted=counted,
        expected=expected,
        at=at,
        report=report,
        movement=movement,
    )
    detail(lot=str(lot.pk), part=here.number, counted=counted, expected=expected)
    return count


def _only_part(lot: Lot) -> LotPart:
    """Return where the lot lies; its first part where nothing lies any more."""
    parts = list(
        LotPart.objects.filter(lot=lot, balances__account__in=LYING, balances__quantity__gt=0).distinct()
    )
    if len(parts) > 1:
        raise PartUnclearError(parts=len(parts))
    return parts[0] if parts else LotPart.objects.get(pk=lot.pk)
