"""Rows by the hundred thousand into a real database: whole statements, indexes and foreign keys made anew at the end.

What the database itself keeps stays on: primary keys, unique and check constraints, triggers. Secondary indexes and
PostgreSQL's foreign keys are taken away while rows come in and made again afterwards, so that each is checked, once.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

HELD = 20_000
"""Rows of one table that wait in memory before they are written."""


def _plain(value: Any) -> Any:
    return value


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _hex(value: uuid.UUID) -> str:
    return value.hex


def _utc(value: datetime) -> str:
    """Return a moment as Django writes it into SQLite; moments of a filling are in UTC."""
    return value.isoformat(" ")[:-6]


def _writer(field: Any, vendor: str) -> Callable[[Any], Any]:
    """Return what makes a value of a field into what the driver takes."""
    kind = field.target_field.get_internal_type() if field.is_relation else field.get_internal_type()
    if kind == "JSONField":
        return _json
    if vendor != "sqlite":
        return _plain
    return {"UUIDField": _hex, "DateTimeField": _utc, "DateField": str}.get(kind, _plain)


class Table:
    """A table that takes rows by name; what is not named is the model's default."""

    def __init__(self, model: Any, connection: Any) -> None:
        from django.utils import timezone

        self.connection = connection
        self.name = model._meta.db_table
        fields = model._meta.concrete_fields
        self.columns = [one.column for one in fields]
        self.into = {
            one.attname: (number, _writer(one, connection.vendor)) for number, one in enumerate(fields)
        }
        moments = (uuid.uuid4, timezone.now)
        self.made = {one.attname for one in fields if one.has_default() and one.default in moments}
        self.base = [self._default(one) for one in fields]
        self.held: list[list[Any]] = []
        self.count = 0

    def _default(self, field: Any) -> Any:
        if field.attname in self.made:
            return None
        value = field.get_default()
        return None if value is None else self.into[field.attname][1](value)

    def add(self, **known: Any) -> None:
        row = [*self.base]
        for name, value in known.items():
            if value is not None:
                number, written = self.into[name]
                row[number] = written(value)
        if "id" in self.into and "id" not in known:
            number, written = self.into["id"]
            row[number] = written(uuid.uuid4())
        self.held.append(row)

    def write(self) -> None:
        if not self.held:
            return
        names = ", ".join(f'"{one}"' for one in self.columns)
        with self.connection.cursor() as cursor:
            if self.connection.vendor == "sqlite":
                places = ", ".join("?" * len(self.columns))
                cursor.connection.executemany(
                    f'INSERT INTO "{self.name}" ({names}) VALUES ({places})',  # noqa: S608 - our own names
                    self.held,
                )
            else:
                with cursor.copy(f'COPY "{self.name}" ({names}) FROM STDIN') as copy:
                    for row in self.held:
                        copy.write_row(row)
        self.count += len(self.held)
        self.held.clear()


class Tables:
    """The tables of a filling, written in the order in which they refer to each other."""

    def __init__(self, connection: Any, *models: Any) -> None:
        self.connection = connection
        self.by_model = {model: Table(model, connection) for model in models}

    def add(self, model: Any, **known: Any) -> None:
        self.by_model[model].add(**known)

    def write(self, *, least: int = HELD) -> None:
        """Write all once a table holds many, in one transaction."""
        from django.db import transaction

        if max(len(one.held) for one in self.by_model.values()) < least:
            return
        with transaction.atomic():
            for one in self.by_model.values():
                one.write()

    @property
    def names(self) -> list[str]:
        return [one.name for one in self.by_model.values()]


INDEXES_OF_POSTGRESQL = """
SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_class t ON t.oid = i.indrelid
WHERE t.relname = ANY(%s) AND NOT i.indisunique"""
KEYS_OF_POSTGRESQL = """
SELECT t.relname, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
WHERE c.contype = 'f' AND t.relname = ANY(%s)"""


@contextmanager
def without_indexes(connection: Any, names: list[str], say: Callable[[str], None]) -> Iterator[None]:
    """Take secondary indexes (and, in PostgreSQL, foreign keys) away, and make them again at the end."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = OFF")
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA cache_size = -2000000")
            held = ", ".join(f"'{one}'" for one in names)
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE 'CREATE INDEX%%' "  # noqa: S608 - names of our own tables
                f"AND tbl_name IN ({held})"
            )
            indexes, keys = cursor.fetchall(), []
        else:
            cursor.execute("SET synchronous_commit = off")
            cursor.execute(INDEXES_OF_POSTGRESQL, [names])
            indexes = cursor.fetchall()
            cursor.execute(KEYS_OF_POSTGRESQL, [names])
            keys = cursor.fetchall()
        for table, name, _definition in keys:
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    say(f"{len(indexes)} indexes, {len(keys)} foreign keys made again")
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SET maintenance_work_mem = '1GB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys = ON")
