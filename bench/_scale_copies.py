"""A filled database made several times as full: every row again with other ids, moments and counties, by the database.

A million needs written one by one cost half an hour of a quiet core; copied, some minutes. Copies keep what makes a page
dear (how many rows hang on which, how they are spread) and lose two things: the trail's hashes do not follow each
other, and sealed texts do not open.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bench._scale_rows import without_indexes

TURNED = frozenset({"fingerprint", "hash", "previous_hash", "trace_code", "code_mark", "mark", "subject_id"})
"""Columns that tell rows apart and are no ids."""
ID_BITS = 22
"""An entry of the search is found by milliseconds above so many bits."""
FOUND = ("need", "offer", "report", "lot")


def multiply(times: int, *, seed: int = 1, say: Callable[[str], None] = print) -> None:
    """Make the rows of a filling *times* as many, at most ten."""
    from django.db import connection

    from qiao.pages.search.index import ensure_index

    models = _models()
    names = [one._meta.db_table for one in models]
    with connection.cursor() as cursor:
        _prepare(cursor, times, seed)
    with without_indexes(connection, names, say), _without_triggers(connection, names):
        for model in models:
            with connection.cursor() as cursor:
                cursor.execute(_copied(model, {*models}, connection.vendor))
                say(f"{model._meta.db_table}: {cursor.rowcount:,} more")
        with connection.cursor() as cursor:
            _copy_search(cursor, connection)
        ensure_index()


def _models() -> list[Any]:
    from qiao.intake.models import (
        MaskedCopy,
        Need,
        Offer,
        Reading,
        Report,
        ReportKey,
        ReportPhone,
        Verification,
    )
    from qiao.relief.models import (
        Delivery,
        Lot,
        LotPart,
        Match,
        PartBalance,
        Receipt,
        StockBalance,
        StockMovement,
    )
    from qiao.trail.models import TrailEntry

    return [
        Report, MaskedCopy, ReportKey, ReportPhone, Reading, Need, Offer, Verification, Lot, LotPart, Match,
        Delivery, Receipt, StockMovement, StockBalance, PartBalance, TrailEntry,
    ]  # fmt: skip


def _prepare(cursor: Any, times: int, seed: int) -> None:
    """Write which turns there are, and which county stands for which in each."""
    from qiao.registry.models import Place

    counties = list(Place.objects.filter(level="COUNTY").values_list("pk", flat=True))
    chance = random.Random(seed)  # noqa: S311 - the same rows each time
    vendor = cursor.db.vendor
    kind = "char(32)" if vendor == "sqlite" else "uuid"
    cursor.execute("CREATE TEMP TABLE bench_turn (turn integer)")
    cursor.execute(
        f"CREATE TEMP TABLE bench_place (turn integer, was {kind}, now {kind}, UNIQUE (turn, was))"
    )
    for turn in range(1, times):
        cursor.execute("INSERT INTO bench_turn VALUES (%s)", [turn])
        others = chance.sample(counties, len(counties))
        rows = [
            (turn, *((a.hex, b.hex) if vendor == "sqlite" else (a, b)))
            for a, b in zip(counties, others, strict=True)
        ]
        cursor.executemany("INSERT INTO bench_place VALUES (%s, %s, %s)", rows)


def _copied(model: Any, copied: set[Any], vendor: str) -> str:
    """Return the statement that copies a table once for each turn."""
    table = model._meta.db_table
    fields = [one for one in model._meta.concrete_fields if one.column]
    columns = ", ".join(f'"{one.column}"' for one in fields)
    values = ", ".join(_value(one, model, copied, vendor) for one in fields)
    place = "LEFT JOIN bench_place p ON p.turn = t.turn AND p.was = r.place_id"
    joined = place if any(one.column == "place_id" for one in fields) else ""
    return (
        f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM "{table}" r CROSS JOIN bench_turn t {joined}'  # noqa: S608 - our own names
    )


def _value(field: Any, model: Any, copied: set[Any], vendor: str) -> str:
    own = f'r."{field.column}"'
    kind = field.get_internal_type()
    if field.column == "place_id":
        return f"COALESCE(p.now, {own})"
    if field.column == "sequence":
        return f'{own} + t.turn * (SELECT MAX(sequence) FROM "{model._meta.db_table}")'  # noqa: S608 - our own names
    if (field.is_relation and field.related_model in copied) or (field.primary_key and kind == "UUIDField"):
        return _turned_id(own, vendor)
    if field.column in TURNED:
        turned = f"substr({own}, t.turn + 1) || substr({own}, 1, t.turn)"
        return _turned_id(own, vendor) if kind == "UUIDField" else turned
    if kind == "DateTimeField":
        return _earlier(own, vendor)
    return own


def _turned_id(own: str, vendor: str) -> str:
    if vendor == "sqlite":
        return f"substr({own}, t.turn + 1) || substr({own}, 1, t.turn)"
    text = f"replace({own}::text, '-', '')"
    return f"(substr({text}, t.turn + 1) || substr({text}, 1, t.turn))::uuid"


def _earlier(own: str, vendor: str) -> str:
    if vendor == "sqlite":
        return f"strftime('%Y-%m-%d %H:%M:%f', {own}, '-' || t.turn || ' seconds') || '000'"
    return f"{own} - t.turn * interval '1 second'"


def _copy_search(cursor: Any, connection: Any) -> None:
    """Copy the entries of the search index, each so much older as its record."""
    from qiao.pages.search.index import FTS, scoped

    kinds = ", ".join(f"'{one}'" for one in FOUND)
    older = f"r.id - t.turn * {1000 << ID_BITS}"
    if connection.vendor == "sqlite":
        record = _turned_id("r.record_id", "sqlite")
        cursor.connection.create_function("bench_scoped", 2, lambda *one: " ".join(scoped(*one)))
        cursor.execute(
            f"INSERT INTO {FTS}(rowid, tokens) SELECT {older}, bench_scoped(r.scope, r.tokens)"  # noqa: S608 - our own names
            f" FROM pages_searchentry r CROSS JOIN bench_turn t WHERE r.kind IN ({kinds}) ORDER BY 1"
        )
        columns, values = (
            "id, kind, record_id, scope, tokens",
            f"{older}, r.kind, {record}, r.scope, r.tokens",
        )
    else:
        cursor.execute("DROP INDEX IF EXISTS pages_searchentry_vector")
        record = _turned_id("r.record_id", "postgresql")
        columns = "id, kind, record_id, scope, tokens, vector"
        values = f"{older}, r.kind, {record}, r.scope, r.tokens, r.vector"
    cursor.execute(
        f"INSERT INTO pages_searchentry({columns}) SELECT {values} FROM pages_searchentry r"  # noqa: S608 - our own names
        f" CROSS JOIN bench_turn t WHERE r.kind IN ({kinds})"
    )


@contextmanager
def _without_triggers(connection: Any, names: list[str]) -> Iterator[None]:
    """Copy past the triggers: what they keep is copied too."""
    held = ", ".join(f"'{one}'" for one in names)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({held})"  # noqa: S608 - our own names
            )
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            for name in names:
                cursor.execute(f'ALTER TABLE "{name}" DISABLE TRIGGER USER')
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for _name, sql in triggers:
                cursor.connection.execute(sql)
        else:
            for name in names:
                cursor.execute(f'ALTER TABLE "{name}" ENABLE TRIGGER USER')
