"""The key under which this installation signs what it hands over, and the card by which others know it."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from qiao.accounts.sealing import house_key
from qiao.exceptions import CardUnreadableError
from qiao.registry.models import Organization

KEY = "exchange"
CARD = "qiao-card-1"
KEY_DIGITS = 64
LONGEST_CARD = 2_000


def own_key() -> Ed25519PrivateKey:
    """Return the Ed25519 key, made on first use (mode 0600, never in the database)."""
    return Ed25519PrivateKey.from_private_bytes(house_key(Path(settings.QIAO_KEYS), KEY))


def public_key() -> str:
    """Return the key by which others check what comes from here, 64 hex digits."""
    return own_key().public_key().public_bytes_raw().hex()


def card_of(organization: Organization) -> dict[str, str]:
    """Return what another installation enters to know this organisation here. Nothing in it is secret."""
    return {
        "format": CARD,
        "organization": str(organization.pk),
        "name": organization.name,
        "public_key": public_key(),
    }


def read_card(text: str) -> tuple[UUID, str, str]:
    """Return organisation, name and key of a card; raise CardUnreadableError where it is none."""
    try:
        said: Any = json.loads(text[:LONGEST_CARD])
        if said["format"] != CARD:
            raise CardUnreadableError
        name, key = str(said["name"]).strip(), str(said["public_key"]).strip().lower()
        if len(key) != KEY_DIGITS or not name:
            raise CardUnreadableError
        bytes.fromhex(key)
        return UUID(said["organization"]), name[:120], key
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CardUnreadableError from error
