"""What can be asked of plans, matches, deliveries and stock."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Abs, Coalesce

from qiao.intake.models import Need, Offer
from qiao.intake.queries import needs, needs_for_plan, offers, offers_for_plan
from qiao.registry.models import Crisis, Item
from qiao.relief.models import (
    Convoy,
    Delivery,
    DriverReport,
    Lot,
    Match,
    Plan,
    Receipt,
    Share,
    Shipment,
    StockAccount,
    StockBalance,
    StockMovement,
    Unmet,
)

PERCENT = 100
SHOWN = (
    StockAccount.AVAILABLE,
    StockAccount.HELD,
    StockAccount.IN_KITS,
    StockAccount.IN_TRANSIT,
    StockAccount.DELIVERED,
    StockAccount.DIFFERENCE,
    StockAccount.WRITTEN_OFF,
)
"""The accounts people look for; OUTSIDE is their sum with the sign turned."""


@dataclass(frozen=True)
class Outlook:
    """What a plan made now would consider, and what it must leave aside, each with its reason."""

    needs_ready: int
    needs_unverified: int
    needs_expired: int
    needs_item_unknown: int
    offers_ready: int
    offers_unverified: int
    offers_item_unknown: int
    offers_uncounted: int


def outlook(crisis: Crisis) -> Outlook:
    """Return what a plan made now would consider, and why the rest is left aside."""
    live_needs = needs(crisis).filter(closed_at__isnull=True)
    live_offers = offers(crisis).filter(closed_at__isnull=True)
    ready = offers_for_plan(crisis)
    return Outlook(
        needs_ready=needs_for_plan(crisis).count(),
        needs_unverified=live_needs.filter(state=Need.State.NEW).count(),
        needs_expired=live_needs.filter(state=Need.State.EXPIRED).count(),
        needs_item_unknown=live_needs.filter(state=Need.State.OPEN, item__isnull=True).count(),
        offers_ready=ready.count(),
        offers_unverified=live_offers.filter(state=Offer.State.NEW).count(),
        offers_item_unknown=live_offers.filter(state=Offer.State.OPEN, item__isnull=True).count(),
        offers_uncounted=ready.filter(Q(quantity__isnull=True) | ~Q(unit__in=("", F("item__unit")))).count(),
    )


def plans(crisis: Crisis | None = None) -> QuerySet[Plan]:
    """Return the plans of a crisis or of all, the newest first, with how far they were decided."""
    rows: QuerySet[Plan] = Plan.objects.order_by("-number")
    if crisis is not None:
        rows = rows.filter(crisis=crisis)
    shares = Share.objects.filter(plan=OuterRef("pk"))
    return rows.annotate(
        lines=_counted(shares),
        proposed=_counted(shares.filter(state=Share.State.PROPOSED)),
        left_out=_counted(Unmet.objects.filter(plan=OuterRef("pk"))),
    )


def _counted(rows: QuerySet[Any]) -> Coalesce:
    """Return how many rows hang on a plan. Each kind is counted by itself: joined, lines would multiply."""
    counts = rows.order_by().values("plan").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)


def shares_of(plan: Plan) -> QuerySet[Share]:
    """Return the lines of a plan with what their rows show."""
    return Share.objects.filter(plan=plan).select_related(
        "need__item",
        "need__place",
        "need__party",
        "offer__item",
        "offer__place",
        "offer__party",
        "match",
        "part__lot",
        "part__store__place",
        "part__serves_as",
    )


def unmet_of(plan: Plan) -> QuerySet[Unmet]:
    """Return who got nothing, or less than asked, in a plan."""
    return Unmet.objects.filter(plan=plan).select_related("need__item", "need__place", "need__party")


def matches(crisis: Crisis) -> QuerySet[Match]:
    """Return the confirmed matches of a crisis."""
    rows: QuerySet[Match] = Match.objects.filter(crisis=crisis)
    return rows.select_related(
        "need__item",
        "need__place",
        "need__party",
        "offer__item",
        "offer__party",
        "offer__place",
        "lot",
        "delivery__receipt",
    )


def deliveries(crisis: Crisis) -> QuerySet[Delivery]:
    """Return the deliveries of a crisis that were sent; not those whose lorry was called off."""
    rows: QuerySet[Delivery] = Delivery.objects.filter(match__crisis=crisis).exclude(
        state=Delivery.State.CANCELLED
    )
    return rows.select_related(
        "match__need__item",
        "match__need__place",
        "match__need__party",
        "match__offer__item",
        "match__offer__place",
        "match__offer__party",
        "receipt",
    )


def stops_of(shipment: Shipment) -> QuerySet[Delivery]:
    """Return the deliveries of a trip in the order of its stops."""
    rows: QuerySet[Delivery] = Delivery.objects.filter(shipment=shipment)
    return rows.select_related(
        "match__crisis",
        "match__lot",
        "match__need__item",
        "match__need__place",
        "match__need__party",
        "match__offer__item",
        "match__offer__party",
        "match__offer__place",
        "receipt",
    ).order_by("stop", "sent_at")


def lorries_of(convoy: Convoy) -> QuerySet[Shipment]:
    """Return the lorries that were sent together, in the order in which they were entered."""
    rows: QuerySet[Shipment] = Shipment.objects.filter(convoy=convoy)
    return rows.select_related("organization").order_by("created_at")


def open_problems(crisis: Crisis) -> QuerySet[DriverReport]:
    """Return what drivers of this crisis met and nobody has settled, the oldest first."""
    rows: QuerySet[DriverReport] = DriverReport.objects.filter(
        kind=DriverReport.Kind.PROBLEM, settled_at__isnull=True, report__crisis=crisis
    )
    return rows.select_related(
        "shipment", "report__masked", "delivery__match__need__party", "delivery__match__need__place"
    ).order_by("received_at")


def with_difference(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Return those deliveries for which another quantity was signed than sent."""
    return rows.filter(receipt__isnull=False).exclude(receipt__quantity=F("quantity"))


