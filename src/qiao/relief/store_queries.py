"""What can be asked of stores: what lies in them, what ends soon, what is not fit and who could use it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, QuerySet, Sum

from qiao.intake.models import Need
from qiao.intake.queries import needs_for_plan
from qiao.registry.models import Crisis, Substitution
from qiao.relief.models import Lot, LotPart, StockAccount, Store
from qiao.relief.problem import promised

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Lying:
    """A part with what of it is free and what is held, in pieces and in boxes."""

    part: LotPart
    free: int
    held: int
    today: date

    @property
    def on_hand(self) -> int:
        return self.free + self.held

    @property
    def boxes(self) -> tuple[int, int] | None:
        """Return full boxes and loose pieces; None where a box is one piece."""
        size = self.part.lot.offer.pack_size
        return divmod(self.on_hand, size) if size > 1 else None

    @property
    def is_expired(self) -> bool:
        return self.part.is_expired(self.today)

    @property
    def is_soon(self) -> bool:
        """Say whether its last day comes within thirty days."""
        ends = self.part.expires_on
        return ends is not None and self.today <= ends <= self.today + SOON


def _lying(parts: QuerySet[LotPart], today: date) -> list[Lying]:
    rows = parts.select_related("lot__offer__item", "lot__offer__crisis", "store", "serves_as")
    found = []
    for one in rows.prefetch_related("balances"):
        stands = {row.account: row.quantity for row in one.balances.all()}
        lies = Lying(one, stands.get(StockAccount.AVAILABLE, 0), stands.get(StockAccount.HELD, 0), today)
        if lies.on_hand:
            found.append(lies)
    return found


def lying_in(store: Store, today: date) -> list[Lying]:
    """Return what lies in a store, what ends soonest first."""
    rows = _lying(LotPart.objects.filter(store=store), today)
    return sorted(rows, key=lambda one: (one.part.expires_on or date.max, str(one.part)))


def lying_of(lot: Lot, today: date) -> list[Lying]:
    """Return where a lot lies, in the order of its parts."""
    return _lying(LotPart.objects.filter(lot=lot).order_by("number"), today)


def expired_of(crisis: Crisis, today: date) -> list[Lying]:
    """Return what is free and past its last day, the oldest first."""
    parts = LotPart.objects.filter(lot__offer__crisis=crisis, expires_on__lt=today).order_by("expires_on")
    return [one for one in _lying(parts, today) if one.free]


@dataclass(frozen=True)
class StoreRow:
    """A store with how many parts lie in it and how many end soon or ended."""

    store: Store
    parts: int
    soon: int
    expired: int


def stores(today: date) -> list[StoreRow]:
    """Return the stores of the organisation with what lies in each."""
    rows = []
    for store in Store.objects.select_related("place"):
        here = lying_in(store, today)
        soon, expired = sum(one.is_soon for one in here), sum(one.is_expired for one in here)
        rows.append(StoreRow(store, len(here), soon, expired))
    return rows


@dataclass(frozen=True)
class Acceptor:
    """A need that accepts goods as what they can serve as, and what it still lacks; None where that is not known."""

    need: Need
    lacks: int | None


def unfit_of(crisis: Crisis, today: date) -> list[tuple[Lying, list[Acceptor]]]:
    """Return what is marked as not fit and free, each with the needs that accept it, the most urgent first."""
    parts = LotPart.objects.filter(lot__offer__crisis=crisis).filter(unfit__gt="")  # a range of its index
    lying = _lying(parts.order_by("lot__trace_code", "number"), today)
    serving = {one.part.serves_as_id for one in lying if one.part.serves_as_id}
    pairs = set(Substitution.objects.filter(accepted__in=serving).values_list("asked_id", "accepted_id"))
    asked = serving | {asked for asked, _accepted in pairs}
    needs = list(needs_for_plan(crisis).filter(item__in=asked)) if asked else []
    given = promised(needs)
    found = []
    for one in lying:
        serves = one.part.serves_as_id
        accept = [
            need
            for need in needs
            if serves and not one.is_expired and (need.item_id == serves or (need.item_id, serves) in pairs)
        ]
        if one.free:
            found.append((one, _acceptors(accept, given)))
    return found


def _acceptors(needs: Iterable[Need], given: dict[str, int]) -> list[Acceptor]:
    rows = [
        Acceptor(need, None if need.quantity is None else max(0, need.quantity - given.get(str(need.pk), 0)))
        for need in needs
    ]
    return sorted((one for one in rows if one.lacks != 0), key=lambda one: (one.need.tier, str(one.need.pk)))


def on_hand(store: Store) -> dict[str, int]:
    """Return pieces of a store by account."""
    rows = LotPart.objects.filter(store=store).order_by().values_list("balances__account")
    return {account: n for account, n in rows.annotate(sum=Sum(F("balances__quantity"))) if account}
