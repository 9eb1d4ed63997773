"""What can be asked of the voices. Everything here is of the active organisation."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django_scopes import scopes_disabled

from qiao.intake.clock import judged_at
from qiao.intake.keeping import kept
from qiao.intake.models import (
    Alert,
    Attachment,
    Need,
    Offer,
    Refusal,
    Report,
    SheetSource,
    Verification,
)
from qiao.registry.models import Crisis, Item, Organization, Place, QuantityKind
from qiao.registry.queries import places_under
from qiao.trail.models import TrailEntry

SHOWN_REPEATS = 5
SHOWN_TRAIL = 60


def inbox(crisis: Crisis) -> QuerySet[Report]:
    """Return the reports of a crisis, the newest first, with their masked text and what they led to."""
    rows: QuerySet[Report] = Report.objects.filter(crisis=crisis)
    return (
        rows.select_related("masked", "place")
        .annotate(need_count=_counted(Need), offer_count=_counted(Offer))
        .order_by("-received_at", "pk")
    )


def _counted(model: type[Need] | type[Offer]) -> Coalesce:
    """Return how many a report led to, asked for the rows that are shown and not by grouping all of them."""
    with scopes_disabled():  # of one report all are of one organisation: the index of the report is enough
        rows: QuerySet[Any] = model.objects.filter(report=OuterRef("pk")).order_by()
    return Coalesce(Subquery(rows.values("report").annotate(n=Count("pk")).values("n")), 0)


def needs(crisis: Crisis) -> QuerySet[Need]:
    """Return the needs of a crisis with what their page rows show, most urgent and oldest first."""
    rows: QuerySet[Need] = Need.objects.filter(crisis=crisis)
    return rows.select_related("item", "place", "party", "report").order_by(
        "tier", "valid_until", "created_at"
    )


def needs_for_plan(crisis: Crisis) -> QuerySet[Need]:
    """Return the needs a plan may serve: verified, with a known item, not "none"."""
    return (
        needs(crisis)
        .filter(state=Need.State.OPEN, item__isnull=False)
        .exclude(quantity_kind=QuantityKind.NONE)
    )


def offers(crisis: Crisis) -> QuerySet[Offer]:
    """Return the offers of a crisis with what their page rows show."""
    rows: QuerySet[Offer] = Offer.objects.filter(crisis=crisis)
    return rows.select_related("item", "place", "party", "report")


def offers_for_plan(crisis: Crisis) -> QuerySet[Offer]:
    """Return the offers a plan may use: verified, with a known item."""
    return offers(crisis).filter(state=Offer.State.OPEN, item__isnull=False)


def open_alerts(crisis: Crisis) -> QuerySet[Alert]:
    """Return what somebody should look at."""
    rows: QuerySet[Alert] = Alert.objects.filter(crisis=crisis, state=Alert.State.OPEN)
    return rows.select_related("line__institution", "need__item", "need__place")


def sheet_sources(crisis: Crisis) -> QuerySet[SheetSource]:
    """Return the synchronised sheets of a crisis."""
    rows: QuerySet[SheetSource] = SheetSource.objects.filter(crisis=crisis)
    return rows.annotate(refused=Count("refusals", distinct=True))


def need_figures_now(crisis: Crisis) -> dict[str, int]:
    """Return the counts of needs at this moment; in a replayed crisis at the moment it stands at."""
    return need_figures(crisis, now=judged_at(crisis))


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


def told_before(crisis: Crisis, *, phones: Collection[str], mark: str) -> QuerySet[Report]:
    """Return reports of the crisis with the same content or one of the same telephone numbers, newest first."""
    same = Q(fingerprint=mark) | Q(phones__mark__in=phones)
    rows: QuerySet[Report] = inbox(crisis).filter(same).distinct().order_by("-received_at")
    return rows[:SHOWN_REPEATS]


def reports_found(crisis: Crisis, *, source: str, text: str) -> QuerySet[Report]:
    """Return the reports of an inbox from one source, or with these characters in the masked copy."""
    rows = inbox(crisis)
    if source:
        rows = rows.filter(source=source)
    return rows.filter(masked__text__icontains=text) if text else rows


def within(text: str) -> Q:
    """Return the condition that a voice lies in the place of this code or name, or below it."""
    if text.isdigit():
        return Q(place__in=places_under(text))
    codes = Place.objects.filter(name__startswith=text).values_list("code", flat=True)[:SHOWN_REPEATS]
    found = Q(pk__in=())
    for code in codes:
        found |= Q(place__in=places_under(code))
    return found


def with_last_check(rows: QuerySet[Any], field: str) -> QuerySet[Any]:
    """Add to each need or offer its last check: when, how, whether two-way, with what result."""
    last = Verification.objects.filter(**{field: OuterRef("pk")}).order_by("-checked_at")
    annotated: QuerySet[Any] = rows.annotate(
        checked_at=Subquery(last.values("checked_at")[:1]),
        checked_two_way=Subquery(last.values("is_two_way")[:1]),
        checked_method=Subquery(last.values("method")[:1]),
        checked_result=Subquery(last.values("result")[:1]),
    )
    return annotated


def items_named(crisis: Crisis, model: type[Need] | type[Offer]) -> QuerySet[Item]:
    """Return the items which the needs (or offers) of a crisis name."""
    return Item.objects.filter(pk__in=kept(_items_needed if model is Need else _items_offered, crisis))


def _items_needed(crisis: Crisis) -> list[uuid.UUID]:
    return _items_of(Need.objects.filter(crisis=crisis))


def _items_offered(crisis: Crisis) -> list[uuid.UUID]:
    return _items_of(Offer.objects.filter(crisis=crisis))


def _items_of(rows: QuerySet[Any]) -> list[uuid.UUID]:
    return list(rows.filter(item__isnull=False).order_by().values_list("item", flat=True).distinct())


def live(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return those that are not ended."""
    return rows.filter(closed_at__isnull=True).exclude(
        state__in=("MERGED", "WITHDRAWN", "SPENT", "REJECTED", "MET")
    )


