"""Goods come into a store, go on to another, are told apart by expiry or fitness, and leave when they expired."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.exceptions import QuantityInvalidError
from qiao.intake.actions.voices import LARGEST
from qiao.registry.models import Crisis, Item, Place
from qiao.relief.models import Lot, LotPart, Match, StockAccount, StockMovement, Store
from qiao.relief.picking import expired_parts, held_for
from qiao.relief.stock import lock_lots, lying, move
from qiao.trail.recorded import detail, recorded

AVAILABLE, HELD, OUTSIDE = StockAccount.AVAILABLE, StockAccount.HELD, StockAccount.OUTSIDE
FITNESS: dict[str, object] = {"unfit": "", "unfit_note": "", "serves_as": None, "assembly": None}
"""What tells a part from others of its store, expiry and batch: as goods come, fit and no kit."""


@dataclass(frozen=True)
class Arrival:
    """Pieces that came together: how many, their last day, the maker's batch."""

    quantity: int
    expires_on: date | None = None
    batch: str = ""


@recorded("store.open")
def open_store(actor: Actor, *, name: str, place: Place | None = None, hours: str = "") -> Store:
    """Enter a store. Its telephone and address are kept as contacts."""
    store: Store = Store.objects.create(organization_id=actor.acts_for, name=name, place=place, hours=hours)
    detail(place=place.code if place else None)
    return store


@recorded("stock.receive")
def receive_goods(_actor: Actor, lot: Lot, store: Store, *, arrivals: Sequence[Arrival], at: datetime) -> Lot:
    """Take goods of a lot in from their donor: each arrival is a part of its own expiry and batch.

    What is free comes first, then what is held already; what is more than was pledged comes in from outside.

    Raises
    ------
    QuantityInvalidError
        When an arrival is of no pieces, or the lot is of kits, which are assembled and not pledged.
    """
    lock_lots(lot)
    if lot.assemblies.exists():
        raise QuantityInvalidError(field="成套", value=lot.trace_code)
    donors = LotPart.objects.get(pk=lot.pk)
    for one in arrivals:
        _check(one.quantity, LARGEST)
        part = _part(donors, store=store, expires_on=one.expires_on or donors.expires_on, batch=one.batch)
        left = one.quantity
        free = min(left, lying(donors.pk, AVAILABLE))
        if free:
            move(lot, AVAILABLE, AVAILABLE, free, at=at, reason="入库", part=donors, to_part=part)
            left -= free
        for match, pieces in _held_in(donors) if left else ():
            taken = min(left, pieces)
            if taken:
                move(lot, HELD, HELD, taken, at=at, reason="入库", match=match, part=donors, to_part=part)
                left -= taken
        if left:
            move(lot, OUTSIDE, AVAILABLE, left, at=at, reason="到货多于认捐", part=part)
    detail(store=str(store.pk), pieces=sum(one.quantity for one in arrivals), parts=len(arrivals))
    return lot


@recorded("stock.transfer")
def transfer_goods(
    _actor: Actor, part: LotPart, store: Store, *, quantity: int, at: datetime
) -> StockMovement:
    """Bring free pieces of a part to another store: one movement.

    Raises
    ------
    QuantityInvalidError
        When the quantity is not above zero, or they lie in that store already.
    StockExhaustedError
        When less is free.
    """
    if part.store_id == store.pk:
        raise QuantityInvalidError(field="仓库", value=store.name)
    target = part_like(part, store=store)
    return _shift(part, target, quantity, at=at, reason=f"调到{store.name}")


@recorded("stock.split")
def split_lot(
    _actor: Actor,
    part: LotPart,
    *,
    quantity: int,
    expires_on: date | None,
    at: datetime,
    batch: str = "",
) -> StockMovement:
    """Tell pieces of another expiry or batch apart. Raises as `transfer_goods`."""
    target = _part(part, store=part.store, expires_on=expires_on, batch=batch, like=part)
    if target == part:
        raise QuantityInvalidError(field="失效日期", value=expires_on)
    return _shift(part, target, quantity, at=at, reason="按失效日期分开")


