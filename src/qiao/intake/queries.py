"""What can be asked of the voices. Everything here is of the active organisation."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet

from qiao.intake.models import Alert, Need, Offer, Report, SheetSource
from qiao.registry.models import Crisis, Organization, Place, QuantityKind


def inbox(crisis: Crisis) -> QuerySet[Report]:
    """Return the reports of a crisis, the newest first, with their masked text and what they led to."""
    rows: QuerySet[Report] = Report.objects.filter(crisis=crisis)
    return rows.select_related("masked", "place").annotate(
        need_count=Count("needs", distinct=True), offer_count=Count("offers", distinct=True)
    )


def needs(crisis: Crisis) -> QuerySet[Need]:
    """Return the needs of a crisis with what their page rows show, most urgent and oldest first."""
    rows: QuerySet[Need] = Need.objects.filter(crisis=crisis)
    return rows.select_related("item", "place", "party", "report").order_by("tier", "valid_until", "created_at")


def needs_for_plan(crisis: Crisis) -> QuerySet[Need]:
    """Return the needs a plan may serve: verified, with a known item, not "none"."""
    return needs(crisis).filter(state=Need.State.OPEN, item__isnull=False).exclude(
        quantity_kind=QuantityKind.NONE
    )


def offers(crisis: Crisis) -> QuerySet[Offer]:
    """Return the offers of a crisis with what their page rows show."""
    rows: QuerySet[Offer] = Offer.objects.filter(crisis=crisis)
    return rows.select_related("item", "place", "party", "report")


def offers_for_plan(crisis: Crisis) -> QuerySet[Offer]:
    """Return the offers a plan may use: verified, with a known item."""
    return offers(crisis).filter(state=Offer.State.OPEN, item__isnull=False)


def waiting_for_verification(crisis: Crisis) -> QuerySet[Need]:
    """Return needs to be called: new or expired ones, most urgent first."""
    return needs(crisis).filter(state__in=(Need.State.NEW, Need.State.EXPIRED))


def open_alerts(crisis: Crisis) -> QuerySet[Alert]:
    """Return what somebody should look at."""
    rows: QuerySet[Alert] = Alert.objects.filter(crisis=crisis, state=Alert.State.OPEN)
    return rows.select_related("line__institution", "need__item", "need__place")


def sheet_sources(crisis: Crisis) -> QuerySet[SheetSource]:
    """Return the synchronised sheets of a crisis."""
    rows: QuerySet[SheetSource] = SheetSource.objects.filter(crisis=crisis)
    return rows.annotate(refused=Count("refusals", distinct=True))


def need_figures(crisis: Crisis, *, now: datetime) -> dict[str, int]:
    """Return counts of needs: by kind of quantity, by state, and how many are past their valid-until."""
    live = Q(closed_at__isnull=True)
    figures: dict[str, int] = Need.objects.filter(crisis=crisis).aggregate(
        total=Count("id"),
        live=Count("id", filter=live),
        to_verify=Count("id", filter=Q(state__in=("NEW", "EXPIRED"))),
        verified=Count("id", filter=Q(state="OPEN")),
        met=Count("id", filter=Q(state="MET")),
        exact=Count("id", filter=live & Q(quantity_kind__in=("EXACT", "RANGE"))),
        open_ended=Count("id", filter=live & Q(quantity_kind="OPEN")),
        unknown=Count("id", filter=live & Q(quantity_kind="UNKNOWN")),
        stale=Count("id", filter=live & Q(valid_until__lt=now)),
    )
    return figures


def receiving_organization(place: Place | None = None) -> Organization | None:
    """Return the organisation that reads public messages: one serving the place, else the first at work here."""
    running = Organization.objects.filter(runs_qiao=True).order_by("created_at")
    if place is not None:
        serving = running.filter(service_areas__place=place).first()
        if serving is not None:
            return serving
    return running.first()
