"""What can be asked of plans, matches, deliveries and stock."""

from django.db.models import Count, Q, QuerySet, Sum

from qiao.registry.models import Crisis
from qiao.relief.models import Delivery, Lot, Match, Plan, Share, StockBalance, StockMovement, Unmet


def plans(crisis: Crisis) -> QuerySet[Plan]:
    """Return the plans of a crisis, the newest first, with how far they were decided."""
    rows: QuerySet[Plan] = Plan.objects.filter(crisis=crisis)
    return rows.annotate(
        lines=Count("shares", distinct=True),
        proposed=Count("shares", filter=Q(shares__state=Share.State.PROPOSED), distinct=True),
        left_out=Count("unmet", distinct=True),
    )


def shares_of(plan: Plan) -> QuerySet[Share]:
    """Return the lines of a plan with what their rows show."""
    return Share.objects.filter(plan=plan).select_related(
        "need__item", "need__place", "need__party", "offer__item", "offer__place", "offer__party"
    )


def unmet_of(plan: Plan) -> QuerySet[Unmet]:
    """Return who got nothing, or less than asked, in a plan."""
    return Unmet.objects.filter(plan=plan).select_related("need__item", "need__place", "need__party")


def matches(crisis: Crisis) -> QuerySet[Match]:
    """Return the confirmed matches of a crisis."""
    rows: QuerySet[Match] = Match.objects.filter(crisis=crisis)
    return rows.select_related(
        "need__item", "need__place", "need__party", "offer__party", "offer__place", "lot", "delivery__receipt"
    )


def deliveries(crisis: Crisis) -> QuerySet[Delivery]:
    """Return the deliveries of a crisis."""
    rows: QuerySet[Delivery] = Delivery.objects.filter(match__crisis=crisis)
    return rows.select_related(
        "match__need__item", "match__need__place", "match__need__party", "match__offer__party", "receipt"
    )


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
