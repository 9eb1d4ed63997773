"""New rows written by one kept statement a model, where many are written in a second.

What `bulk_create` does, without making the same SQL again each time, which costs more than the database does.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model. As with `bulk_create` no signal is sent, and an id the database counts stays unread.

    Raises
    ------
    IntegrityError
        When a row is there already. To be called in a transaction: rows before it may be written.
    """
    if not rows:
        return
    fields, statement = _prepared(type(rows[0]), connection.vendor)
    told = [[_value(field, row) for field in fields] for row in rows]
    with connection.cursor() as cursor:
        if len(told) == 1:
            cursor.execute(statement, told[0])
        else:
            cursor.executemany(statement, told)
    for row in rows:
        state = row._state  # noqa: SLF001 - as Django's own insert leaves it
        state.adding, state.db = False, connection.alias


def _value(field: Any, row: models.Model) -> Any:
    return field.get_db_prep_save(field.pre_save(row, add=True), connection)


@lru_cache(maxsize=128)
def _prepared(model: type[models.Model], _vendor: str) -> tuple[tuple[Any, ...], str]:
    """Return the columns that are written, and the statement."""
    meta = model._meta
    fields = tuple(
        field
        for field in meta.local_concrete_fields
        if not isinstance(field, models.AutoField) and not field.generated
    )
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    places = ", ".join(["%s"] * len(fields))
    return fields, f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 - names of ours
