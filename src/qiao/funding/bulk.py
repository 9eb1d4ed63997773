"""Rows written by the thousand without making an object of each; the columns are those the hash chain tells."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection, models, transaction

MOST_VALUES = 30_000
"""Values one statement of PostgreSQL may carry (its protocol counts to 65,535)."""

Row = dict[str, Any]


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows of values by column, in this order. SQLite takes them one by one, PostgreSQL in few statements."""
    if not rows:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    told = _adapters(model, columns)
    values = [[tell(row[column]) for column, tell in zip(columns, told, strict=True)] for row in rows]
    one = f"({', '.join(['%s'] * len(columns))})"
    head = f"INSERT INTO {table} ({names}) VALUES "  # noqa: S608 - names of ours, quoted
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(head + one, values)
            return
        at_once = MOST_VALUES // len(columns)
        for start in range(0, len(values), at_once):
            part = values[start : start + at_once]
            cursor.execute(head + ", ".join([one] * len(part)), [value for row in part for value in row])


def _adapters(model: type[models.Model], columns: Sequence[str]) -> list[Callable[[Any], Any]]:
    """Return for each column how its value is handed to the database, as its field would."""
    fields: Any = {field.attname: field for field in model._meta.concrete_fields}
    kinds = [
        fields[column].target_field if fields[column].is_relation else fields[column] for column in columns
    ]
    return [_adapter(kind) for kind in kinds]


def _adapter(field: Any) -> Callable[[Any], Any]:
    held = transaction.get_connection()
    if isinstance(field, models.UUIDField | models.DateField | models.DateTimeField):

        def prepared(value: Any) -> Any:
            return None if value is None else field.get_db_prep_value(value, held, prepared=True)

        return prepared
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
