"""What the sender of a report may know of it, by its receipt code."""

import uuid
from collections.abc import Collection

from django.db.models import Q

from qiao.intake.models import FollowUp, Need, Offer, Report, ReportReceipt
from qiao.registry.models import Crisis, Place
from qiao.registry.queries import places_under
from qiao.trail.models import TrailEntry

SHOWN_LOOKS = 30
MOST_COUNTIES = 200
LOOKS = ("report.reveal", "attachment.reveal")


def report_for_receipt(mark: str) -> Report | None:
    """Return the report whose receipt code has this mark. To be used where no scope holds."""
    receipt = (
        ReportReceipt.objects.filter(mark=mark)
        .select_related("report__crisis", "report__organization", "report__key", "report__masked")
        .first()
    )
    return receipt.report if receipt else None


def thread_of(first: Report) -> list[Report]:
    """Return a report and what its sender wrote later, the oldest first."""
    later = Report.objects.filter(follows__first=first).select_related("follows", "masked", "key")
    return [first, *later.order_by("received_at", "pk")]


def first_of(report: Report) -> Report | None:
    """Return the report which this one corrects or adds to, if any."""
    follows: FollowUp | None = getattr(report, "follows", None)
    return follows.first if follows else None


def is_addition(report: Report) -> bool:
    """Say whether a report only adds to an earlier one."""
    follows: FollowUp | None = getattr(report, "follows", None)
    return follows is not None and follows.kind == FollowUp.Kind.ADDITION


def voices_of(reports: Collection[Report]) -> list[Need | Offer]:
    """Return the needs and offers of these reports, the oldest first."""
    ids = [one.pk for one in reports]
    needs = Need.objects.filter(report__in=ids).select_related("item", "place")
    offers = Offer.objects.filter(report__in=ids).select_related("item", "place")
    return sorted([*needs, *offers], key=lambda one: one.created_at)


def live_of_report(first: Report) -> list[Need | Offer]:
    """Return what a report and its follow-ups ask or offer and what has not ended."""
    return [one for one in voices_of(thread_of(first)) if one.closed_at is None]


def looks_at(ids: Collection[uuid.UUID], organization_id: uuid.UUID) -> list[TrailEntry]:
    """Return who saw the originals of these reports, the latest first: roles and moments, no names."""
    of_these = Q(details__report__in=[str(one) for one in ids])
    rows = TrailEntry.objects.filter(of_these, verb__in=LOOKS, organization_id=organization_id)
    return list(rows.order_by("-sequence")[:SHOWN_LOOKS])


def counties_of(crisis: Crisis) -> list[str]:
    """Return the counties that a crisis touches, each with what it lies in: 黄冈市英山县."""
    touched = Q(pk__in=())
    for place in crisis.places.all():
        touched |= Q(pk__in=places_under(place.code))
    rows = Place.objects.filter(touched, level=Place.Level.COUNTY, valid_to__isnull=True, is_grouping=False)
    named = rows.select_related("parent").order_by("code")[:MOST_COUNTIES]
    return [f"{one.parent.name if one.parent else ''}{one.name}" for one in named]
