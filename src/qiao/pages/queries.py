"""What the overview, the map and the public trace ask. All of it is of the active organisation."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from itertools import groupby
from operator import or_
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from qiao.intake.models import Need, Offer, Report
from qiao.registry.models import Crisis, Place
from qiao.registry.queries import prefix_of
from qiao.relief.models import Delivery, Match, Receipt
from qiao.trail.models import CONFIDENTIAL_VERBS, TrailEntry

COUNTED = ("NEW", "OPEN", "EXPIRED", "MET")
"""States of a need that counts as voiced: neither false, nor withdrawn, nor told twice."""

SHOWN_ITEMS = 10
SHOWN_DAYS = 45
RECENT_ENTRIES = 300
SHOWN_ACTS = 10
NUMBERED = Q(quantity_kind__in=("EXACT", "RANGE"))


@dataclass(frozen=True)
class Counted:
    """A count with the moment of its newest record."""

    count: int
    at: datetime | None = None
    oldest: datetime | None = None


def _counted(rows: QuerySet, moment: str) -> Counted:  # type: ignore[type-arg]
    found = rows.aggregate(count=Count("pk", distinct=True), at=Max(moment), oldest=Min(moment))
    return Counted(found["count"], found["at"], found["oldest"])


@dataclass(frozen=True)
class Overview:
    """The counts of a crisis along the chain."""

    reports: Counted
    needs: Counted
    new: Counted
    verified: Counted
    offers: Counted
    matches: Counted
    in_transit: Counted
    signed: Counted
    kinds: dict[str, int]
    unmet: int
    counties: int
    silent: int

    @property
    def is_empty(self) -> bool:
        return not (self.reports.count or self.needs.count or self.offers.count)


def overview(crisis: Crisis) -> Overview:
    """Count a crisis along its chain."""
    needs = Need.objects.filter(crisis=crisis, state__in=COUNTED)
    live = needs.filter(closed_at__isnull=True)
    counties, silent = silence(crisis)
    matches = Match.objects.filter(crisis=crisis).exclude(state=Match.State.WITHDRAWN)
    travelling = Delivery.objects.filter(match__crisis=crisis, state=Delivery.State.IN_TRANSIT)
    return Overview(
        reports=_counted(Report.objects.filter(crisis=crisis), "received_at"),
        needs=_counted(live, "report__received_at"),
        new=_counted(live.filter(state=Need.State.NEW), "report__received_at"),
        verified=_counted(live.filter(state=Need.State.OPEN), "verifications__checked_at"),
        offers=_counted(Offer.objects.filter(crisis=crisis, closed_at__isnull=True), "report__received_at"),
        matches=_counted(matches, "confirmed_at"),
        in_transit=_counted(travelling, "sent_at"),
        signed=_counted(Receipt.objects.filter(delivery__match__crisis=crisis), "signed_at"),
        kinds=live.aggregate(
            numbered=Count("pk", filter=NUMBERED),
            open_ended=Count("pk", filter=Q(quantity_kind="OPEN")),
            unknown=Count("pk", filter=Q(quantity_kind="UNKNOWN")),
        ),
        unmet=live.filter(_unmatched(matches), state=Need.State.OPEN).count(),
        counties=counties,
        silent=silent,
    )


def _unmatched(matches: "QuerySet[Match]") -> Q:
    """Return the condition that a need has none of these matches.

    Not as "none of this list": once the list is larger than its memory PostgreSQL reads it anew for every need.
    """
    return Q(~Exists(matches.filter(need=OuterRef("pk"))))


def counties_of(crisis: Crisis) -> QuerySet[Place]:
    """Return the counties in use that a crisis touches, with a position or without."""
    wanted = Q(pk__in=[])
    for code in crisis.places.values_list("code", flat=True):
        wanted |= Q(code__startswith=prefix_of(code))
    return Place.objects.filter(wanted, level=Place.Level.COUNTY, valid_to__isnull=True, is_grouping=False)


def silence(crisis: Crisis) -> tuple[int, int]:
    """Return how many counties a crisis touches, and in how many of them nobody has spoken."""
    counties = set(counties_of(crisis).values_list("pk", flat=True))
    return len(counties), len(counties - _speaking(crisis))


def _speaking(crisis: Crisis) -> set[uuid.UUID | None]:
    heard: set[uuid.UUID | None] = set(Need.objects.filter(crisis=crisis).values_list("place", flat=True))
    heard |= set(Offer.objects.filter(crisis=crisis).values_list("place", flat=True))
    return heard | set(Report.objects.filter(crisis=crisis).values_list("place", flat=True))


@dataclass
class Spot:
    """One place of the map with what is known of it. Silent means: nobody has spoken, not: no need."""

    place: Place
    needs: int = 0
    unmet: int = 0
    offers: int = 0
    received_at: datetime | None = None

    @property
    def is_silent(self) -> bool:
        return self.received_at is None


def spots(crisis: Crisis) -> list[Spot]:
    """Return every county of a crisis and every other place that spoke: most unmet first, silent last."""
    found = {place.pk: Spot(place) for place in counties_of(crisis).select_related("parent")}
    voices = [
        (Need.objects.filter(crisis=crisis, state__in=COUNTED, closed_at__isnull=True), "needs"),
        (Offer.objects.filter(crisis=crisis, closed_at__isnull=True), "offers"),
    ]
    for rows, name in voices:
        per_place = (
            rows.filter(place__isnull=False)
            .values("place")
            .annotate(n=Count("pk"), at=Max("report__received_at"))
        )
        told = list(per_place.order_by())
        _add_places(found, {row["place"] for row in told})
        for row in told:
            spot = found[row["place"]]
            setattr(spot, name, row["n"])
            spot.received_at = max(filter(None, (spot.received_at, row["at"])), default=None)
    _add_reports(found, crisis)
    _add_unmet(found, crisis)
    return sorted(
        found.values(), key=lambda one: (one.is_silent, -one.unmet, -one.needs, -one.offers, one.place.code)
    )


def _add_places(found: dict[uuid.UUID, Spot], spoke: set[uuid.UUID]) -> None:
    """Add the places beyond the crisis from which somebody spoke."""
    for place in Place.objects.select_related("parent").filter(pk__in=spoke - set(found)):
        found[place.pk] = Spot(place)


def _add_reports(found: dict[uuid.UUID, Spot], crisis: Crisis) -> None:
    heard = Report.objects.filter(crisis=crisis, place__in=found).order_by()
    for row in heard.values("place").annotate(at=Max("received_at")):
        spot = found[row["place"]]
        spot.received_at = max(filter(None, (spot.received_at, row["at"])))


def _add_unmet(found: dict[uuid.UUID, Spot], crisis: Crisis) -> None:
    matches = Match.objects.filter(crisis=crisis).exclude(state=Match.State.WITHDRAWN)
    open_needs = Need.objects.filter(
        crisis=crisis, state__in=("NEW", "OPEN", "EXPIRED"), closed_at__isnull=True
    )
    rows = open_needs.filter(_unmatched(matches), place__isnull=False)
    for row in rows.values("place").annotate(n=Count("pk")).order_by():
        found[row["place"]].unmet = row["n"]


def needs_by_item(crisis: Crisis) -> list[tuple[Need, Mapping[str, Any]]]:
    """Return the items most often asked for, each with its needs counted by kind of quantity."""
    live = Need.objects.filter(crisis=crisis, state__in=COUNTED, closed_at__isnull=True, item__isnull=False)
    rows = live.values("item").annotate(
        numbered=Count("pk", filter=NUMBERED),
        open_ended=Count("pk", filter=Q(quantity_kind="OPEN")),
        unknown=Count("pk", filter=Q(quantity_kind="UNKNOWN")),
        n=Count("pk"),
    )
    top = list(rows.order_by("-n", "item__name")[:SHOWN_ITEMS])
    items = {
        one.item_id: one for one in live.select_related("item").filter(item__in=[row["item"] for row in top])
    }
    return [(items[row["item"]], row) for row in top]


def needs_by_day(crisis: Crisis) -> list[tuple[str, int, int]]:
    """Return for each of the last days: the day, reports received, needs drawn from them. A day may hold none."""
    reports = Report.objects.filter(crisis=crisis).annotate(day=TruncDate("received_at"))
    needs = Need.objects.filter(crisis=crisis).annotate(day=TruncDate("report__received_at"))
    told = dict(reports.order_by().values_list("day").annotate(n=Count("pk")))
    drawn = dict(needs.order_by().values_list("day").annotate(n=Count("pk")))
    heard = set(told) | set(drawn)
    if not heard:
        return []
    last = max(heard)
    length = min((last - min(heard)).days + 1, SHOWN_DAYS)
    days = [last - timedelta(days=back) for back in reversed(range(length))]
    return [(day.isoformat(), told.get(day, 0), drawn.get(day, 0)) for day in days]


@dataclass(frozen=True)
class Act:
    """Several entries of the trail by one person with one verb, told as one sentence."""

    entry: TrailEntry
    times: int


def trail_of(organization_id: uuid.UUID | None, *, with_care: bool = False) -> QuerySet[TrailEntry]:
    """Return what was done for an organisation, the newest first; acts on case files only where asked for."""
    entries = TrailEntry.objects.filter(organization_id=organization_id)
    confidential = reduce(or_, (Q(verb__startswith=one) for one in CONFIDENTIAL_VERBS))
    shown = entries if with_care else entries.exclude(confidential)
    return shown.select_related("actor").order_by("-sequence")


def recent_acts(organization_id: uuid.UUID | None) -> list[Act]:
    """Return the latest acts; the same act repeated in a row counts as one with its number."""
    latest = trail_of(organization_id)[:RECENT_ENTRIES]
    runs = [list(run) for _, run in groupby(latest, key=lambda one: (one.verb, one.actor_id))]
    return [Act(run[0], len(run)) for run in runs[:SHOWN_ACTS]]