@dataclass(frozen=True)
class Difference:
    """A receipt of another quantity than was sent, and what of it nobody has settled yet."""

    receipt: Receipt
    open: int

    @property
    def is_short(self) -> bool:
        """Say whether less arrived than was sent."""
        return self.receipt.difference < 0


def difference_ids(crisis: Crisis) -> list[uuid.UUID]:
    """Return the receipts whose difference is not settled to the last piece, the oldest first."""
    rows = Receipt.objects.filter(delivery__match__crisis=crisis).exclude(quantity=F("delivery__quantity"))
    settled = Coalesce(Sum("settlements__quantity"), 0)
    still = rows.annotate(open=Abs(F("quantity") - F("delivery__quantity")) - settled).filter(open__gt=0)
    return list(still.order_by("signed_at", "pk").values_list("pk", flat=True))


def differences(ids: Collection[uuid.UUID]) -> list[Difference]:
    """Return those of these receipts whose difference is not settled by now, the oldest first."""
    rows = (
        Receipt.objects.filter(pk__in=ids)
        .exclude(quantity=F("delivery__quantity"))
        .select_related(
            "delivery__match__need__item",
            "delivery__match__need__place",
            "delivery__match__need__party",
            "delivery__match__offer__item",
            "delivery__match__offer__party",
            "delivery__match__lot",
        )
        .annotate(settled=Coalesce(Sum("settlements__quantity"), 0))
        .order_by("signed_at", "pk")
    )
    found = [Difference(one, abs(one.difference) - one.settled) for one in rows]
    return [one for one in found if one.open > 0]


def lots(crisis: Crisis) -> QuerySet[Lot]:
    """Return the lots of a crisis with their balances."""
    rows: QuerySet[Lot] = Lot.objects.filter(offer__crisis=crisis)
    return rows.select_related("offer__item", "offer__party", "offer__place").prefetch_related("balances")


def conservation() -> list[tuple[Lot, int]]:
    """Return lots whose balances do not sum to zero, with the sum. Must be empty (SECURITY R5)."""
    sums = StockBalance.objects.values("lot_id").annotate(total=Sum("quantity")).exclude(total=0)
    found = {row["lot_id"]: row["total"] for row in sums}
    return [(lot, found[lot.pk]) for lot in Lot.objects.filter(pk__in=found)]


def movements_of(lot: Lot) -> QuerySet[StockMovement]:
    """Return the movements of a lot in order."""
    rows: QuerySet[StockMovement] = StockMovement.objects.filter(lot=lot)
    return rows


@dataclass(frozen=True)
class ItemFill:
    """How far a plan serves what was asked for of one item, in its base unit."""

    item: Item
    given: int
    missing: int

    @property
    def percent(self) -> int | None:
        """Return given over asked in per cent, rounded down; None where no quantity was asked."""
        asked = self.given + self.missing
        return self.given * PERCENT // asked if asked else None


def fill_by_item(plan: Plan) -> list[ItemFill]:
    """Return given and missing by item, over the needs whose quantity is known, the worst served first."""
    open_needs = plan.unmet.filter(asked__isnull=True).values("need_id")
    counted = plan.shares.exclude(need__in=open_needs).exclude(reason_code="OPEN_FAIR_SHARE")
    given = dict(counted.order_by().values_list("need__item").annotate(total=Sum("quantity")))
    short = plan.unmet.filter(asked__isnull=False).order_by()
    missing = dict(short.values_list("need__item").annotate(total=Sum(F("asked") - F("given"))))
    items = Item.objects.in_bulk({*given, *missing})
    rows = [ItemFill(items[pk], given.get(pk, 0), missing.get(pk, 0)) for pk in items]
    return sorted(rows, key=lambda row: (row.percent or 0, row.item.name))


@dataclass(frozen=True)
class TierServed:
    """How many needs of a tier a plan serves in full, in part, not at all. Needs are counted: units of different items do not add up."""

    tier: int
    full: int
    part: int
    nothing: int

    @property
    def total(self) -> int:
        return self.full + self.part + self.nothing

    @property
    def some(self) -> int:
        """Return how many receive anything."""
        return self.full + self.part


