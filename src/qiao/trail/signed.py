"""Signed checkpoints, to be kept outside: the head of the trail and what desks registered, under an Ed25519 key.

Whoever keeps one can show later that the records still hold what they held: a tail cut off, a row changed and a book
written anew contradict it, and nobody without the house's key can make one up.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.utils.module_loading import import_string

from qiao.accounts.sealing import house_key
from qiao.exceptions import CheckpointError
from qiao.trail.checks import Checkpoint, checkpoint

KEY = "checkpoint"
FORMAT = "qiao-checkpoint-1"
PARTS: dict[str, tuple[str, str]] = {}

Part = list[dict[str, str | int]]
Make = Callable[[], Part]
Compare = Callable[[Part], list[str]]


def register_part(name: str, make: str, compare: str) -> None:
    """Let checkpoints hold a part of a desk: dotted paths of what makes it, and of what compares it with the records."""
    PARTS[name] = make, compare


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(house_key(Path(settings.QIAO_KEYS), KEY))


def public_key() -> str:
    """Return the key by which anybody checks these checkpoints, 64 hex digits. Keep it apart from them."""
    return _key().public_key().public_bytes_raw().hex()


def signed_checkpoint(now: datetime, parts: Mapping[str, Part] | None = None) -> dict[str, Any]:
    """Return the checkpoint of now, with these parts of desks or all there are."""
    point = checkpoint(now)
    if parts is None:
        parts = {name: import_string(make)() for name, (make, _) in sorted(PARTS.items())}
    content: dict[str, Any] = {
        "format": FORMAT,
        "at": now.isoformat(),
        "trail": {"entries": point.entries, "head": point.head},
        "parts": {name: list(part) for name, part in parts.items()},
    }
    return {
        "content": content,
        "public_key": public_key(),
        "signature": _key().sign(rfc8785.dumps(content)).hex(),
    }


def text_of(signed: Mapping[str, Any]) -> str:
    """Return a checkpoint as the file to keep."""
    return json.dumps(signed, ensure_ascii=False, indent=2) + "\n"


def read(text: str) -> Mapping[str, Any]:
    """Return what a file says; raise CheckpointError where it is no checkpoint."""
    try:
        said = json.loads(text)
        is_signed = "content" in said
        trail = said["content"]["trail"] if is_signed else said
        int(trail["entries"]), str(trail["head"])
        datetime.fromisoformat(said["content"]["at"] if is_signed else said["at"])
        if is_signed and not isinstance(said["content"]["parts"], dict):
            raise CheckpointError
    except (ValueError, KeyError, TypeError) as error:
        raise CheckpointError from error
    found: Mapping[str, Any] = said
    return found


def kept(said: Mapping[str, Any]) -> Checkpoint:
    """Return the checkpoint of the trail in a file, signed or fetched from /api/checkpoint."""
    content = said.get("content", said)
    trail = content.get("trail", content)
    return Checkpoint(int(trail["entries"]), str(trail["head"]), datetime.fromisoformat(content["at"]))


def signature_breaks(said: Mapping[str, Any], key: str = "") -> list[str]:
    """Return what is wrong with a signature; `key` is the one it must be under, else the house's own."""
    if "content" not in said:
        return [] if not key else ["校验点没有签名"]
    wanted = key or public_key()
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(wanted)).verify(
            bytes.fromhex(str(said["signature"])), rfc8785.dumps(said["content"])
        )
    except (InvalidSignature, KeyError, ValueError):
        return ["校验点的签名不对：内容被改过，或者不是用这把钥匙签的"]
    return []


def part_breaks(said: Mapping[str, Any]) -> list[str]:
    """Return how the records contradict the parts of desks in a checkpoint."""
    found: list[str] = []
    for name, part in said.get("content", {}).get("parts", {}).items():
        if name not in PARTS:
            found.append(f"校验点里的“{name}”这里没有，无法核对")
            continue
        compare: Compare = import_string(PARTS[name][1])
        found += compare(part)
    return found
