"""What can be asked of contacts. Everything here is of the active organisation."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from qiao.registry.models import ContactPoint, ContactVersion

State = ContactVersion.State
STOOD_BEFORE = timedelta(hours=48)
"""A telephone that stands for less before the change was asked may be the swindler's own."""
KNOWN_AFTER = timedelta(days=30)
"""A telephone that was replaced may still verify for so long: it is the one that was known."""


@dataclass(frozen=True)
class Shown:
    """A contact as pages show it: what stands, and what is asked for and not verified."""

    point: ContactPoint
    standing: ContactVersion | None
    change: ContactVersion | None
    is_denied: bool = False

    @property
    def is_checked(self) -> bool:
        """Say whether somebody other than who entered it has verified what stands."""
        return self.standing is not None and self.standing.checked_at is not None


def contact_points(subject_id: uuid.UUID) -> QuerySet[ContactPoint]:
    """Return the contacts of an institution or a need."""
    rows: QuerySet[ContactPoint] = ContactPoint.objects.filter(subject_id=subject_id)
    return rows.prefetch_related("versions__checked_by", "versions__asked_by", "versions__called__point")


def shown(point: ContactPoint) -> Shown:
    """Return what stands of a contact and what is asked for."""
    versions: Sequence[ContactVersion] = list(point.versions.all())
    standing = next((one for one in versions if one.state == State.STANDING), None)
    change = next((one for one in versions if one.state in {State.ASKED, State.WAITING}), None)
    latest = versions[0] if versions else None
    return Shown(point, standing, change, is_denied=latest is not None and latest.state == State.DENIED)


def contacts_of(subject_id: uuid.UUID) -> list[Shown]:
    """Return the contacts of an institution or a need as pages show them."""
    return [shown(one) for one in contact_points(subject_id)]


def callback_channels(version: ContactVersion) -> QuerySet[ContactVersion]:
    """Return the telephones on which a change may be verified: those known well before it was asked for."""
    point, asked_at = version.point, version.asked_at
    rows: QuerySet[ContactVersion] = ContactVersion.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=asked_at - KNOWN_AFTER),
        point__subject_id=point.subject_id,
        point__kind=ContactPoint.Kind.PHONE,
        state__in=(State.STANDING, State.PAST),
        effective_at__lte=asked_at - STOOD_BEFORE,
    )
    return rows.exclude(pk=version.pk).select_related("point").order_by("state", "-effective_at")


def same_elsewhere(version: ContactVersion) -> QuerySet[ContactVersion]:
    """Return the same telephone or account under other institutions: shared, or borrowed by a swindler."""
    rows: QuerySet[ContactVersion] = ContactVersion.objects.filter(mark=version.mark)
    return rows.exclude(point__subject_id=version.point.subject_id).select_related("point")


def changes_waiting() -> QuerySet[ContactVersion]:
    """Return the changes that wait for somebody, the oldest first."""
    rows: QuerySet[ContactVersion] = ContactVersion.objects.filter(state__in=(State.ASKED, State.WAITING))
    return rows.select_related("point", "asked_by").order_by("asked_at")


def due_changes(now: datetime) -> QuerySet[ContactVersion]:
    """Return verified changes whose waiting time is over."""
    rows: QuerySet[ContactVersion] = ContactVersion.objects.filter(state=State.WAITING, effective_at__lte=now)
    return rows.select_related("point")
