"""How goods move: lots are opened once, and each movement has two sides. The database refuses a shortfall."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from qiao.exceptions import StockExhaustedError
from qiao.intake.models import Offer
from qiao.registry.models import QuantityKind
from qiao.registry.units import counts_pieces_of
from qiao.relief.models import Lot, Match, StockAccount, StockBalance, StockMovement

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U to be misread
TRACE_CHARACTERS = 10


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
    Offer.objects.select_for_update().filter(pk=offer.pk).order_by().values("pk").first()
    lot: Lot | None = Lot.objects.filter(offer=offer).first()
    if lot is not None:
        return lot
    pieces = pieces_of(offer)
    if pieces is None:
        return None
    lot = Lot.objects.create(
        organization_id=offer.organization_id, offer=offer, trace_code=random_code(TRACE_CHARACTERS)
    )
    move(lot, StockAccount.OUTSIDE, StockAccount.AVAILABLE, pieces, at=at, reason="认捐")
    return lot


def move(
    lot: Lot,
    source: str,
    target: str,
    quantity: int,
    *,
    at: datetime,
    reason: str,
    match: Match | None = None,
    undoes: StockMovement | None = None,
) -> StockMovement:
    """Move pieces of a lot from one account to another.

    Raises StockExhaustedError where the source holds less; nothing is then moved.
    """
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
            )
    except IntegrityError as error:
        raise StockExhaustedError(left=balance(lot, source), asked=quantity) from error
    return movement


def balance(lot: Lot, account: str) -> int:
    """Return how many pieces of a lot stand in an account."""
    row = StockBalance.objects.filter(lot=lot, account=account).values_list("quantity", flat=True).first()
    return row or 0
