"""Sealing of personal text: AES-256-GCM under a key of each record's own, wrapped by the key of the house.

The house's keys are files of mode 0600 in `<data>/keys`, never in the database or its backup. Destroying a
record's wrapped key makes its text unreadable for good, in every copy (DESIGN law 2; 突发事件应对法 art. 85).
"""

import hashlib
import hmac
import os
import secrets
import unicodedata
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from qiao.exceptions import KeyMissingError

KEY_BYTES = 32
NONCE_BYTES = 12
WRAPPING = "wrapping"
LOOKUP = "lookup"

Seen = tuple[int, int, int]
"""How a key's file looks: inode, time of change in nanoseconds, bytes."""


_held: dict[Path, tuple[Seen, bytes]] = {}
"""Keys read by this process, each with how its file looked then: another process may change or destroy them."""


def _look(path: Path) -> Seen:
    found = path.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size


def house_key(directory: Path, name: str, *, may_make: bool = True) -> bytes:
    """Return the house's key called `name`, made on first use (mode 0600) where that is wished.

    The file is looked at each time, so that a key which `./qiao care_keys` destroyed opens nothing more in a server
    that had read it, and one that was changed is read anew, without a restart.

    Raises KeyMissingError where there is none and none may be made: for opening, a fresh key would be of no use.
    """
    path = directory / f"{name}.key"
    try:
        seen = _look(path)
    except FileNotFoundError:
        _held.pop(path, None)
        if not may_make:
            raise KeyMissingError(name=name) from None
        _make(path)
        seen = _look(path)
    known = _held.get(path)
    if known is None or known[0] != seen:
        known = seen, bytes.fromhex(path.read_text(encoding="ascii").strip())
        _held[path] = known
    return known[1]


def _make(path: Path) -> None:
    """Write a fresh key beside its place and link it there, whole or not at all; the first one made stands."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(f".{secrets.token_hex(8)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        with suppress(FileExistsError):
            path.hardlink_to(part)
    finally:
        part.unlink()


def forget_keys() -> None:
    """Forget the keys this process has read."""
    _held.clear()


def _key(name: str, *, may_make: bool = True) -> bytes:
    return house_key(Path(settings.QIAO_KEYS), name, may_make=may_make)


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


def wrap(key: bytes, context: str, *, under: str = WRAPPING) -> bytes:
    """Return a record's key sealed under a key of the house, `under` its name."""
    return seal(_key(under), key.hex(), context)


def unwrap(wrapped: bytes, context: str, *, under: str = WRAPPING) -> bytes:
    """Return a record's key, which was wrapped `under` a key of the house."""
    return bytes.fromhex(unseal(_key(under, may_make=False), wrapped, context))


def wrap_text(text: str, context: str) -> str:
    """Return a short text sealed under the house's key, as hex digits."""
    return seal(_key(WRAPPING), text, context).hex()


def unwrap_text(sealed: str, context: str) -> str:
    """Return a text that `wrap_text` sealed."""
    return unseal(_key(WRAPPING, may_make=False), bytes.fromhex(sealed), context)


def newest_generation(family: str) -> int:
    """Return the number of the newest key of a family (`<family>-0001.key` and on), 1 where there is none yet."""
    held = Path(settings.QIAO_KEYS).glob(f"{family}-*.key")
    return max((int(one.stem.rsplit("-", 1)[1]) for one in held), default=1)


def generation_name(family: str, generation: int) -> str:
    """Return the name of one key of a family."""
    return f"{family}-{generation:04d}"


def begin_generation(family: str) -> int:
    """Make the next key of a family; return its number. What is wrapped from now on is wrapped under it."""
    number = newest_generation(family) + 1
    _key(generation_name(family, number))
    return number


def destroy_generation(family: str, generation: int) -> bool:
    """Overwrite and remove one key of a family: what is wrapped under it opens no more, in any copy.

    It goes from its place first, so that no other process reads it half overwritten.
    """
    path = Path(settings.QIAO_KEYS) / f"{generation_name(family, generation)}.key"
    if not path.exists():
        return False
    gone = path.rename(path.with_suffix(".destroyed"))
    with gone.open("r+b") as file:
        file.write(secrets.token_bytes(gone.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    gone.unlink()
    _held.pop(path, None)
    return True


def fingerprint(purpose: str, text: str) -> str:
    """Return the keyed HMAC-SHA256 of `text` for `purpose` (64 hex digits): equal texts, equal marks.

    Keyed, because a plain hash of a telephone number is undone in hours (SECURITY 0.9).
    """
    plain = unicodedata.normalize("NFKC", text)
    return hmac.new(_key(LOOKUP), f"{purpose}\0{plain}".encode(), hashlib.sha256).hexdigest()
