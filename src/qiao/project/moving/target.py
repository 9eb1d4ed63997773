"""The PostgreSQL that takes the data: what it must be, and what it keeps of the move until that has ended.

All is done as the plain owner of the database, as managed services have no other: triggers of ours are switched off by
`DISABLE TRIGGER USER`, foreign keys are written down, taken off, and put back, which looks at every row again.
"""

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlparse

import psycopg
from django.db.backends.postgresql.features import DatabaseFeatures
from psycopg import sql

from qiao.exceptions.moving import MoveTargetError, MoveUnreachableError, MoveUrlError
from qiao.project.backup.snapshot import TABLES
from qiao.project.settings import database

OLDEST = cast("tuple[int, int]", DatabaseFeatures.minimum_database_version)
TIMES = 3
"""Room for the rows, their indexes and the log of writing them, by the size of the SQLite file."""
SESSION = "-c timezone=UTC -c datestyle=ISO -c statement_timeout=0 -c idle_in_transaction_session_timeout=0"
OTHER_PLACES = ("QIAO_DATABASE_URL", "QIAO_OWNER_DATABASE_URL", "QIAO_REPLICA_URL", "QIAO_MOVE_URL")
OWN = ("qiao_move", "qiao_move_table", "qiao_move_key")
KEPT = """
CREATE TABLE qiao_move (mark text NOT NULL, step text NOT NULL, begun_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE qiao_move_table (name text PRIMARY KEY, place bigint NOT NULL, is_done boolean NOT NULL DEFAULT false);
CREATE TABLE qiao_move_key (name text PRIMARY KEY, of_table text NOT NULL, definition text NOT NULL)
"""
KEYS = """
SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conparentid = 0 AND connamespace = current_schema()::regnamespace ORDER BY 2, 1
"""
COLUMNS = """
SELECT column_name, udt_name FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
WALLED = """
SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = current_schema()::regnamespace
"""
COUNTERS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND is_identity = 'YES'
"""
ROOM = (
    "{free:.1f} GiB 可用，约要 {needed:.1f} GiB / {free:.1f} GiB free where about {needed:.1f} GiB are needed"
)
MORE_ROOM = "给目标库腾出空间 / make room for it"
TOO_OLD = "PostgreSQL {major}，太旧 / too old"
NEWER = "用 PostgreSQL {major} 或更新的 / use PostgreSQL {major} or newer"
LETTERS = "编码是 {found} / its encoding is {found}"
UTF8 = "CREATE DATABASE 名字 ENCODING 'UTF8' TEMPLATE template0"
MAY_NOT = "用户 {user} 不能在里面建表 / {user} may not create tables in it"
OWNER = "ALTER DATABASE {name} OWNER TO {user}；或 or GRANT CREATE ON SCHEMA public TO {user}"


