"""The encryption of a backup: the age format (age-encryption.org/v1), which other tools open too.

Whoever makes a backup holds only the public half. The private half opens it, and belongs on another machine.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pyrage
from pyrage.x25519 import Identity, Recipient

from qiao.exceptions.backup import (
    BackupBrokenError,
    BackupExistsError,
    BackupKeyError,
    BackupKeyMissingError,
    BackupWrongKeyError,
)

RECIPIENT = "backup-recipient.txt"
IDENTITY = "backup-identity.txt"
NO_MATCH = "No matching keys"


def own_recipient(keys: Path, elsewhere: Path | None = None) -> tuple[Recipient, Path | None]:
    """Return whom backups are made for; where nobody is named, make a pair and return where its private half lies.

    ``elsewhere`` names a file for the private half, so that it never lies beside the data; one that is there is kept,
    and BackupExistsError raised.
    """
    place = keys / RECIPIENT
    if place.exists():
        return read_recipient(place), None
    identity = Identity.generate()
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    private = elsewhere or keys / IDENTITY
    if private.exists():
        raise BackupExistsError(path=private)
    _write(
        private,
        f"# 备份的私钥，请移到别处保存 / private key of the backups, keep it elsewhere\n{identity}\n",
    )
    _write(place, f"{identity.to_public()}\n")
    return identity.to_public(), private


def read_recipient(path: Path) -> Recipient:
    """Return the public half a file names. Raises BackupKeyError."""
    try:
        return Recipient.from_str(_lines(path)[0])
    except (OSError, IndexError, pyrage.RecipientError) as error:
        raise BackupKeyError(path=path) from error


def read_identity(given: Path | None, keys: Path) -> Identity:
    """Return the private half: of the file given, else of this data directory.

    Raises BackupKeyError where the file is none, BackupKeyMissingError where there is no file at all.
    """
    path = given or keys / IDENTITY
    if given is None and not path.exists():
        raise BackupKeyMissingError(path=path)
    try:
        return Identity.from_str(_lines(path)[0])
    except (OSError, IndexError, pyrage.IdentityError) as error:
        raise BackupKeyError(path=path) from error


def _lines(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _write(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def sealed_into(target: IO[bytes], recipient: Recipient) -> Iterator[IO[bytes]]:
    """Give a file to write plain bytes to, which reach `target` encrypted and never lie on the disk as they are."""
    reader, writer = _pipe()
    failures: list[BaseException] = []

    def seal() -> None:
        try:
            pyrage.encrypt_io(reader, target, [recipient])
        except BaseException as error:  # noqa: BLE001 - raised again below
            failures.append(error)
        finally:
            reader.close()

    thread = threading.Thread(target=seal)
    thread.start()
    try:
        with writer:
            yield writer
    finally:
        thread.join()
    if failures:
        raise failures[0]


@contextmanager
def opened_from(source: IO[bytes], identity: Identity) -> Iterator[IO[bytes]]:
    """Give a file to read the plain bytes of `source` from.

    Raises BackupWrongKeyError for another key, BackupBrokenError for a file that is cut off, changed, or none of ours.
    """
    reader, writer = _pipe()
    failures: list[BaseException] = []

    def unseal() -> None:
        try:
            pyrage.decrypt_io(source, writer, [identity])
        except BaseException as error:  # noqa: BLE001 - told below
            failures.append(error)
        finally:
            with suppress(BrokenPipeError):
                writer.close()

    thread = threading.Thread(target=unseal)
    thread.start()
    try:
        yield reader
    except Exception:
        _end(reader, thread)
        if failures and not isinstance(failures[0], BrokenPipeError):
            raise _told(failures[0]) from failures[0]
        raise
    # What is left is read too: only at its end does the format tell a whole file from one that was cut off.
    while reader.read(1 << 20):
        pass
    _end(reader, thread)
    if failures:
        raise _told(failures[0]) from failures[0]


def _end(reader: IO[bytes], thread: threading.Thread) -> None:
    reader.close()
    thread.join()


def _pipe() -> tuple[IO[bytes], IO[bytes]]:
    read, write = os.pipe()
    return os.fdopen(read, "rb"), os.fdopen(write, "wb")


def _told(error: BaseException) -> Exception:
    if isinstance(error, pyrage.DecryptError) and str(error).startswith(NO_MATCH):
        return BackupWrongKeyError()
    return BackupBrokenError(why=error)
