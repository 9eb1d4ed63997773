"""The version of a need or an offer: a number that changes with what it says, through whichever door it is changed."""

import json
import zlib
from datetime import UTC, datetime

from qiao.intake.models import Need, Offer

SAID = (
    *("item_id", "item_text", "quantity_kind", "quantity", "quantity_max", "unit", "place_id"),
    *("party_id", "party_text", "tier", "deadline", "specification", "state", "closed_at", "merged_into_id"),
)
POSITIVE = 0x7FFF_FFFF


def version_of(voice: Need | Offer) -> int:
    """Return the version, a positive integer as entity lists carry it. Two that say the same have the same."""
    said = [getattr(voice, name, None) for name in SAID]
    return zlib.crc32(json.dumps(said, default=_plain).encode()) & POSITIVE


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
