"""What was not yet looked at for repeats."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_scopes import scopes_disabled

from qiao.intake.models import Need, Offer, RepeatRecord, SheetLine
from qiao.registry.models import Organization

AT_ONCE = 500
SETTLED_AFTER = timedelta(seconds=30)
"""What was written so long ago is committed, or never will be."""


def organizations_with_repeats() -> list[uuid.UUID]:
    """Return the organisations at work here. Needs no scope."""
    with scopes_disabled():
        return list(Organization.objects.filter(runs_qiao=True).values_list("pk", flat=True))


def unlooked(organization: uuid.UUID, *, now: datetime, most: int | None = AT_ONCE) -> list[Any]:
    """Return live needs, offers and organisations that nobody looked at since they were committed, oldest first."""
    found: list[Any] = []
    for rows in (*_voices(now), parties_of(organization)):
        kind = "party" if rows.model is Organization else rows.model.__name__.lower()
        seen: QuerySet[RepeatRecord] = RepeatRecord.objects.filter(
            **{kind: OuterRef("pk")}, organization=organization, looked_at__isnull=False
        )
        left = None if most is None else most - len(found)
        found += rows.exclude(Exists(seen)).order_by("created_at", "pk")[:left]
    return found


def _voices(now: datetime) -> tuple[QuerySet[Any], ...]:
    settled = Q(closed_at__isnull=True, created_at__lt=now - SETTLED_AFTER)
    return tuple(
        model.objects.filter(settled).select_related("report", "item", "place", "party")
        for model in (Need, Offer)
    )


def parties_of(organization: uuid.UUID) -> QuerySet[Organization]:
    """Return the organisations that an organisation's needs, offers and sheets name."""
    named = Q(pk__in=Need.objects.filter(party__isnull=False).values("party"))
    named |= Q(pk__in=Offer.objects.filter(party__isnull=False).values("party"))
    named |= Q(pk__in=SheetLine.objects.filter(source__organization=organization).values("institution"))
    rows: QuerySet[Organization] = Organization.objects.filter(named)
    return rows.select_related("home__parent")
