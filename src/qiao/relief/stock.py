"""How goods move: lots are opened once, and each movement has two sides. The database refuses a shortfall."""

import secrets
import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from qiao.exceptions import NotThenError, StockExhaustedError
from qiao.intake.models import Offer
from qiao.registry.models import QuantityKind
from qiao.registry.units import counts_pieces_of
from qiao.relief.models import (
    Assembly,
    Lot,
    LotPart,
    Match,
    PartBalance,
    StockAccount,
    StockBalance,
    StockMovement,
)

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U to be misread
TRACE_CHARACTERS = 10
LYING = (StockAccount.AVAILABLE, StockAccount.HELD)
"""The accounts whose pieces lie somewhere: with the donor or in a store, in some part of their lot."""


def random_code(characters: int) -> str:
    """Return a code that nobody can guess and everybody can read out on the telephone."""
    return "".join(secrets.choice(ALPHABET) for _ in range(characters))


def pieces_of(offer: Offer) -> int | None:
    """Return how many base units an offer holds, or None where that is not known.

    A number of boxes of unknown content is not a number of pieces (DOMAIN 4.3, 1).
    """
    if offer.quantity_kind not in {QuantityKind.EXACT, QuantityKind.RANGE} or offer.quantity is None:
        return None
    if offer.item is None or not counts_pieces_of(offer.unit, offer.item.unit):
        return None
    return offer.quantity


def open_lot(offer: Offer, *, at: datetime) -> Lot | None:
    """Return the lot of an offer, opened with what was pledged; None where the quantity is not known."""
    # Under a lock, so that two who confirm at the same moment open one lot (SQLite writes one at a time anyway).
    Offer.objects.select_for_update(no_key=True).filter(pk=offer.pk).order_by().values("pk").first()
    lot: Lot | None = Lot.objects.filter(offer=offer).first()
    if lot is not None:
        return lot
    pieces = pieces_of(offer)
    if pieces is None:
        return None
    lot = Lot.objects.create(
        organization_id=offer.organization_id, offer=offer, trace_code=random_code(TRACE_CHARACTERS)
    )
    LotPart.objects.create(
        id=lot.pk,
        organization_id=lot.organization_id,
        lot=lot,
        number=0,
        expires_on=timezone.localtime(offer.expires_at).date() if offer.expires_at else None,
    )
    move(lot, StockAccount.OUTSIDE, StockAccount.AVAILABLE, pieces, at=at, reason="认捐")
    return lot


def move(  # noqa: PLR0913 - two sides, their parts, and why
    lot: Lot,
    source: str,
    target: str,
    quantity: int,
    *,
    at: datetime,
    reason: str,
    match: Match | None = None,
    undoes: StockMovement | None = None,
    part: LotPart | None = None,
    to_part: LotPart | None = None,
    assembly: Assembly | None = None,
) -> StockMovement:
    """Move pieces of a lot from one account to another, out of a part, within it, or to another part.

    Without a part, what lies is what its donor still has.
    Raises StockExhaustedError where the source holds less; nothing is then moved.
    """
    lock_lots(lot)
    try:
        with transaction.atomic():
            movement: StockMovement = StockMovement.objects.create(
                organization_id=lot.organization_id,
                lot=lot,
                source=source,
                target=target,
                quantity=quantity,
                at=at,
                reason=reason,
                match_id=match.pk if match else None,
                undoes=undoes,
                assembly=assembly,
                source_part=part if source in LYING else None,
                target_part=(to_part or part) if target in LYING else None,
            )
    except IntegrityError as error:
        lies = source in LYING
        left = lying(part.pk if part else lot.pk, source) if lies else balance(lot, source)
        raise StockExhaustedError(left=left, asked=quantity) from error
    return movement


def refuse_before(lot: Lot, account: str, quantity: int, *, at: datetime) -> None:
    """Raise NotThenError where taking pieces out of an account at a past moment would have left it short since.

    The books of every moment must hold, not only those of today: issues of the bulletin are read off them. What lies
    outside is without bound.
    """
    if account == StockAccount.OUTSIDE:
        return
    rows = StockMovement.objects.filter(Q(source=account) | Q(target=account), lot=lot)
    if not rows.filter(at__gt=at).exists():
        return  # nothing came after it: the balance of today decides, and the database holds that
    stood = 0
    least: int | None = None
    for source, target, pieces, moved_at in rows.order_by("at", "created_at").values_list(
        "source", "target", "quantity", "at"
    ):
        if moved_at > at and least is None:
            least = stood
        stood += (target == account) * pieces - (source == account) * pieces
        if least is not None:
            least = min(least, stood)
    if least is not None and least < quantity:
        raise NotThenError(at=f"{timezone.localtime(at):%Y-%m-%d %H:%M}", left=max(0, least), asked=quantity)


def lock_lots(*lots: Lot) -> None:
    """Lock lots until the transaction ends, in one order for all, so that nobody waits for another in a circle.

    Foreign keys are looked up as a transaction ends, when it holds the lock of the trail: hence a lock that lets
    them pass.
    """
    list(
        Lot.objects.select_for_update(no_key=True)
        .filter(pk__in={lot.pk for lot in lots})
        .order_by("pk")
        .values_list("pk")
    )


def balance(lot: Lot, account: str) -> int:
    """Return how many pieces of a lot stand in an account."""
    row = StockBalance.objects.filter(lot=lot, account=account).values_list("quantity", flat=True).first()
    return row or 0


def lying(part_id: uuid.UUID, account: str) -> int:
    """Return how many pieces of a part are free, or held."""
    rows = PartBalance.objects.filter(part=part_id, account=account)
    return rows.values_list("quantity", flat=True).first() or 0
