"""Contacts of natural persons are destroyed when the law asks; that there was one, and its dates, stay."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from qiao.accounts.roles import Actor
from qiao.registry.models import ContactPoint, ContactVersion
from qiao.trail.recorded import detail, recorded

ERASED = "（已删除）"
State = ContactVersion.State


@recorded("contact_point.erase")
def erase_contact(_actor: Actor, /, point: ContactPoint, *, erased_at: datetime) -> ContactPoint:
    """Destroy the keys and every readable copy of a contact's versions; a change that waits is withdrawn."""
    versions = ContactVersion.objects.filter(point=point)
    versions.filter(state__in=(State.ASKED, State.WAITING)).update(state=State.WITHDRAWN, ended_at=erased_at)
    versions.filter(state=State.STANDING).update(state=State.PAST, ended_at=erased_at)
    gone = versions.update(wrapped=b"", sealed=b"", masked=ERASED, mark="", source=ERASED, note="")
    ContactPoint.objects.filter(pk=point.pk).update(label="")
    detail(versions=gone)
    return point


def held_for(subject_type: str, subjects: Iterable[uuid.UUID]) -> list[ContactPoint]:
    """Return the contacts of records that still hold something."""
    full = ContactVersion.objects.exclude(Q(sealed=b"")).values("point")
    rows = ContactPoint.objects.filter(subject_type=subject_type, subject_id__in=subjects, pk__in=full)
    return list(rows.order_by("created_at"))
