"""What can be asked of ties."""

import uuid
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Count, F, Q, QuerySet

from qiao.engines.eligibility.calendar import add_years
from qiao.registry.models import Organization, Tie, TieContact, TieTable

MONTHS = 6
"""How many months without a contact are told, unless somebody asks for another number."""
LONGEST = 120


@dataclass(frozen=True)
class TieFilter:
    """What of the ties is asked for; empty parts ask for all."""

    kind: str = ""
    text: str = ""
    quiet_before: date | None = None
    withdrawn: bool = False


@dataclass(frozen=True)
class KindFigures:
    """One of the five kinds: how many ties, how old, how many are quiet, how often in touch within a year."""

    kind: str
    label: str
    count: int
    median_days: int | None
    quiet: int
    contacts: int


def ties(wanted: TieFilter, *, today: date) -> QuerySet[Tie]:
    """Return the active organisation's ties, by kind, the latest contact first, with contacts of the last year."""
    rows: QuerySet[Tie] = Tie.objects.filter(withdrawn_at__isnull=not wanted.withdrawn)
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if said := wanted.text.strip():
        rows = rows.filter(
            Q(other__name__icontains=said)
            | Q(department__name__icontains=said)
            | Q(name__icontains=said)
            | Q(note__icontains=said)
        )
    if wanted.quiet_before:
        rows = rows.filter(_quiet(wanted.quiet_before))
    year = add_years(today, -1)
    return (
        rows.select_related("other", "department", "table")
        .annotate(contacts_in_year=Count("contacts", filter=Q(contacts__happened_on__gt=year)))
        .order_by("kind", F("last_contact_on").desc(nulls_last=True), "created_at")
    )


def _quiet(before: date) -> Q:
    return Q(last_contact_on__lt=before) | Q(last_contact_on__isnull=True)


def figures(*, today: date, quiet_before: date) -> list[KindFigures]:
    """Return the five kinds in their order, empty ones too: an empty kind is what the page is to show."""
    year = add_years(today, -1)
    held: dict[str, list[Tie]] = {kind: [] for kind in Tie.Kind.values}
    for tie in Tie.objects.filter(withdrawn_at__isnull=True):
        held[tie.kind].append(tie)
    contacts = dict(
        TieContact.objects.filter(happened_on__gt=year, tie__withdrawn_at__isnull=True)
        .order_by()
        .values_list("tie__kind")
        .annotate(n=Count("pk"))
    )
    return [
        KindFigures(
            kind=kind,
            label=str(Tie.Kind(kind).label),
            count=len(rows),
            median_days=_median([(today - one.since).days for one in rows if one.since]),
            quiet=sum(one.last_contact_on is None or one.last_contact_on < quiet_before for one in rows),
            contacts=contacts.get(kind, 0),
        )
        for kind, rows in held.items()
    ]


def _median(days: list[int]) -> int | None:
    return round(median(days)) if days else None


def tie_tables() -> QuerySet[TieTable]:
    """Return the tables of ties that were handed in and not put aside, the newest first."""
    rows: QuerySet[TieTable] = TieTable.objects.exclude(state=TieTable.State.DISCARDED)
    return rows.select_related("handed_in_by").order_by("-created_at")


def contacts_of(tie: Tie) -> QuerySet[TieContact]:
    """Return every contact of a tie, the latest first."""
    rows: QuerySet[TieContact] = TieContact.objects.filter(tie=tie)
    return rows.order_by("-happened_on", "-created_at")


def ties_of(organization: Organization) -> QuerySet[Tie]:
    """Return the standing ties of an organisation, those of others only to themselves."""
    rows: QuerySet[Tie] = Tie.objects.filter(organization=organization, withdrawn_at__isnull=True)
    return rows.select_related("other", "department")


def tied_to(organization_ids: set[uuid.UUID]) -> dict[uuid.UUID, Tie]:
    """Return for each of these organisations the active one's tie to it, where it has one."""
    rows = Tie.objects.filter(other__in=organization_ids, withdrawn_at__isnull=True).select_related("other")
    return {one.other_id: one for one in rows if one.other_id}
