"""The database at one moment while others go on writing, as one file, with what must be found again after a restore."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from qiao.accounts.patience import at_leisure
from qiao.exceptions.backup import BackupToolError, RestoreOccupiedError
from qiao.project.walls.raising import KEY_TABLE, after_migrating
from qiao.project.walls.scope import EVERYTHING, NAME
from qiao.trail.models import TrailEntry

Ask = Callable[[str], list[tuple[Any, ...]]]
"""Asks one statement of the database at that moment; returns its rows."""

WAIT_PAGES = -1
"""All pages in one step: readers and writers of a database in WAL mode go on meanwhile."""

TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
    "AND sql NOT LIKE 'CREATE VIRTUAL%'",
    "postgresql": "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
    "WHERE relkind IN ('r', 'p') AND NOT relispartition AND nspname = current_schema() AND relname <> 'qiao_wall_key'",
}
DUMPED = (
    "--format=custom",
    "--no-owner",
    "--no-privileges",
    "--enable-row-security",
    f"--exclude-table-data={KEY_TABLE}",
)
"""Roles are another server's, and the wall's key is the data directory's; the owner asks for everybody's rows."""


@dataclass(frozen=True)
class Held:
    """What a database holds: rows by table, applied migrations (app.name), length and head of the trail."""

    rows: Mapping[str, int]
    migrations: list[str]
    entries: int
    head: str


def held_by(ask: Ask, vendor: str) -> Held:
    """Count what a database holds."""
    tables = sorted(name for (name,) in ask(TABLES[vendor]))
    rows = {name: int(ask(f'SELECT count(*) FROM "{name}"')[0][0]) for name in tables}  # noqa: S608 - its own names
    applied = [
        f"{app}.{name}" for app, name in ask("SELECT app, name FROM django_migrations ORDER BY app, name")
    ]
    trail = TrailEntry._meta.db_table
    last = ask(f"SELECT sequence, hash FROM {trail} ORDER BY sequence DESC LIMIT 1")  # noqa: S608
    entries, head = last[0] if last else (0, "")
    return Held(rows, applied, int(entries), str(head))


def held_now() -> Held:
    """Count what the database in use holds."""
    return held_by(_ask, connection.vendor)


def _ask(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def take_snapshot(place: Path) -> Held:
    """Write the database as it stands to a new file; return what it holds."""
    if connection.vendor == "sqlite":
        return _copy_sqlite(place)
    return _dump_postgresql(place)


def _copy_sqlite(place: Path) -> Held:
    os.close(os.open(place, os.O_CREAT | os.O_EXCL, 0o600))
    source = sqlite3.connect(f"{Path(connection.settings_dict['NAME']).as_uri()}?mode=ro", uri=True)
    copy = sqlite3.connect(place)
    try:
        source.backup(copy, pages=WAIT_PAGES)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it
        return held_by(lambda statement: copy.execute(statement).fetchall(), "sqlite")
    finally:
        copy.close()
        source.close()


def _dump_postgresql(place: Path) -> Held:
    with transaction.atomic(), ExitStack() as stack:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        stack.enter_context(at_leisure())  # this transaction waits, doing nothing, until pg_dump has ended
        ((snapshot,),) = _ask("SELECT pg_export_snapshot()")
        held = held_now()
        _run("pg_dump", *DUMPED, f"--snapshot={snapshot}", f"--file={place}")
        place.chmod(0o600)
    return held


def put_back(place: Path) -> None:
    """Make the snapshot in a file the database in use. Raises RestoreOccupiedError where that is not empty."""
    if connection.vendor == "sqlite":
        target = Path(connection.settings_dict["NAME"])
        refuse_occupied()
        connection.close()
        shutil.move(place, target)
        _sync(target)
        return
    refuse_occupied()
    _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(place))
    connection.close()
    after_migrating()


def refuse_occupied() -> None:
    """Raise RestoreOccupiedError where the database in use holds anything."""
    if connection.vendor == "sqlite":
        target = Path(connection.settings_dict["NAME"])
        if target.exists() and target.stat().st_size > 0:
            raise RestoreOccupiedError(place=target)
    elif _ask(TABLES["postgresql"]):
        raise RestoreOccupiedError(place=connection.settings_dict["NAME"])


def _run(tool: str, *options: str) -> None:
    held = connection.settings_dict
    where = {
        "PGHOST": held["HOST"],
        "PGPORT": held["PORT"],
        "PGUSER": held["USER"],
        "PGPASSWORD": held["PASSWORD"],
        "PGOPTIONS": f"-c {NAME}={EVERYTHING}",
    }
    command = [tool, *(["--dbname"] if tool == "pg_restore" else []), held["NAME"], *options]
    try:
        subprocess.run(  # noqa: S603 - no shell, our own words
            command,
            env=os.environ | {name: str(value) for name, value in where.items() if value},
            capture_output=True,
            check=True,
            text=True,
        )
    except FileNotFoundError as error:
        raise BackupToolError(tool=tool, why="not installed") from error
    except subprocess.CalledProcessError as error:
        raise BackupToolError(
            tool=tool, why=error.stderr.strip().splitlines()[-1:] or error.returncode
        ) from error


def _sync(path: Path) -> None:
    for one, flags in ((path, os.O_RDONLY), (path.parent, os.O_RDONLY)):
        handle = os.open(one, flags)
        os.fsync(handle)
        os.close(handle)


def missing_rows(before: Held, after: Held, *, apart: Iterable[str] = ()) -> dict[str, int]:
    """Return by table how many rows fewer there are than before; tables that are gone lost all of theirs."""
    lost = {
        name: rows - after.rows.get(name, 0) for name, rows in before.rows.items() if name not in set(apart)
    }
    return {name: rows for name, rows in lost.items() if rows > 0}