def is_settled(need: Need) -> bool:
    """Say whether a need can no longer be checked: merged, or its row of the sheet has a newer open need."""
    if need.state == Need.State.MERGED:
        return True
    if need.closed_at is None or not need.key:
        return False
    newer: bool = Need.objects.filter(key=need.key, closed_at__isnull=True).exists()
    return newer


def history_of(
    organization_id: uuid.UUID | None, ids: Collection[uuid.UUID], *, report: Report
) -> list[TrailEntry]:
    """Return what was done with these records, and who saw the original of their report, newest first."""
    seen = Q(verb="report.reveal", details__report=str(report.pk))
    rows = TrailEntry.objects.filter(Q(subject_id__in=ids) | seen, organization_id=organization_id)
    return list(rows.select_related("actor").order_by("-sequence")[:SHOWN_TRAIL])


def told_with(report: Report) -> QuerySet[Report]:
    """Return other reports of the crisis with the same content or a telephone number of this one."""
    marks = list(report.phones.values_list("mark", flat=True))
    same = Q(fingerprint=report.fingerprint) | Q(phones__mark__in=marks)
    rows: QuerySet[Report] = inbox(report.crisis).filter(same).exclude(pk=report.pk).distinct()
    return rows.order_by("-received_at")[:SHOWN_REPEATS]


def refused_rows(crisis: Crisis) -> QuerySet[Refusal]:
    """Return the rows of the crisis' sheets that were not loaded, newest version first."""
    rows: QuerySet[Refusal] = Refusal.objects.filter(source__crisis=crisis)
    return rows.select_related("source").order_by("-created_at", "row", "column")


def lines_of(sheet: SheetSource) -> dict[str, int]:
    """Return how many lines a sheet has, and how many of them vanished."""
    figures: dict[str, int] = sheet.lines.aggregate(
        total=Count("pk"), absent=Count("pk", filter=Q(absent_since__isnull=False))
    )
    return figures


def alerts(crisis: Crisis) -> QuerySet[Alert]:
    """Return the alerts of a crisis, the newest first."""
    rows: QuerySet[Alert] = Alert.objects.filter(crisis=crisis)
    return rows.select_related(
        "line__institution", "line__source", "need__item", "need__place", "need__party"
    )


def attachments_of(report: Report) -> list[Attachment]:
    """Return the files of a report; none once it is erased."""
    return [] if report.is_erased else list(Attachment.objects.filter(report=report))
