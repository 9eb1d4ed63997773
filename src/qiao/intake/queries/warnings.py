"""What can be asked of public warnings: which hold now, and for which places."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from qiao.intake.models import PublicWarning
from qiao.registry.models import Place

LEVELS = (2, 4, 6)
"""Digits of the code of a province, a city, a county."""


def warnings_kept() -> QuerySet[PublicWarning]:
    """Return all warnings, newest first, without their XML."""
    rows: QuerySet[PublicWarning] = PublicWarning.objects.defer("content").select_related("ended_by")
    return rows


def current_warnings(now: datetime) -> QuerySet[PublicWarning]:
    """Return the warnings that hold at `now`."""
    return warnings_kept().filter(
        status=PublicWarning.Status.ACTUAL,
        message_type__in=(PublicWarning.MessageType.ALERT, PublicWarning.MessageType.UPDATE),
        ended_by__isnull=True,
        ends_at__gt=now,
    )


def warnings_for(places: Iterable[Place], now: datetime) -> list[PublicWarning]:
    """Return the current warnings for any of these places, a place above or one below; the worst first."""
    concerned = Q()
    for code in {one.code for one in places}:
        own = stem(code)
        above = [own[:digits].ljust(6, "0") for digits in LEVELS if digits <= len(own)]
        concerned |= Q(places__place__code__in=above) | Q(places__place__code__startswith=own)
    if not concerned:
        return []
    found = current_warnings(now).filter(concerned).distinct().prefetch_related("places__place")
    order = list(PublicWarning.Severity.values)
    return sorted(found, key=lambda one: (order.index(one.severity), -one.sent_at.timestamp()))


def stem(code: str) -> str:
    """Return the digits of a code that those of the places below begin with: 421100 → 4211."""
    return next(code[:digits] for digits in LEVELS if set(code[digits:]) <= {"0"})
