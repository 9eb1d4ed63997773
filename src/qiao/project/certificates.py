"""Certificates of destruction: canonical JSON under an Ed25519 signature of this house (SECURITY 2.5)."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from qiao.accounts.sealing import house_key
from qiao.exceptions import DestructionCertificateError

KEY = "destruction"
FORMAT = "qiao-destruction-1"


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(house_key(Path(settings.QIAO_KEYS), KEY))


def public_key() -> str:
    """Return the key by which anybody checks these certificates, 64 hex digits."""
    return _key().public_key().public_bytes_raw().hex()


def mark_of_ids(ids: Iterable[object]) -> str:
    """Return the SHA-256 of sorted ids: who keeps the list can show later what it held; nobody reads it out."""
    return hashlib.sha256("\n".join(sorted(str(one) for one in ids)).encode()).hexdigest()


def sign(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a certificate: what was done, the key and the signature over its RFC 8785 form."""
    said = {"format": FORMAT, **content}
    signature = _key().sign(rfc8785.dumps(said)).hex()
    return {"content": said, "public_key": public_key(), "signature": signature}


def check(certificate: Mapping[str, Any], *, key: str) -> dict[str, Any]:
    """Return what a certificate says, if the key named `key` signed it; raise DestructionCertificateError else."""
    try:
        content = certificate["content"]
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            bytes.fromhex(certificate["signature"]), rfc8785.dumps(content)
        )
    except (InvalidSignature, KeyError, TypeError, ValueError) as error:
        raise DestructionCertificateError from error
    said: dict[str, Any] = content
    return said


def keep(certificate: Mapping[str, Any], *, name: str, at: datetime) -> Path:
    """Write a certificate into the data directory, mode 0600; return where."""
    folder = Path(settings.DATA) / "certificates"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{name}-{at:%Y%m%dT%H%M%S}.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps(certificate, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path
