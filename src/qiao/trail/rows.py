"""Rows written and read by kept statements, where many are in a second.

What `bulk_create` and a query set do, without making the same SQL again each time, which costs more than the database
does.
"""

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

MOST_VALUES = 30_000
"""Of one statement: PostgreSQL counts them in 16 bits."""
MOST_VALUES_KEPT = 900
"""Of a statement that SQLite's driver keeps prepared."""

M = TypeVar("M", bound=models.Model)
Made = Callable[[Any], Any]
ValueOf = Callable[[Any, BaseDatabaseWrapper], Any]

AS_THEY_ARE: "dict[type[models.Field[Any, Any]], type]" = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.BinaryField: bytes,
}
"""Values that go to the database as they are, by the exact class of their field."""
SQLITE_AS_THEY_ARE: "dict[type[models.Field[Any, Any]], type]" = dict.fromkeys(
    (
        models.IntegerField,
        models.BigIntegerField,
        models.SmallIntegerField,
        models.PositiveIntegerField,
        models.PositiveBigIntegerField,
        models.PositiveSmallIntegerField,
    ),
    int,
)
"""The same, for SQLite alone: PostgreSQL is told the width of a number."""
SQLITE_WRITES: "dict[type[models.Field[Any, Any]], tuple[type, Callable[[Any], str]]]" = {
    models.UUIDField: (uuid.UUID, attrgetter("hex")),
    models.DateTimeField: (datetime, lambda moment: str(moment.astimezone(UTC).replace(tzinfo=None))),
}
"""What SQLite has no type for, as Django writes it there; moments where the connection keeps them in UTC."""


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model. As with `bulk_create` no signal is sent, and an id the database counts stays unread.

    Raises
    ------
    IntegrityError
        When a row is there already. To be called in a transaction: rows before it may be written.
    """
    if not rows:
        return
    values, statement, places = _prepared(type(rows[0]), connection.vendor)
    on = connections[connection.alias]  # behind the proxy, which costs more than the values do
    told = [[value(row, on) for value in values] for row in rows]
    write = _write_to_postgresql if on.vendor == "postgresql" else _write
    write(on, statement, places, told)
    for row in rows:
        state = row._state  # noqa: SLF001 - as Django's own insert leaves it
        state.adding, state.db = False, on.alias


def _write(on: BaseDatabaseWrapper, statement: str, places: str, told: Sequence[Sequence[Any]]) -> None:
    """Write all rows, many by one statement: between two statements other threads run, and we hold the database."""
    most, start = max(1, MOST_VALUES_KEPT // len(told[0])), 0
    with on.cursor() as cursor:
        while start < len(told):
            # Powers of two: few statements, which the driver keeps prepared.
            count = min(most, 1 << ((len(told) - start).bit_length() - 1))
            cursor.execute(_for_rows(statement, places, count), _flat(told[start : start + count]))
            start += count


def _write_to_postgresql(
    on: BaseDatabaseWrapper, statement: str, places: str, told: Sequence[Sequence[Any]]
) -> None:
    """Write all rows by one statement whose values go apart from it: Django's cursor writes them into its text."""
    from psycopg import Cursor  # where SQLite is used it need not be installed

    most = max(1, MOST_VALUES // len(told[0]))
    on.ensure_connection()
    with on.wrap_database_errors, Cursor(on.connection) as cursor:
        for start in range(0, len(told), most):
            some = told[start : start + most]
            cursor.execute(_for_rows(statement, places, len(some)).encode(), _flat(some))


def _for_rows(statement: str, places: str, count: int) -> str:
    return statement + ", ".join([places] * count)


def _flat(told: Sequence[Sequence[Any]]) -> list[Any]:
    return [value for row in told for value in row]


def row_of(model: type[M], **equal: object) -> M | None:
    """Return the one row whose columns equal these values, of any organisation; None where there is none."""
    columns = tuple(field.attname for field in model._meta.concrete_fields)
    found = values_of(model, columns, **equal)
    return model.from_db(connection.alias, columns, found[0]) if found else None


def values_of(model: type[models.Model], columns: tuple[str, ...], **equal: object) -> list[tuple[Any, ...]]:
    """Return these columns of all rows, of any organisation, whose other columns equal the values given."""
    statement, converters, asked = _selecting(model, columns, tuple(equal), connection.vendor)
    given = [
        field.get_db_prep_value(value, connection) for field, value in zip(asked, equal.values(), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        rows = cursor.fetchall()
    return [
        tuple(
            value if convert is None else convert(value)
            for convert, value in zip(converters, row, strict=True)
        )
        for row in rows
    ]


@lru_cache(maxsize=128)
def _prepared(model: type[models.Model], vendor: str) -> tuple[tuple[ValueOf, ...], str, str]:
    """Return how the value of each column is taken from a row, the statement without its values, and one row of them."""
    meta = model._meta
    fields = [
        field
        for field in meta.local_concrete_fields
        if not isinstance(field, models.AutoField) and not field.generated
    ]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    values = tuple(_value_of(field, vendor) for field in fields)
    return values, f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ", f"({places})"  # noqa: S608 - names of ours


def _value_of(field: Any, vendor: str) -> ValueOf:
    """Return what takes a field's value from a row as the database wants it: at once where it may go as it is."""
    aimed = type(field.target_field if isinstance(field, models.ForeignKey) else field)
    is_sqlite = vendor == "sqlite"
    plain = AS_THEY_ARE.get(aimed) or (SQLITE_AS_THEY_ARE.get(aimed) if is_sqlite else None)
    written = SQLITE_WRITES.get(aimed) if is_sqlite else None
    makes_its_own = type(field).pre_save is not models.Field.pre_save
    name = field.attname

    def value_of(row: models.Model, on: BaseDatabaseWrapper) -> Any:
        value = field.pre_save(row, add=True) if makes_its_own else getattr(row, name)
        if value is None or type(value) is plain:
            return value
        if written is not None and type(value) is written[0] and on.timezone is UTC:
            return written[1](value)
        return field.get_db_prep_save(value, on)

    return value_of


@lru_cache(maxsize=64)
def _selecting(
    model: type[models.Model], columns: tuple[str, ...], equal: tuple[str, ...], _vendor: str
) -> tuple[str, tuple[Made | None, ...], tuple[Any, ...]]:
    """Return the statement, what makes Python's value of each column where it needs making, and the fields asked for."""
    meta, quote = model._meta, connection.ops.quote_name
    by_name = {field.attname: field for field in meta.concrete_fields}
    taken, asked = [by_name[name] for name in columns], tuple(by_name[name] for name in equal)
    wanted = ", ".join(quote(str(field.column)) for field in taken)
    where = " AND ".join(f"{quote(str(field.column))} = %s" for field in asked)
    statement = f"SELECT {wanted} FROM {quote(meta.db_table)} WHERE {where}"  # noqa: S608 - names of ours
    return statement, tuple(_made(meta.db_table, field) for field in taken), asked


def _made(table: str, field: Any) -> Made | None:
    column = field.get_col(table)
    steps = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert if steps else None
