"""A backup as one file: a manifest, the database, the files beside it; encrypted as a whole, or not there at all."""

import hashlib
import io
import json
import os
import secrets
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from pyrage.x25519 import Identity, Recipient

from qiao.exceptions.backup import (
    BackupBrokenError,
    BackupExistsError,
    BackupNewerError,
    BackupVendorError,
)
from qiao.project.backup.sealing import IDENTITY, opened_from, sealed_into
from qiao.project.backup.snapshot import Held, put_back, refuse_occupied, take_snapshot

FORMAT = 1
MANIFEST, DATABASE = "manifest.json", "database"
BESIDE = ("attachments", "books", "certificates")
"""Folders of the data directory that hold what cannot be made again. Exports are not kept: they have an expiry."""

LAST = "last-backup.json"
"""Where the data directory says when it was last copied."""

MARK_LENGTH = 16
BLOCK = 1 << 20
MOST_NAMED = 3


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself; ``keys`` are fingerprints of the keys its sealed words need, by name."""

    format: int
    made_at: str
    vendor: str
    held: Held
    keys: Mapping[str, str]

    @classmethod
    def read(cls, content: bytes) -> "Manifest":
        """Return the manifest in JSON. Raises BackupBrokenError."""
        try:
            said = json.loads(content)
            return cls(**(said | {"held": Held(**said["held"])}))
        except (ValueError, KeyError, TypeError) as error:
            raise BackupBrokenError(why="manifest") from error


def back_up(target: Path, recipient: Recipient, *, at: datetime) -> Manifest:
    """Write everything as it stands to a new file, while others go on writing.

    What was acknowledged before the call is in it. The file appears whole, under its name, or not at all.

    Raises
    ------
    BackupExistsError
        When there is a file of that name.
    BackupToolError
        When PostgreSQL's own program is missing or refuses.
    """
    if target.exists():
        raise BackupExistsError(path=target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="backup-", dir=settings.DATA) as folder, _whole(target) as file:
        copy = Path(folder) / DATABASE
        held = take_snapshot(copy)
        manifest = Manifest(FORMAT, at.isoformat(), connection.vendor, held, marks_of_keys())
        with sealed_into(file, recipient) as plain, tarfile.open(fileobj=plain, mode="w|gz") as tar:
            _add_bytes(tar, MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode())
            tar.add(copy, arcname=DATABASE, recursive=False)
            for name in BESIDE:
                for path in _files_of(settings.DATA / name):
                    _add_file(tar, path, str(path.relative_to(settings.DATA)))
    note = {"at": manifest.made_at, "file": target.name, "entries": held.entries}
    (settings.DATA / LAST).write_text(json.dumps(note) + "\n", encoding="utf-8")
    return manifest


def back_up_keys(target: Path, recipient: Recipient) -> int:
    """Write the keys of the data directory to a file of their own; return how many."""
    if target.exists():
        raise BackupExistsError(path=target)
    keys = [path for path in _files_of(Path(settings.QIAO_KEYS)) if path.name != IDENTITY]
    with (
        _whole(target) as file,
        sealed_into(file, recipient) as plain,
        tarfile.open(fileobj=plain, mode="w|gz") as tar,
    ):
        for path in keys:
            _add_file(tar, path, f"keys/{path.name}")
    return len(keys)


def restore(source: Path, identity: Identity) -> Manifest:
    """Make a backup the data in use, which must be empty; return its manifest.

    Nothing is put in its place before the whole file was read and found unbroken.

    Raises
    ------
    BackupWrongKeyError, BackupBrokenError, BackupNewerError, BackupVendorError
        When it cannot be opened, or not here.
    RestoreOccupiedError
        When there is data already.
    """
    refuse_occupied()
    return replace(source, identity, clear=refuse_occupied)


def replace(source: Path, identity: Identity, *, clear: Callable[[], None]) -> Manifest:
    """Make a backup the data in use, once ``clear`` has emptied its place; called only when the backup is sound."""
    with tempfile.TemporaryDirectory(prefix="restore-", dir=settings.DATA) as name:
        folder = Path(name)
        unpack(source, identity, folder)
        manifest = _readable(folder)
        clear()
        put_back(folder / DATABASE)
        _move_beside(folder)
    return manifest


def restore_keys(source: Path, identity: Identity) -> int:
    """Put keys back that are missing here; one that is here and differs stays, and is told by `unknown_keys`."""
    with tempfile.TemporaryDirectory(prefix="restore-", dir=settings.DATA) as name:
        folder = Path(name)
        unpack(source, identity, folder)
        found = 0
        for path in _files_of(folder / "keys"):
            target = Path(settings.QIAO_KEYS) / path.name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not target.exists():
                shutil.move(path, target)
                target.chmod(0o600)
                found += 1
    return found


def unpack(source: Path, identity: Identity, folder: Path) -> None:
    """Open a backup into a folder. Raises BackupWrongKeyError or BackupBrokenError."""
    try:
        with (
            source.open("rb") as file,
            opened_from(file, identity) as plain,
            tarfile.open(fileobj=plain, mode="r|gz") as tar,
        ):
            for member in tar:
                tar.extract(member, folder, filter="data")
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupBrokenError(why=error) from error


def marks_of_keys() -> dict[str, str]:
    """Return a fingerprint of each key of the data directory: it tells one from another and nothing else."""
    return {
        path.name: hashlib.sha256(b"qiao backup key mark\n" + path.read_bytes()).hexdigest()[:MARK_LENGTH]
        for path in _files_of(Path(settings.QIAO_KEYS))
        if path.suffix == ".key"
    }


def unknown_keys(manifest: Manifest) -> list[str]:
    """Return the keys that sealed words of the backup need and that are not here, or not the same."""
    here = marks_of_keys()
    return sorted(name for name, mark in manifest.keys.items() if here.get(name) != mark)


def _readable(folder: Path) -> Manifest:
    try:
        manifest = Manifest.read((folder / MANIFEST).read_bytes())
    except OSError as error:
        raise BackupBrokenError(why=MANIFEST) from error
    if manifest.vendor != connection.vendor:
        raise BackupVendorError(theirs=manifest.vendor, ours=connection.vendor)
    if newer := sorted(set(manifest.held.migrations) - _known_migrations()):
        raise BackupNewerError(names=", ".join(newer[:MOST_NAMED]))
    return manifest


def _known_migrations() -> set[str]:
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    replaced = {name for one in loader.disk_migrations.values() for name in one.replaces}
    return {f"{app}.{name}" for app, name in replaced | set(loader.disk_migrations)}


def _move_beside(folder: Path) -> None:
    for name in BESIDE:
        for path in _files_of(folder / name):
            target = settings.DATA / path.relative_to(folder)
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not target.exists():
                shutil.move(path, target)


def _files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _add_file(tar: tarfile.TarFile, path: Path, name: str) -> None:
    try:
        tar.add(path, arcname=name, recursive=False)
    except FileNotFoundError:  # erased since: it shall not live on in a backup
        return


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    one: Any = tarfile.TarInfo(name)
    one.size, one.mode = len(content), 0o600
    tar.addfile(one, io.BytesIO(content))


@contextmanager
def _whole(target: Path) -> Iterator[IO[bytes]]:
    """Give a file that takes its name once everything is written and on the disk."""
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        target.hardlink_to(part)  # refuses where somebody else took the name meanwhile
    except FileExistsError as error:
        raise BackupExistsError(path=target) from error
    finally:
        part.unlink(missing_ok=True)
    directory = os.open(target.parent, os.O_RDONLY)
    os.fsync(directory)
    os.close(directory)
