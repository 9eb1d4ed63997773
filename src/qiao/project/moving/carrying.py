"""The rows, table by table and chunk by chunk: a chunk and how far it came are one transaction."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import psycopg
from psycopg import sql

from qiao.exceptions.moving import MoveRefusedError, MoveSchemaError
from qiao.project.moving.lines import WRITERS, Writer, line_of
from qiao.project.moving.source import FIRST, Source
from qiao.project.moving.target import Target

CHUNK_ROWS = 20_000
CHUNK_BYTES = 16 << 20
QUOTED = re.compile(r'"[^"]*"|: .*$')
"""What PostgreSQL repeats of a value it refused: not for a terminal, it may be somebody's."""


@dataclass(frozen=True)
class Shape:
    """A table as it is carried: the columns both sides have, in order, and their types in the target."""

    table: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def writers(self) -> list[Writer]:
        return [WRITERS[kind] for kind in self.kinds]


def shapes(source: Source, target: Target) -> list[Shape]:
    """Return how each table of the source is carried. Raises MoveSchemaError where one has no place to go."""
    there = set(target.tables())
    found = []
    for table in source.tables:
        columns = target.columns(table) if table in there else {}
        strange = source.columns(table) ^ set(columns)
        untold = {name for name, kind in columns.items() if kind not in WRITERS}
        if strange or untold:
            raise MoveSchemaError(what=f"{table} ({', '.join(sorted(strange | untold))})")
        found.append(Shape(table, tuple(columns), tuple(columns.values())))
    return found


def carry(
    source: Source,
    target: Target,
    shape: Shape,
    *,
    told: Callable[[int], object] = lambda _rows: None,
    most: int = CHUNK_ROWS,
) -> None:
    """Carry what is not there yet of one table; *told* hears after each chunk how many rows it had."""
    kept = target.ask("SELECT place, is_done FROM qiao_move_table WHERE name = %s", shape.table)
    place = int(str(kept[0][0])) if kept else FIRST
    if kept and kept[0][1]:
        return
    rows = source.rows(shape.table, shape.columns, place)
    while True:
        first = list(islice(rows, 1))
        with target.db.transaction():
            rows_sent, place = _send(target, shape, chain(first, rows), place, most) if first else (0, place)
            target.do(
                "INSERT INTO qiao_move_table VALUES (%s, %s, %s) ON CONFLICT (name) DO UPDATE"
                " SET place = excluded.place, is_done = excluded.is_done",
                shape.table,
                place,
                not first,
            )
        if not first:
            return
        told(rows_sent)


def _send(
    target: Target, shape: Shape, rows: Iterable[Sequence[Any]], place: int, most: int
) -> tuple[int, int]:
    """Send a chunk; return how many rows it had and the place of the last."""
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(shape.table), sql.SQL(", ").join(map(sql.Identifier, shape.columns))
    )
    writers, sent, size, begun = shape.writers, 0, 0, place
    try:
        with target.db.cursor().copy(into) as copy:
            for row in rows:
                place, line = row[0], line_of(row[1:], writers)
                copy.write(line + b"\n")
                sent, size = sent + 1, size + len(line)
                if sent >= most or size >= CHUNK_BYTES:
                    break
    except (psycopg.DataError, psycopg.IntegrityError, UnicodeError, ValueError) as error:
        raise MoveRefusedError(table=shape.table, place=begun, why=_reason(error)) from error
    return sent, place


def _reason(error: Exception) -> str:
    if not isinstance(error, psycopg.Error):
        return type(error).__name__
    said = QUOTED.sub("…", error.diag.message_primary or str(error).splitlines()[0])
    column = re.search(r"column (\w+)", error.diag.context or "")
    return f"{column[1]}: {said}" if column else said