def served_by_tier(plan: Plan) -> list[TierServed]:
    """Return how many needs of each tier a plan serves, the most urgent tier first; tiers without a need are left out."""
    short = {
        need: (tier, given) for need, tier, given in plan.unmet.values_list("need", "need__tier", "given")
    }
    served = dict(plan.shares.exclude(need__in=short).order_by().values_list("need", "need__tier"))
    full, part = Counter(served.values()), Counter(tier for tier, given in short.values() if given)
    nothing = Counter(tier for tier, given in short.values() if not given)
    return [TierServed(one, full[one], part[one], nothing[one]) for one in sorted({*full, *part, *nothing})]


@dataclass(frozen=True)
class Leftover:
    """What is left of an offer when the open lines of a plan are counted off; None where nobody counted it."""

    offer: Offer
    available: int | None
    proposed: int

    @property
    def left(self) -> int | None:
        return None if self.available is None else max(0, self.available - self.proposed)


def leftovers(plan: Plan) -> list[Leftover]:
    """Return the offers that are not used up by now, with what the plan's open lines still propose of each."""
    rows = list(offers_for_plan(plan.crisis))
    lots = dict(Lot.objects.filter(offer__in=[one.pk for one in rows]).values_list("pk", "offer_id"))
    stock = StockBalance.objects.filter(lot__in=lots, account=StockAccount.AVAILABLE)
    available = {lots[lot]: quantity for lot, quantity in stock.values_list("lot_id", "quantity")}
    lines = plan.shares.filter(state=Share.State.PROPOSED).order_by()
    proposed = dict(lines.values_list("offer").annotate(total=Sum("quantity")))
    found = [Leftover(one, available.get(one.pk), proposed.get(one.pk, 0)) for one in rows]
    return [one for one in found if one.left is None or one.left > 0]


@dataclass(frozen=True)
class StockRow:
    """The pieces of an item or of a lot by account."""

    subject: Item | Lot
    by_account: dict[str, int]

    @property
    def cells(self) -> list[tuple[StockAccount, int]]:
        """Return the accounts that people look for, in the order goods go, with what stands in each."""
        return [(one, self.by_account.get(one.value, 0)) for one in SHOWN]


def stock_by_item(crisis: Crisis) -> list[StockRow]:
    """Return pieces by item and account over all lots of a crisis."""
    sums: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    rows = StockBalance.objects.filter(lot__in=lots(crisis).values("pk")).values_list(
        "lot__offer__item", "account"
    )
    for item, account, total in rows.annotate(total=Sum("quantity")):
        sums[item][account] = total
    items = Item.objects.filter(pk__in=sums)
    return [StockRow(item, sums[item.pk]) for item in items]


@dataclass(frozen=True)
class Conservation:
    """Whether the books agree: lots and movements looked at, and the lots that do not."""

    lots: int
    movements: int
    unbalanced: int
    drifted: int

    @property
    def holds(self) -> bool:
        return self.unbalanced == 0 and self.drifted == 0


def check_conservation(crisis: Crisis) -> Conservation:
    """Add every movement of a crisis up anew and compare with the balances that the database kept.

    `unbalanced` counts lots whose accounts do not sum to zero, `drifted` balances that differ from the movements.
    """
    here = list(lots(crisis).values_list("pk", flat=True))
    moved: dict[tuple[uuid.UUID, str], int] = defaultdict(int)
    count = 0
    movements = StockMovement.objects.filter(lot__offer__crisis=crisis)
    for lot, source, target, quantity in movements.values_list(
        "lot_id", "source", "target", "quantity"
    ).iterator():
        moved[lot, source] -= quantity
        moved[lot, target] += quantity
        count += 1
    kept = StockBalance.objects.filter(lot__offer__crisis=crisis, lot__in=lots(crisis).values("pk"))
    balances = {
        (lot, account): total for lot, account, total in kept.values_list("lot_id", "account", "quantity")
    }
    sums: dict[uuid.UUID, int] = defaultdict(int)
    for (lot, _account), total in balances.items():
        sums[lot] += total
    drifted = sum(moved.get(key, 0) != balances.get(key, 0) for key in {*moved, *balances})
    return Conservation(len(here), count, sum(total != 0 for total in sums.values()), drifted)


def matched_voices(ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of these needs and offers have a match that was not withdrawn."""
    standing = Match.objects.filter(Q(need__in=ids) | Q(offer__in=ids)).exclude(state=Match.State.WITHDRAWN)
    pairs = standing.values_list("need_id", "offer_id")
    return {pk for pair in pairs for pk in pair} & set(ids)


def packed_voices(ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of these offers have pieces in kits: the kits bear their donor's word, which stays as it was."""
    rows = StockBalance.objects.filter(lot__offer__in=ids, account=StockAccount.IN_KITS, quantity__gt=0)
    return set(rows.values_list("lot__offer", flat=True))
