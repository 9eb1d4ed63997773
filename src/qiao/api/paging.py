"""Pages by cursor: the newest first, stable while records come in."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

USUAL = 50
MOST = 200
CURSOR = r"^([0-9]{16}[0-9a-f]{32})?$"
"""Microseconds since 1970 and the id of the last record: whatever has this form is a place in the list."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def page(rows: QuerySet[Any], *, cursor: str, limit: int) -> tuple[list[Any], str | None]:
    """Return up to `limit` records older than the cursor, and the cursor of the next page or None."""
    ordered = rows.order_by("-created_at", "-id")
    if cursor:
        at, pk = _open(cursor)
        ordered = ordered.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=pk))
    found = list(ordered[: limit + 1])
    following = _seal(found[limit - 1]) if len(found) > limit else None
    return found[:limit], following


def _seal(last: Any) -> str:
    return f"{(last.created_at - EPOCH) // MICROSECOND:016d}{last.pk.hex}"


def _open(cursor: str) -> tuple[datetime, uuid.UUID]:
    return EPOCH + int(cursor[:16]) * MICROSECOND, uuid.UUID(hex=cursor[16:])
