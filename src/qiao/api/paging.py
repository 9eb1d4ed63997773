"""Pages by cursor: the newest first, stable while records come in."""

import base64
import binascii
import uuid
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from qiao.api.problems import FieldError

USUAL = 50
MOST = 200


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
    return base64.urlsafe_b64encode(f"{last.created_at.isoformat()} {last.pk}".encode()).decode().rstrip("=")


def _open(cursor: str) -> tuple[datetime, uuid.UUID]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        moment, _, pk = text.partition(" ")
        at = datetime.fromisoformat(moment)
        if at.tzinfo is None:
            raise FieldError("query.cursor", "cursor")
        return at, uuid.UUID(pk)
    except (ValueError, binascii.Error) as error:
        raise FieldError("query.cursor", "cursor") from error
