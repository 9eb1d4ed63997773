"""The SQLite installation that is moved: opened read-only, seen as of one moment, never changed."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connections
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.db.migrations.loader import MigrationLoader

from qiao.exceptions.moving import MovePendingError, MoveSourceError, MoveWrittenError
from qiao.project.backup.snapshot import Held, held_by

FIRST = -(2**63)
"""Before every row of SQLite."""
FTS = "pages_searchtokens"
DERIVED = frozenset({"pages_searchentry", "pages_searchpending"})
"""The search's index: each database has its own kind, made anew from the records."""


@dataclass(frozen=True)
class Source:
    """The database as of the moment it was opened."""

    path: Path
    asked: sqlite3.Connection
    held: Held

    @property
    def tables(self) -> list[str]:
        """Return the tables that are carried, by name."""
        return [name for name in self.held.rows if name not in DERIVED]

    @property
    def mark(self) -> str:
        """Return what tells this content from another: rows by table, length and head of the trail."""
        said = f"{sorted(self.held.rows.items())} {self.held.entries} {self.held.head}"
        return sha256(said.encode()).hexdigest()

    def columns(self, table: str) -> set[str]:
        """Return the columns of a table that hold something: computed ones are the target's own matter."""
        return {row[1] for row in self.asked.execute(f'PRAGMA table_xinfo("{table}")') if row[6] == 0}

    def rows(self, table: str, columns: Sequence[str], after: int = FIRST) -> Iterator[tuple[Any, ...]]:
        """Yield the rows behind a place, in SQLite's own order; the first value of each is its place."""
        named = ", ".join(f'"{one}"' for one in columns)
        yield from self.asked.execute(
            f'SELECT rowid, {named} FROM "{table}" WHERE rowid > ? ORDER BY rowid',  # noqa: S608 - its own names
            [after],
        )

    def last_ids(self) -> Mapping[str, int]:
        """Return the last number each counting table gave out, also to rows that are gone."""
        return dict(self.asked.execute("SELECT name, seq FROM sqlite_sequence").fetchall())


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open the database at a path, and see at the end that nobody wrote meanwhile.

    Raises
    ------
    MoveSourceError
        When there is no database, or it is damaged.
    MoveWrittenError
        When somebody wrote while it was read.
    """
    if not path.exists():
        raise MoveSourceError(path=path, why="absent")
    asked = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        version = _version(asked)
        asked.execute("BEGIN")
        found = held_by(lambda statement: asked.execute(statement).fetchall(), "sqlite")
        rows = {name: count for name, count in found.rows.items() if not name.startswith(f"{FTS}_")}
        yield Source(path, asked, Held(rows, found.migrations, found.entries, found.head))
        asked.execute("ROLLBACK")
        if _version(asked) != version:
            raise MoveWrittenError(path=path)
    except sqlite3.DatabaseError as error:
        raise MoveSourceError(path=path, why=error) from error
    finally:
        asked.close()


def _version(asked: sqlite3.Connection) -> int:
    return int(asked.execute("PRAGMA data_version").fetchone()[0])


def refuse_unfit(source: Source) -> None:
    """Raise where the source is of another version than the program, has bad pages or rows that point nowhere."""
    written = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    pending = sorted(written - set(source.held.migrations))
    if pending:
        raise MovePendingError(count=len(pending), first=pending[0])
    whole = [str(row[0]) for row in source.asked.execute("PRAGMA quick_check(1)")]
    if whole != ["ok"]:
        raise MoveSourceError(path=source.path, why=whole[0])
    lost = sorted({str(row[0]) for row in source.asked.execute("PRAGMA foreign_key_check")})
    if lost:
        raise MoveSourceError(path=source.path, why=f"foreign keys: {', '.join(lost)}")


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """Let Django ask the database at a path without being able to change it."""
    usual = connections["default"]
    settings = {**usual.settings_dict, "NAME": f"{path.as_uri()}?mode=ro", "OPTIONS": {}}
    connections["default"] = alone = DatabaseWrapper(settings, "default")
    try:
        yield
    finally:
        alone.close()
        connections["default"] = usual