@recorded("stock.unfit")
def mark_unfit(
    _actor: Actor,
    part: LotPart,
    *,
    quantity: int,
    unfit: str,
    at: datetime,
    note: str = "",
    serves_as: Item | None = None,
) -> StockMovement:
    """Set free pieces apart as not fit for what they were given as; `serves_as` is what they can still serve as.

    Raises as `transfer_goods`.
    """
    target = _part(
        part,
        store=part.store,
        expires_on=part.expires_on,
        batch=part.batch,
        unfit=unfit,
        unfit_note=note,
        serves_as=serves_as,
        assembly=part.assembly,
    )
    if target == part:
        raise QuantityInvalidError(field="不合标准", value=part.get_unfit_display())
    label = LotPart.Unfit(unfit).label
    detail(unfit=unfit, serves_as=serves_as.code if serves_as else None)
    return _shift(part, target, quantity, at=at, reason=f"不合标准：{label}")


@recorded("stock.expire")
def write_off_expired(_actor: Actor, crisis: Crisis, *, at: datetime) -> Crisis:
    """Write everything off that is free and past its last day: one act, a movement for each part."""
    today = timezone.localtime(at).date()
    parts, pieces = 0, 0
    found = list(expired_parts(crisis, today))
    lock_lots(*(one.lot for one in found))
    for one in found:
        left = lying(one.pk, AVAILABLE)
        if left:
            reason = f"报损：{one.expires_on:%Y-%m-%d} 过期"
            move(one.lot, AVAILABLE, StockAccount.WRITTEN_OFF, left, at=at, reason=reason, part=one)
            parts, pieces = parts + 1, pieces + left
    detail(parts=parts, pieces=pieces)
    return crisis


def _shift(part: LotPart, target: LotPart, quantity: int, *, at: datetime, reason: str) -> StockMovement:
    _check(quantity, LARGEST)
    moved = move(
        part.lot, AVAILABLE, AVAILABLE, quantity, at=at, reason=reason[:120], part=part, to_part=target
    )
    detail(lot=str(part.lot_id), quantity=quantity, part=part.number, to_part=target.number)
    return moved


def _check(quantity: int, most: int) -> None:
    if not 0 < quantity <= most:
        raise QuantityInvalidError(field="数量", value=quantity)


def part_like(part: LotPart, *, store: Store | None) -> LotPart:
    """Return the part where the same goods lie in another store, a new one where there is none yet."""
    return _part(part, store=store, expires_on=part.expires_on, batch=part.batch, like=part)


def _part(
    near: LotPart,
    *,
    store: Store | None,
    expires_on: date | None,
    batch: str,
    like: LotPart | None = None,
    **state: object,
) -> LotPart:
    """Return the part of the same lot where such pieces lie, a new one where there is none yet."""
    lock_lots(near.lot)
    if like is not None:
        state = {name: getattr(like, name) for name in FITNESS}
    facts = FITNESS | state
    facts |= {"store": store, "expires_on": expires_on, "batch": batch}
    known = LotPart.objects.filter(lot=near.lot_id, **facts).first()
    if known is not None:
        return known
    last = LotPart.objects.filter(lot=near.lot_id).aggregate(last=Max("number"))["last"]
    made: LotPart = LotPart.objects.create(
        organization_id=near.organization_id, lot=near.lot, number=last + 1, **facts
    )
    return made


def _held_in(part: LotPart) -> list[tuple[Match, int]]:
    """Return what is held in a part, by match, the oldest first."""
    found: dict[Match, int] = defaultdict(int)
    for match in Match.objects.filter(lot=part.lot_id, state=Match.State.HELD).order_by("confirmed_at"):
        found[match] += sum(pieces for one, pieces in held_for(match) if one == part)
    return [(match, pieces) for match, pieces in found.items() if pieces]
