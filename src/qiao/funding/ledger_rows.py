"""Rows of the books as the hash chain tells them, straight from the cursor: a hundred thousand make no objects.

SQLite hands out ids as its file holds them, so that a byte which a model would read away (a capital digit) is told as
it stands; its moments are in UTC. PostgreSQL hands out typed values, which are told as those of a model are.
"""

import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet

from qiao.funding.ledger_chain import (
    APPROVAL_COLUMNS,
    ENTRY_COLUMNS,
    LARGEST,
    LINE_COLUMNS,
    Told,
    told,
    told_approval_hash,
    told_entry_hash,
)
from qiao.funding.models import LedgerApproval, LedgerEntry, LedgerLine

CHUNK = 2000
Row = dict[str, Told]


def _stored_id(value: Any) -> Told:
    if value is None:
        return None
    return f"{value[:8]}-{value[8:12]}-{value[12:16]}-{value[16:20]}-{value[20:]}"


def _stored_moment(value: Any) -> Told:
    return None if value is None else f"{value.isoformat(timespec='microseconds')}+00:00"


def _stored_number(value: Any) -> Told:
    plain: Told = str(value) if isinstance(value, int) and abs(value) > LARGEST else value
    return plain


def _stored(value: Any) -> Told:
    plain: Told = value
    return plain


STORED: dict[str, Callable[[Any], Told]] = {
    "UUIDField": _stored_id,
    "DateTimeField": _stored_moment,
    "DateField": told,
    "PositiveIntegerField": _stored_number,
    "BigIntegerField": _stored_number,
    "PositiveBigIntegerField": _stored_number,
}


def _tellers(model: type[models.Model], columns: Sequence[str]) -> list[Callable[[Any], Told]]:
    """Return for each column how its value is told."""
    if connection.vendor != "sqlite":
        return [told] * len(columns)
    fields: Any = {field.attname: field for field in model._meta.concrete_fields}
    targets = [getattr(fields[column], "target_field", fields[column]) for column in columns]
    return [STORED.get(one.get_internal_type(), _stored) for one in targets]


def _rows(query: QuerySet[Any], names: Sequence[str]) -> Iterator[list[tuple[Any, ...]]]:
    """Return the named columns of a query as the cursor gives them, a chunk at a time."""
    sql, params = query.values_list(*names).query.sql_with_params()
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        while chunk := cursor.fetchmany(CHUNK):
            yield chunk


def _content(columns: Sequence[str], tellers: Sequence[Callable[[Any], Told]], row: Sequence[Any]) -> Row:
    return {column: tell(value) for column, tell, value in zip(columns, tellers, row, strict=False)}


def entries_told(owner: uuid.UUID) -> Iterator[tuple[Row, str, str]]:
    """Return each entry of an organisation in order: its columns, the hash it holds, the hash its content has."""
    tellers = _tellers(LedgerEntry, ENTRY_COLUMNS)
    query = LedgerEntry.objects.filter(organization_id=owner).order_by("number")
    for chunk in _rows(query, (*ENTRY_COLUMNS, "hash")):
        rows = [(_content(ENTRY_COLUMNS, tellers, row), row[-1]) for row in chunk]
        lines = _lines_told(owner, rows[0][0]["number"], rows[-1][0]["number"])
        for entry, held in rows:
            yield entry, held, told_entry_hash(entry, lines.get(entry["id"], ()))


def _lines_told(owner: uuid.UUID, first: Any, last: Any) -> dict[Told, list[Row]]:
    """Return the lines of the entries from one number to another, by entry."""
    tellers = _tellers(LedgerLine, LINE_COLUMNS)
    query = LedgerLine.objects.filter(
        entry__organization_id=owner, entry__number__gte=first, entry__number__lte=last
    ).order_by()
    found: dict[Told, list[Row]] = {}
    for chunk in _rows(query, LINE_COLUMNS):
        for row in chunk:
            line = _content(LINE_COLUMNS, tellers, row)
            found.setdefault(line["entry_id"], []).append(line)
    return found


def approvals_told(owner: uuid.UUID) -> Iterator[tuple[Row, str, str]]:
    """Return each approval of an organisation in order: its columns, the hash it holds, the hash its content has."""
    tellers = _tellers(LedgerApproval, APPROVAL_COLUMNS)
    query = LedgerApproval.objects.filter(organization_id=owner).order_by("number")
    for chunk in _rows(query, (*APPROVAL_COLUMNS, "hash", "entry__hash")):
        for row in chunk:
            content = _content(APPROVAL_COLUMNS, tellers, row)
            yield content, row[-2], told_approval_hash(content, row[-1])
