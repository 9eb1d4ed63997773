"""Sealing of personal text: AES-256-GCM under a key of each record's own, wrapped by the key of the house.

The house's keys are files of mode 0600 in `<data>/keys`, never in the database or its backup. Destroying a
record's wrapped key makes its text unreadable for good, in every copy (DESIGN law 2; 突发事件应对法 art. 85).
"""

import hashlib
import hmac
import os
import secrets
import unicodedata
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES = 32
NONCE_BYTES = 12
WRAPPING = "wrapping"
LOOKUP = "lookup"


@cache
def house_key(directory: Path, name: str) -> bytes:
    """Return the house's key called `name`, made on first use (O_EXCL, mode 0600)."""
    path = directory / f"{name}.key"
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def _key(name: str) -> bytes:
    return house_key(Path(settings.QIAO_KEYS), name)


def new_key() -> bytes:
    """Return a fresh key for one record."""
    return secrets.token_bytes(KEY_BYTES)


def seal_bytes(key: bytes, content: bytes, context: str) -> bytes:
    """Return `content` sealed under `key`; it opens only in the same `context` (model.field:id)."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, context.encode())


def unseal_bytes(key: bytes, sealed: bytes, context: str) -> bytes:
    """Return the content; raise cryptography's InvalidTag where key, context or bytes differ."""
    nonce, body = bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:])
    return AESGCM(key).decrypt(nonce, body, context.encode())


def seal(key: bytes, text: str, context: str) -> bytes:
    """Return `text` sealed under `key`, as `seal_bytes` does."""
    return seal_bytes(key, text.encode(), context)


def unseal(key: bytes, sealed: bytes, context: str) -> str:
    """Return the text; raise cryptography's InvalidTag where key, context or bytes differ."""
    return unseal_bytes(key, sealed, context).decode()


def wrap(key: bytes, context: str) -> bytes:
    """Return a record's key sealed under the house's key."""
    return seal(_key(WRAPPING), key.hex(), context)


def unwrap(wrapped: bytes, context: str) -> bytes:
    """Return a record's key."""
    return bytes.fromhex(unseal(_key(WRAPPING), wrapped, context))


def fingerprint(purpose: str, text: str) -> str:
    """Return the keyed HMAC-SHA256 of `text` for `purpose` (64 hex digits): equal texts, equal marks.

    Keyed, because a plain hash of a telephone number is undone in hours (SECURITY 0.9).
    """
    plain = unicodedata.normalize("NFKC", text)
    return hmac.new(_key(LOOKUP), f"{purpose}\0{plain}".encode(), hashlib.sha256).hexdigest()
