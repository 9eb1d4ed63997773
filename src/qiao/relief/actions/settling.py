"""What becomes of goods that are spoiled, given back, missing or over: always a new movement with a reason."""

from datetime import datetime

from django.db.models import Sum

from qiao.accounts.roles import Actor
from qiao.exceptions import LineAlreadyDecidedError, QuantityInvalidError
from qiao.relief.actions.receiving import close_if_met
from qiao.relief.models import Lot, LotPart, Match, Receipt, Settlement, StockAccount, StockMovement
from qiao.relief.picking import free_parts, pick, sent_from
from qiao.relief.stock import lock_lots, move, refuse_before
from qiao.trail.recorded import detail, recorded

UNDONE = (
    (StockAccount.AVAILABLE, StockAccount.WRITTEN_OFF),
    (StockAccount.AVAILABLE, StockAccount.OUTSIDE),
    (StockAccount.AVAILABLE, StockAccount.DIFFERENCE),
    (StockAccount.OUTSIDE, StockAccount.AVAILABLE),
    (StockAccount.AVAILABLE, StockAccount.AVAILABLE),
)
"""Movements that a person may take back; those of a match are taken back with the match."""
SHORT = {
    Settlement.Kind.BACK: StockAccount.AVAILABLE,
    Settlement.Kind.LATER: StockAccount.DELIVERED,
    Settlement.Kind.LOST: StockAccount.WRITTEN_OFF,
}
"""Where the missing pieces of a short receipt go."""


@recorded("stock.write_off")
def write_off(
    _actor: Actor, lot: Lot, *, quantity: int, at: datetime, reason: str, part: LotPart | None = None
) -> StockMovement:
    """Take spoiled, expired or useless goods off what is free, of one part or of what expires first.

    Returns the last movement: pieces of several parts are movements of their own.

    Raises
    ------
    QuantityInvalidError
        When the quantity is not above zero.
    StockExhaustedError
        When less is free.
    NotThenError
        When less was free at that moment, or since.
    """
    return _leave(lot, StockAccount.WRITTEN_OFF, quantity, at=at, reason=f"报损：{reason}", part=part)


@recorded("stock.give_back")
def give_back(
    _actor: Actor, lot: Lot, *, quantity: int, at: datetime, reason: str, part: LotPart | None = None
) -> StockMovement:
    """Give goods back to their donor. Raises as `write_off`."""
    return _leave(lot, StockAccount.OUTSIDE, quantity, at=at, reason=f"退还捐赠人：{reason}", part=part)


@recorded("stock.undo")
def undo_movement(_actor: Actor, movement: StockMovement, *, at: datetime, reason: str) -> StockMovement:
    """Take a wrong movement back by its reverse; both stay in the books. It is undone never before it was made.

    Raises
    ------
    NotThenError
        When at that moment, or since, the account it went to held less.
    LineAlreadyDecidedError
        When it was undone before, is itself an undoing, or belongs to a match, a count or kits.
    StockExhaustedError
        When the pieces have gone on since.
    """
    kind = (movement.source, movement.target)
    lot = movement.lot
    lock_lots(lot)
    undone = StockMovement.objects.filter(undoes=movement).exists()
    if undone or movement.match_id or movement.undoes_id or movement.assembly_id or kind not in UNDONE:
        raise LineAlreadyDecidedError(state="已更正" if undone else movement.reason)
    at = max(at, movement.at)
    refuse_before(lot, movement.target, movement.quantity, at=at)
    back = move(
        lot,
        movement.target,
        movement.source,
        movement.quantity,
        at=at,
        reason=f"更正：{reason}"[:120],
        undoes=movement,
        part=movement.target_part,
        to_part=movement.source_part,
    )
    detail(movement=str(movement.pk), quantity=movement.quantity)
    return back


@recorded("receipt.settle")
def settle(
    actor: Actor, receipt: Receipt, *, kind: str, quantity: int, at: datetime, note: str = ""
) -> Settlement:
    """Say what became of a difference, or of a part of it.

    Missing pieces came back to the store, came later, or are written off; pieces too many are kept, or had left our
    store without being booked.

    Raises
    ------
    QuantityInvalidError
        When the quantity is not above zero, or more than what is still open, or the kind does not fit the difference.
    StockExhaustedError
        When the store does not hold what is said to have left it.
    NotThenError
        When it did not hold it, or the pieces were not missing yet, at that moment or since.
    """
    match = receipt.delivery.match
    lot = match.lot
    lock_lots(lot)
    settled = Settlement.objects.filter(receipt=receipt).aggregate(sum=Sum("quantity"))["sum"] or 0
    open_now = abs(receipt.difference) - settled
    short = receipt.difference < 0
    if not 0 < quantity <= open_now or (kind in SHORT) is not short:
        raise QuantityInvalidError(field="数量", value=quantity)
    movement = None
    if kind in SHORT:
        target = SHORT[Settlement.Kind(kind)]
        refuse_before(lot, StockAccount.DIFFERENCE, quantity, at=at)
        movement = move(
            lot,
            StockAccount.DIFFERENCE,
            target,
            quantity,
            at=at,
            reason=Settlement.Kind(kind).label,
            match=match,
            to_part=sent_from(match),
        )
    elif kind == Settlement.Kind.OURS:
        refuse_before(lot, StockAccount.AVAILABLE, quantity, at=at)
        movement = _ours(match, quantity, at=at)
    settlement: Settlement = Settlement.objects.create(
        organization_id=actor.acts_for,
        receipt=receipt,
        kind=kind,
        quantity=quantity,
        note=note,
        at=at,
        movement=movement,
    )
    if kind == Settlement.Kind.LATER:
        close_if_met(actor, match.need, at=at)
    detail(receipt=str(receipt.pk), kind=str(kind), quantity=quantity)
    return settlement


def _leave(
    lot: Lot, target: str, quantity: int, *, at: datetime, reason: str, part: LotPart | None
) -> StockMovement:
    if quantity <= 0:
        raise QuantityInvalidError(field="数量", value=quantity)
    refuse_before(lot, StockAccount.AVAILABLE, quantity, at=at)
    picks = pick(lot, quantity, part=part)
    *_before, movement = [
        move(lot, StockAccount.AVAILABLE, target, pieces, at=at, reason=reason[:120], part=one)
        for one, pieces in picks
    ]
    detail(lot=str(lot.pk), quantity=quantity)
    return movement


def _ours(match: Match, quantity: int, *, at: datetime) -> StockMovement:
    """Take off what had left unbooked: from the part the match was sent from, as far as that reaches."""
    here = sent_from(match)
    is_there = any(one == here and free >= quantity for one, free in free_parts(match.lot))
    picks = pick(match.lot, quantity, part=here if is_there else None)
    *_before, movement = [
        move(
            match.lot,
            StockAccount.AVAILABLE,
            StockAccount.OUTSIDE,
            pieces,
            at=at,
            reason="发货时多发了",
            match=match,
            part=one,
        )
        for one, pieces in picks
    ]
    return movement
