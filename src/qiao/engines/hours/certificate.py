"""Certificates of hours that can be checked on any machine: canonical JSON under an Ed25519 signature.

The text in the QR code holds the summary and the signature; the file holds each line as well, bound to the summary
by its SHA-256.
"""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT = "qiao-certificate-1"
MOST_BYTES = 8192
"""A summary longer than this, unpacked, is none of ours."""
GROUP = 4
SHOWN_DIGITS = 32
_TEXT = re.compile(r"([A-Za-z0-9_-]{20,4000})\.([A-Za-z0-9_-]{86})/?\s*\Z")

Summary = Mapping[str, Any]
Line = Mapping[str, Any]


class CertificateError(ValueError):
    """What was handed in is no certificate, or not what was signed. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Signed:
    """A summary as it was signed.

    Attributes
    ----------
    content
        The bytes under the signature: the summary as RFC 8785 canonical JSON.
    signature
        64 bytes, Ed25519 (RFC 8032).
    lines
        The activities behind the sum; empty where only the QR code was read.
    """

    content: bytes
    signature: bytes
    lines: Sequence[Line] = ()

    @property
    def summary(self) -> dict[str, Any]:
        """Return what the certificate says."""
        told: dict[str, Any] = json.loads(self.content)
        return told

    @property
    def text(self) -> str:
        """Return what the QR code holds: packed summary and signature, parted by a dot."""
        return f"{_encoded(zlib.compress(self.content, 9))}.{_encoded(self.signature)}"

    def document(self, public_key: str) -> dict[str, Any]:
        """Return the file: summary, lines, the key (64 hex digits) and the signature."""
        return {
            "format": FORMAT,
            "content": self.summary,
            "lines": list(self.lines),
            "public_key": public_key,
            "signature": self.signature.hex(),
        }


def digest_of(lines: Sequence[Line]) -> str:
    """Return the SHA-256 (hex) of the lines' canonical JSON."""
    return hashlib.sha256(rfc8785.dumps([dict(one) for one in lines])).hexdigest()


def sign(summary: Summary, lines: Sequence[Line], seed: bytes) -> Signed:
    """Sign a summary with the lines behind it.

    Parameters
    ----------
    summary
        Texts and whole numbers only. `format`, `lines_sha256` and `lines` are added.
    lines
        Texts and whole numbers only, in the order shown.
    seed
        The 32 bytes of an Ed25519 private key.
    """
    whole = {**summary, "format": FORMAT, "lines": len(lines), "lines_sha256": digest_of(lines)}
    content = rfc8785.dumps(whole)
    return Signed(content, Ed25519PrivateKey.from_private_bytes(seed).sign(content), tuple(lines))


def public_key_of(seed: bytes) -> str:
    """Return the public key of a seed, 64 hex digits."""
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw().hex()


def fingerprint_of(public_key: str) -> str:
    """Return how a key is read out over a telephone: 128 bits of its SHA-256 in groups of four."""
    digits = hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:SHOWN_DIGITS]
    return " ".join(digits[start : start + GROUP] for start in range(0, SHOWN_DIGITS, GROUP))


def read(told: str) -> tuple[Signed, str]:
    """Read a certificate: the file's JSON, the text of its QR code, or the address that holds it.

    Returns
    -------
    tuple
        What was signed, and the key the file names ("" where there is none). Nothing is verified yet.

    Raises
    ------
    CertificateError
        "unreadable" where it is no certificate; "lines_changed" where the file's lines are not those signed.
    """
    try:
        return _from_file(json.loads(told)) if told.lstrip().startswith("{") else (_from_text(told), "")
    except CertificateError:
        raise
    except (ValueError, KeyError, TypeError, RecursionError, zlib.error) as error:
        raise CertificateError("unreadable") from error


def verify(signed: Signed, public_key: str) -> dict[str, Any]:
    """Return the summary where the signature is of this key (64 hex digits).

    Raises
    ------
    CertificateError
        "key_unreadable", "signature_wrong", or "unreadable" where what was signed is no certificate of this format.
    """
    if not re.fullmatch(r"[0-9a-fA-F]{64}", public_key):
        raise CertificateError("key_unreadable")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key)).verify(signed.signature, signed.content)
    except (InvalidSignature, ValueError) as error:
        raise CertificateError("signature_wrong") from error
    try:
        told = signed.summary
    except ValueError as error:
        raise CertificateError("unreadable") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise CertificateError("unreadable")
    return told


def _from_file(document: Any) -> tuple[Signed, str]:
    lines = document["lines"]
    content = rfc8785.dumps(document["content"])
    signed = Signed(content, bytes.fromhex(document["signature"]), tuple(lines))
    if document["content"]["lines_sha256"] != digest_of(lines):
        raise CertificateError("lines_changed")
    return signed, str(document.get("public_key", ""))


def _from_text(told: str) -> Signed:
    found = _TEXT.search(told.strip())
    if found is None:
        raise CertificateError("unreadable")
    unpack = zlib.decompressobj()
    content = unpack.decompress(_decoded(found[1]), MOST_BYTES)
    if unpack.unconsumed_tail or not unpack.eof:
        raise CertificateError("unreadable")
    json.loads(content)
    return Signed(content, _decoded(found[2]))


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % GROUP))