@dataclass(frozen=True)
class Target:
    """A database we write into, and where it is."""

    url: str
    db: psycopg.Connection

    def ask(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Ask one statement of our own; return its rows."""
        return self.db.execute(statement, values).fetchall()

    def do(self, statement: str | sql.Composed, *values: object) -> None:
        """Do one statement of our own."""
        self.db.execute(statement, values)

    def tables(self) -> list[str]:
        """Return the tables there, ours of the move left out; of a partitioned one the whole alone."""
        found = (str(name) for (name,) in self.ask(TABLES["postgresql"]))
        return sorted(name for name in found if name not in OWN)

    def columns(self, table: str) -> dict[str, str]:
        """Return the columns of a table that hold something: name → type."""
        return {str(name): str(kind) for name, kind in self.ask(COLUMNS, table)}

    def is_begun(self) -> bool:
        """Say whether a move began here."""
        return self.ask("SELECT to_regclass('qiao_move')") != [(None,)]


@contextmanager
def reached(url: str, data: Path) -> Iterator[Target]:
    """Connect to the database at a URL, encrypted as the site's own would be.

    Raises
    ------
    MoveUrlError
        When it is none of PostgreSQL.
    MoveUnreachableError
        When nothing answers there.
    """
    parts = urlparse(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise MoveUrlError
    held = database(url, data)
    usual = {name: held["OPTIONS"][name] for name in ("sslmode", "sslrootcert") if name in held["OPTIONS"]}
    given = {
        "dbname": held["NAME"],
        "user": held["USER"],
        "password": held["PASSWORD"],
        "host": held["HOST"],
        "port": held["PORT"],
    }
    try:
        db = psycopg.connect(
            **{name: value for name, value in given.items() if value},
            **usual,
            options=SESSION,
            connect_timeout=10,
            autocommit=True,
        )
    except psycopg.OperationalError as error:
        raise MoveUnreachableError(why=str(error).strip().splitlines()[-1]) from error
    with db:
        yield Target(url, db)


def refuse_unfit(target: Target, size: int) -> None:
    """Raise MoveTargetError where the server cannot take *size* bytes of SQLite."""
    version = target.db.info.server_version
    if version < 10_000 * OLDEST[0]:
        raise MoveTargetError(
            why=TOO_OLD.format(major=version // 10_000), remedy=NEWER.format(major=OLDEST[0])
        )
    ((letters, user, name, may),) = target.ask(
        "SELECT current_setting('server_encoding'), current_user, current_database(),"
        " has_schema_privilege(current_schema(), 'CREATE')"
    )
    if letters != "UTF8":
        raise MoveTargetError(why=LETTERS.format(found=letters), remedy=UTF8)
    if not may:
        raise MoveTargetError(why=MAY_NOT.format(user=user), remedy=OWNER.format(name=name, user=user))
    free = _free_bytes(target)
    if free is not None and free < TIMES * size:
        told = ROOM.format(free=free / 2**30, needed=TIMES * size / 2**30)
        raise MoveTargetError(why=told, remedy=MORE_ROOM)


def _free_bytes(target: Target) -> int | None:
    """Return the room where the server keeps its data; None where that is not for us to see."""
    if (target.db.info.host or "/").startswith("/") or target.db.info.host in {"localhost", "127.0.0.1"}:
        with contextlib.suppress(psycopg.Error, OSError):
            ((place,),) = target.ask("SHOW data_directory")
            return shutil.disk_usage(str(place)).free
    return None


def begin(target: Target, mark: str) -> None:
    """Write down that a move of the data with this mark begins."""
    with target.db.transaction():
        for statement in KEPT.split(";"):
            target.do(statement)
        target.do("INSERT INTO qiao_move (mark, step) VALUES (%s, 'making')", mark)


def step_of(target: Target) -> tuple[str, str]:
    """Return the mark of the move that began, and the step it is at."""
    ((mark, step),) = target.ask("SELECT mark, step FROM qiao_move")
    return str(mark), str(step)


def now_at(target: Target, step: str) -> None:
    """Write down the step that comes now."""
    target.do("UPDATE qiao_move SET step = %s", step)


def lay_open(target: Target, tables: Iterable[str]) -> None:
    """Write down the foreign keys and take them off, switch our triggers off, throw away what migrations wrote."""
    for name, table, definition in target.ask(KEYS):
        with target.db.transaction():
            target.do("INSERT INTO qiao_move_key VALUES (%s, %s, %s)", name, table, definition)
            _alter(target, str(table), "DROP CONSTRAINT {name}", name=str(name))
    for table in tables:
        with target.db.transaction():
            _alter(target, table, "DISABLE TRIGGER USER")
            target.do(sql.SQL("TRUNCATE {}").format(sql.Identifier(table)))


def lower_walls(target: Target) -> None:
    """Let the owner read and write whole tables by COPY; the migration at the end raises all walls again."""
    for (table,) in target.ask(WALLED):
        _alter(target, str(table), "DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY")


def close_up(target: Target, last_ids: Mapping[str, int]) -> None:
    """Put the foreign keys back, which proves each; switch the triggers on; let counters go on where they were."""
    for name, table, definition in target.ask(
        "SELECT name, of_table, definition FROM qiao_move_key ORDER BY 2, 1"
    ):
        with target.db.transaction():
            _alter(target, str(table), f"ADD CONSTRAINT {{name}} {definition}", name=str(name))
            target.do("DELETE FROM qiao_move_key WHERE name = %s", name)
    for table in target.tables():
        _alter(target, table, "ENABLE TRIGGER USER")
    for table, column in target.ask(COUNTERS):
        _count_on(target, str(table), str(column), last_ids.get(str(table), 0))
    target.do("ANALYZE")


def _alter(target: Target, table: str, change: str, **names: str) -> None:
    shaped = sql.SQL(f"ALTER TABLE {{table}} {change}")
    parts = {one: sql.Identifier(value) for one, value in names.items()}
    target.do(shaped.format(table=sql.Identifier(table.strip('"')), **parts))


def _count_on(target: Target, table: str, column: str, last: int) -> None:
    asked = sql.SQL(
        "SELECT setval(pg_get_serial_sequence({table}, {name}), greatest(max({column}), {last}, 1),"
        " greatest(max({column}), {last}, 0) > 0) FROM {of}"
    )
    target.do(
        asked.format(
            table=sql.Literal(f'"{table}"'),
            name=sql.Literal(column),
            column=sql.Identifier(column),
            last=sql.Literal(last),
            of=sql.Identifier(table),
        )
    )


def end(target: Target) -> None:
    """Throw away what was kept of the move."""
    target.do(f"DROP TABLE {', '.join(OWN)}")


def environment_on(target: Target, data: Path) -> dict[str, str]:
    """Return the environment of a process that works on the target, with nothing that would cut it short."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OTHER_PLACES)}
    return kept | {
        "QIAO_DATABASE_URL": target.url,
        "QIAO_DATA": str(data),
        "QIAO_STATEMENT_SECONDS": "0",
        "QIAO_TRANSACTION_IDLE_SECONDS": "0",
    }
