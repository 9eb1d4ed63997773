"""A parcel is packed and opened: canonical JSON, Ed25519, gzip; nothing is read before its signature held."""

import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import ValidationError

from qiao.engines.exchange.records import FORMAT, Content, Parcel

MOST_BYTES = 8 * 2**20
"""A parcel unpacked is no larger."""
DEPTH = 8
GZIP = b"\x1f\x8b"


class Fault(StrEnum):
    """Why a whole parcel is refused."""

    UNREADABLE = "UNREADABLE"
    TOO_LARGE = "TOO_LARGE"
    SIGNATURE = "SIGNATURE"
    KEY = "KEY"
    FORMAT = "FORMAT"
    SHAPE = "SHAPE"
    RECEIVER = "RECEIVER"
    CLOCK = "CLOCK"
    MISSING = "MISSING"
    FORKED = "FORKED"
    FOREIGN = "FOREIGN"


class FeedError(ValueError):
    """A parcel that is refused as a whole; `where` names the part of it, never its content."""

    def __init__(self, fault: Fault, where: str = "") -> None:
        self.fault, self.where = fault, where
        super().__init__(f"{fault} {where}".strip())


def canonical(content: Mapping[str, Any]) -> bytes:
    """Return the canonical JSON of RFC 8785."""
    return rfc8785.dumps(dict(content))


def digest_of(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON, 64 hex digits."""
    return hashlib.sha256(canonical(content)).hexdigest()


def fingerprint_of(public_key: str) -> str:
    """Return what two people read to each other: SHA-256 of the 32 bytes, the first 32 hex digits in fours."""
    digits = hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def pack(content: Content, key: Ed25519PrivateKey) -> bytes:
    """Return the parcel, gzipped; the same content under the same key gives the same bytes."""
    plain = content.model_dump(mode="json")
    said = {
        "content": plain,
        "public_key": key.public_key().public_bytes_raw().hex(),
        "signature": key.sign(canonical(plain)).hex(),
    }
    return gzip.compress(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)


def open_parcel(sent: bytes, *, public_key: str) -> Content:
    """Return the content of a parcel that was signed with the key we know.

    Parameters
    ----------
    sent
        The bytes as they came, gzipped or plain JSON.
    public_key
        The Ed25519 key that two people checked, 64 hex digits. What the parcel itself names is only compared with it.

    Raises
    ------
    FeedError
        With the fault that makes the whole of it worthless.
    """
    parcel = _parcel(sent)
    if parcel.public_key != public_key:
        raise FeedError(Fault.KEY)
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(
            bytes.fromhex(parcel.signature), canonical(parcel.content)
        )
    except (InvalidSignature, ValueError, rfc8785.CanonicalizationError) as error:
        raise FeedError(Fault.SIGNATURE) from error
    if parcel.content.get("format") != FORMAT:
        raise FeedError(Fault.FORMAT, str(parcel.content.get("format"))[:40])
    try:
        return Content.model_validate(parcel.content)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise FeedError(Fault.SHAPE, ".".join(str(one)[:30] for one in first["loc"])[:120]) from error


def sender_named(sent: bytes) -> str:
    """Return the id of who says that it sent a parcel, unchecked: only to look up the key it must be under."""
    return str(_parcel(sent).content.get("sender", ""))[:64]


def _parcel(sent: bytes) -> Parcel:
    plain = _unpacked(sent)
    try:
        said = json.loads(plain, parse_constant=_no_number)
        too_deep = _depth(said) > DEPTH
        parcel = None if too_deep else Parcel.model_validate(said)
    except (ValueError, RecursionError) as error:
        raise FeedError(Fault.UNREADABLE) from error
    if parcel is None:
        raise FeedError(Fault.UNREADABLE)
    return parcel


def _unpacked(sent: bytes) -> bytes:
    if not sent.startswith(GZIP):
        plain = sent
    else:
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(sent)) as file:
                plain = file.read(MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise FeedError(Fault.UNREADABLE) from error
    if len(plain) > MOST_BYTES:
        raise FeedError(Fault.TOO_LARGE)
    return plain


def _no_number(name: str) -> float:
    raise ValueError(name)


def _depth(value: object) -> int:
    deepest, level = 0, [value]
    while level and deepest <= DEPTH:
        deepest += 1
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return deepest
