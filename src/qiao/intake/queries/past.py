"""Needs as they stood at an hour: what was told by then and had not ended, with the quantity of then."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.functions import Coalesce

from qiao.intake.models import Need
from qiao.registry.models import Crisis
from qiao.trail.models import TrailEntry

PART = 500


@dataclass(frozen=True)
class PastNeeds:
    """Needs as they stood at an hour (never to be saved), and how many changed since in a way nobody kept."""

    needs: list[Need]
    unsure: int


def needs_at(crisis: Crisis, at: datetime) -> PastNeeds:
    """Return the needs of a crisis that were known at `at` and not ended, in the order they were told.

    Quantities that were amended later are those of before, as the trail keeps them. Entries older than that are
    counted as unsure and the quantity of today stands. An institution that had vanished from its sheet still asks.
    """
    rows = Need.objects.filter(crisis=crisis).exclude(state=Need.State.MERGED)
    told = rows.annotate(told=Coalesce("report__said_at", "report__received_at")).filter(told__lte=at)
    found: list[Need] = list(
        told.select_related("item", "place__parent", "party", "report").order_by("told", "pk")
    )
    changed, unsure = _changes([need.pk for need in found], at)
    for need in found:
        before = changed.get(need.pk)
        if before is not None:
            need.quantity_kind, need.quantity, need.quantity_max = (
                before["was_kind"],
                before["was_quantity"],
                before["was_most"],
            )
            need.unit = before["was_unit"]
            closed = before["was_closed_at"]
            need.closed_at = datetime.fromisoformat(closed) if closed else None
    standing = [need for need in found if need.closed_at is None or need.closed_at > at]
    return PastNeeds(standing, sum(need.pk in unsure for need in standing))


def _changes(ids: list[uuid.UUID], at: datetime) -> tuple[dict[uuid.UUID, dict[str, Any]], set[uuid.UUID]]:
    """Return what stood before the first amendment after `at` by need, and the needs of which nobody kept it."""
    first: dict[uuid.UUID, dict[str, Any]] = {}
    unsure: set[uuid.UUID] = set()
    for start in range(0, len(ids), PART):
        entries = TrailEntry.objects.filter(verb="need.amend", subject_id__in=ids[start : start + PART])
        for subject, moment, details in entries.order_by("sequence").values_list(
            "subject_id", "at", "details"
        ):
            told = details.get("told_at")
            if (
                subject is None
                or (datetime.fromisoformat(told) if told else moment) <= at
                or subject in first
            ):
                continue
            if subject in first or subject in unsure:
                continue  # the first change after the hour tells what stood at it
            if "was_kind" in details:
                first[subject] = details
            else:
                unsure.add(subject)
    return first, unsure
