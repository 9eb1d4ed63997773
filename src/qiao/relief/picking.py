"""From which parts of a lot goods are taken: what expires first leaves first, and only what the need accepts."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from qiao.exceptions import StockExhaustedError, UnfitGoodsError
from qiao.intake.models import Need
from qiao.registry.models import Crisis, Substitution
from qiao.relief.models import Lot, LotPart, Match, StockAccount, StockMovement
from qiao.relief.stock import lock_lots, move

Picks = list[tuple[LotPart, int]]


def free_parts(lot: Lot) -> Picks:
    """Return the parts with free pieces: what expires first comes first, the donor's own last of equals."""
    rows = LotPart.objects.filter(lot=lot, balances__account=StockAccount.AVAILABLE, balances__quantity__gt=0)
    rows = rows.select_related("lot__offer__item", "store", "serves_as")
    free = dict(rows.order_by().values_list("pk", "balances__quantity"))
    ordered = sorted(rows, key=lambda one: (one.expires_on or date.max, not one.number, one.number))
    return [(one, free[one.pk]) for one in ordered]


def accepts(need: Need, part: LotPart) -> bool:
    """Say whether goods may serve a need: fit ones as what they are, others only as what they can serve as."""
    if not part.unfit:
        return True
    if part.serves_as_id is None or need.item_id is None:
        return False
    if part.serves_as_id == need.item_id:
        return True
    return _accepted(need, part.serves_as_id)


def pick(lot: Lot, quantity: int, *, part: LotPart | None = None) -> Picks:
    """Return from which parts so many free pieces are taken, whatever their state.

    Raises
    ------
    StockExhaustedError
        When less is free.
    """
    lock_lots(lot)
    return taken([(one, free) for one, free in free_parts(lot) if part in {None, one}], quantity)


def pick_for(
    need: Need,
    lot: Lot,
    quantity: int,
    *,
    at: datetime,
    part: LotPart | None = None,
    first: LotPart | None = None,
) -> Picks:
    """Return from which parts a need is served: not expired, accepted by it, what expires first.

    Of `part` alone, where a person names one; from `first` before all others, where a plan does.

    Raises
    ------
    UnfitGoodsError
        When there would be enough, but not of what the need accepts.
    StockExhaustedError
        When less is free.
    """
    lock_lots(lot)
    today = timezone.localtime(at).date()
    known = [(one, free) for one, free in free_parts(lot) if part in {None, one}]
    good = [(one, free) for one, free in known if not one.is_expired(today) and accepts(need, one)]
    good.sort(key=lambda pair: pair[0] != first)
    left, all_free = sum(free for _, free in good), sum(free for _, free in known)
    if left < quantity <= all_free:
        raise UnfitGoodsError(left=left, other=all_free - left)
    return taken(good, quantity)


def taken(parts: Picks, quantity: int) -> Picks:
    """Return how much is taken of each part, in their order. Raises StockExhaustedError where they hold less."""
    picks: Picks = []
    left = quantity
    for one, free in parts:
        some = min(left, free)
        if some > 0:
            picks.append((one, some))
            left -= some
    if left > 0:
        raise StockExhaustedError(left=quantity - left, asked=quantity)
    return picks


def expired_parts(crisis: Crisis, today: date) -> QuerySet[LotPart]:
    """Return the parts with free pieces whose last day is over."""
    rows: QuerySet[LotPart] = LotPart.objects.filter(lot__offer__crisis=crisis, expires_on__lt=today)
    rows = rows.filter(balances__account=StockAccount.AVAILABLE, balances__quantity__gt=0)
    rows = rows.annotate(free=F("balances__quantity")).select_related("lot__offer__item", "store")
    return rows.order_by("expires_on", "lot__trace_code")


def held_for(match: Match) -> Picks:
    """Return in which parts the pieces held for a match lie."""
    found: dict[uuid.UUID, int] = defaultdict(int)
    rows = StockMovement.objects.filter(match_id=match.pk, lot=match.lot_id)
    for one in rows.order_by("at", "created_at"):
        if one.source == StockAccount.HELD:
            found[one.source_part_id or one.lot_id] -= one.quantity
        if one.target == StockAccount.HELD:
            found[one.target_part_id or one.lot_id] += one.quantity
    return _existing(found)


def in_order(match: Match) -> Picks:
    """Return in which parts the pieces held for a match lie: what expires first comes first."""
    return sorted(held_for(match), key=lambda pair: (pair[0].expires_on or date.max, pair[0].number))


def held_for_need(match: Match, need: Need, *, at: datetime) -> Picks:
    """Return what is held for a match and may serve another need: not expired, and accepted by it."""
    today = timezone.localtime(at).date()
    item = match.offer.item_id
    is_asked = need.item_id is not None and (need.item_id == item or _accepted(need, item))
    return [
        (part, pieces)
        for part, pieces in in_order(match)
        if not part.is_expired(today) and (accepts(need, part) if part.unfit else is_asked)
    ]


def _accepted(need: Need, item_id: uuid.UUID | None) -> bool:
    return bool(Substitution.objects.filter(asked=need.item_id, accepted=item_id).exists())


def sent_parts(match: Match) -> Picks:
    """Return from which parts the pieces came that are on their way for a match."""
    found: dict[uuid.UUID, int] = defaultdict(int)
    rows = StockMovement.objects.filter(match_id=match.pk, lot=match.lot_id)
    for one in rows.order_by("at", "created_at"):
        sides = (one.source, one.target)
        if sides == (StockAccount.HELD, StockAccount.IN_TRANSIT):
            found[one.source_part_id or one.lot_id] += one.quantity
        if sides == (StockAccount.IN_TRANSIT, StockAccount.HELD):
            found[one.target_part_id or one.lot_id] -= one.quantity
    return _existing(found)


def _existing(pieces_by_part: Mapping[uuid.UUID, int]) -> Picks:
    parts = LotPart.objects.in_bulk([pk for pk, pieces in pieces_by_part.items() if pieces > 0])
    return [(parts[pk], pieces) for pk, pieces in pieces_by_part.items() if pieces > 0]


def sent_from(match: Match) -> LotPart | None:
    """Return the part from which a match was sent: there its pieces come back to."""
    parts = sent_parts(match)
    return parts[0][0] if parts else None


def move_held(target: str, *, at: datetime, reason: str, match: Match) -> None:
    """Move what is held for a match out of the parts where it lies: on its way, or free again where it lay."""
    for part, pieces in held_for(match):
        move(match.lot, StockAccount.HELD, target, pieces, at=at, reason=reason, match=match, part=part)
