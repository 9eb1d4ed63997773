"""The house's key for certificates, beside its other keys; and what its certificates look like when read again."""

from pathlib import Path

from django.conf import settings

from qiao.accounts.sealing import house_key
from qiao.engines.hours import Signed, public_key_of
from qiao.volunteering.models import Certificate

KEY = "certificate"


def signing_seed() -> bytes:
    """Return the seed of the Ed25519 key, made on first use (mode 0600, never in the database)."""
    return house_key(Path(settings.QIAO_KEYS), KEY)


def public_key() -> str:
    """Return the key by which anybody checks the house's certificates, 64 hex digits."""
    return public_key_of(signing_seed())


def signed_of(certificate: Certificate) -> Signed:
    """Return a certificate as it was signed."""
    return Signed(
        certificate.content.encode(), bytes.fromhex(certificate.signature), tuple(certificate.lines)
    )
