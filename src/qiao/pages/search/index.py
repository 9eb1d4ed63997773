"""The index: triggers tell what changed, `drain` writes it in. SQLite keeps it in FTS5, PostgreSQL in a GIN index."""

import base64
import hashlib
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django_scopes import scopes_disabled

from qiao.pages.models import SearchEntry, SearchPending
from qiao.pages.search.sources import KINDS, Kind, Text
from qiao.pages.search.tokens import name_tokens, tokens_of

A_ROUND = 2000
COUNTED_AFTER = 2000
"""So many changes of a kind are written before SQLite counts its table's rows again."""
ROWS_SAMPLED = 50_000
CLASH_BITS = 22
"""Ids are milliseconds, and below them room for four million records of one moment."""
FTS = "pages_searchtokens"


def scope_of(kind: str, organization_id: uuid.UUID | None) -> str:
    """Return the five letters that stand before every token of a kind's records of one organisation.

    So one organisation's words never meet another's in the index, and no question reads others' lists. Two scopes
    that fall on the same letters do no harm: records are loaded under the reader's own scope.
    """
    named = f"{kind} {organization_id or 'all'}".encode()
    return base64.b32encode(hashlib.blake2b(named, digest_size=3).digest()).decode().rstrip("=").lower()


def tokens_for(text: Text) -> str:
    """Return all tokens of a record, parted by blanks, in order."""
    found = tokens_of(text.whole)
    for name in text.plain_names:
        found |= name_tokens(name)
    return " ".join(sorted(found))


def scoped(scope: str, tokens: str) -> list[str]:
    """Return the tokens as they stand in the index."""
    return [scope + token for token in tokens.split()]


def _first_id(at: datetime, record_id: uuid.UUID) -> int:
    return (int(at.timestamp() * 1000) << CLASH_BITS) | (record_id.int & ((1 << CLASH_BITS) - 1))


def entries_of(kind: Kind, texts: Iterable[Text]) -> list[SearchEntry]:
    """Return new entries for the texts; two of one id step aside."""
    made: dict[int, SearchEntry] = {}
    for text in texts:
        pk = _first_id(text.at, text.record_id)
        while pk in made:
            pk += 1
        made[pk] = SearchEntry(
            id=pk,
            kind=kind.key,
            record_id=text.record_id,
            scope=scope_of(kind.key, text.organization_id),
            tokens=tokens_for(text),
        )
    return _apart(made)


def _apart(made: dict[int, SearchEntry]) -> list[SearchEntry]:
    """Move entries whose id another record holds already."""
    taken = set(SearchEntry.objects.filter(pk__in=list(made)).values_list("pk", flat=True))
    for pk in sorted(taken):
        entry = made.pop(pk)
        while entry.id in made or SearchEntry.objects.filter(pk=entry.id).exists():
            entry.id += 1
        made[entry.id] = entry
    return list(made.values())


def write(entries: Sequence[SearchEntry]) -> None:
    """Add entries to the table and the index. PostgreSQL keeps the tokens in the index's column alone."""
    if connection.vendor == "sqlite":
        SearchEntry.objects.bulk_create(entries, batch_size=500)
        rows: list[tuple[Any, ...]] = [
            (entry.id, " ".join(scoped(entry.scope, entry.tokens))) for entry in entries
        ]
        statement = f"INSERT INTO {FTS}(rowid, tokens) VALUES (%s, %s)"  # noqa: S608 - our own table
    else:
        rows = [
            (entry.id, entry.kind, entry.record_id, entry.scope, scoped(entry.scope, entry.tokens))
            for entry in entries
        ]
        statement = (
            "INSERT INTO pages_searchentry(id, kind, record_id, scope, tokens, vector)"
            " VALUES (%s, %s, %s, %s, '', array_to_tsvector(%s::text[]))"
        )
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def remove(kind: str, ids: Iterable[uuid.UUID]) -> None:
    """Take records out of the table and the index."""
    rows = SearchEntry.objects.filter(kind=kind, record_id__in=list(ids))
    if connection.vendor == "sqlite":
        held = rows.values_list("id", "scope", "tokens")
        gone = [(pk, " ".join(scoped(scope, tokens))) for pk, scope, tokens in held]
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {FTS}({FTS}, rowid, tokens) VALUES ('delete', %s, %s)",  # noqa: S608
                gone,
            )
    rows.delete()


def drain(most: int = A_ROUND) -> int:
    """Write up to *most* changes into the index; return how many were waiting. Twice at once does no harm."""
    with transaction.atomic(), scopes_disabled():
        waiting = list(_waiting().order_by("pk")[:most])
        changed: defaultdict[str, set[uuid.UUID]] = defaultdict(set)
        for one in waiting:
            changed[one.kind].add(one.record_id)
        for key, ids in changed.items():
            remove(key, ids)
            kind = KINDS.get(key)
            if kind is not None:
                write(entries_of(kind, kind.texts(ids)))
                _note_written(kind, len(ids))
        SearchPending.objects.filter(pk__in=[one.pk for one in waiting]).delete()
    return len(waiting)


_written: defaultdict[str, int] = defaultdict(int)


def _note_written(kind: Kind, count: int) -> None:
    """Let SQLite count the rows of a kind's table once many were written.

    Without figures it takes an organisation to hold ten records, and reads all of them to load a page of hits by
    their ids. PostgreSQL counts by itself.
    """
    _written[kind.key] += count
    if connection.vendor != "sqlite" or _written[kind.key] < COUNTED_AFTER:
        return
    _written[kind.key] = 0
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {ROWS_SAMPLED}")
        cursor.execute(f"ANALYZE {kind.model._meta.db_table}")


def _waiting() -> Any:
    rows = SearchPending.objects.all()
    return rows.select_for_update(skip_locked=True) if connection.vendor == "postgresql" else rows


def drain_all(told: Callable[[int], None] = lambda _done: None) -> int:
    """Write every waiting change into the index; *told* hears how many after each round."""
    done = 0
    while step := drain():
        done += step
        told(done)
    return done


def drain_due(_now: datetime) -> int:
    """Write what waits into the index, as a chore of `./qiao tick`."""
    return drain_all()


def rebuild(told: Callable[[int], None] = lambda _done: None) -> int:
    """Make the index anew from the records themselves; return how many there are."""
    with transaction.atomic(), scopes_disabled():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"DROP TABLE IF EXISTS {FTS}")
        SearchEntry.objects.all().delete()
        ensure_index()
        SearchPending.objects.all().delete()
        count = 0
        for kind in KINDS.values():
            ids = list(kind.model.objects.values_list("pk", flat=True))  # type: ignore[attr-defined]
            for start in range(0, len(ids), A_ROUND):
                entries = entries_of(kind, kind.texts(ids[start : start + A_ROUND]))
                write(entries)
                _note_written(kind, len(entries))
                count += len(entries)
                told(count)
    return count


SQLITE_INDEX = f"""
CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5(
  tokens, content='', detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0")
"""
POSTGRES_INDEX = (
    "ALTER TABLE pages_searchentry ADD COLUMN IF NOT EXISTS vector tsvector",
    """CREATE INDEX IF NOT EXISTS pages_searchentry_vector ON pages_searchentry
       USING gin (vector) WITH (fastupdate = off)""",
)
SQLITE_TRIGGER = """
CREATE TRIGGER search_{table}_{verb}_{kind} AFTER {VERB} ON {table}
BEGIN INSERT INTO pages_searchpending(kind, record_id) VALUES ('{kind}', {row}.{column}); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION pages_search_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE changed uuid;
BEGIN
  IF TG_OP = 'DELETE' THEN EXECUTE format('SELECT ($1).%I', TG_ARGV[1]) INTO changed USING OLD;
  ELSE EXECUTE format('SELECT ($1).%I', TG_ARGV[1]) INTO changed USING NEW; END IF;
  INSERT INTO pages_searchpending(kind, record_id) VALUES (TG_ARGV[0], changed);
  RETURN NULL;
END $$
"""
POSTGRES_TRIGGER = """
CREATE TRIGGER search_{table}_{verb}_{kind} AFTER {VERB} ON {table}
FOR EACH ROW EXECUTE FUNCTION pages_search_changed('{kind}', '{column}')
"""


TABLES = {"pages_searchentry", "pages_searchpending"}


def ensure_index() -> None:
    """Make the index where it is absent."""
    with connection.cursor() as cursor:
        for statement in (SQLITE_INDEX,) if connection.vendor == "sqlite" else POSTGRES_INDEX:
            cursor.execute(statement)


def triggers() -> dict[str, tuple[Kind, str]]:
    """Return the triggers that tell of changes: name → kind and statement. Tables not made yet are left out."""
    template = SQLITE_TRIGGER if connection.vendor == "sqlite" else POSTGRES_TRIGGER
    tables = set(connection.introspection.table_names())
    found = {}
    for kind in KINDS.values():
        for model, column in kind.watched or ((kind.model, "id"),):
            table = model._meta.db_table
            for verb, row in (("insert", "NEW"), ("update", "NEW"), ("delete", "OLD")):
                facts = {"table": table, "verb": verb, "VERB": verb.upper(), "kind": kind.key}
                if table in tables:
                    statement = template.format(**facts, row=row, column=column)
                    found[f"search_{table}_{verb}_{kind.key}"] = (kind, statement)
    return found


def ensure_triggers() -> set[str]:
    """Make the triggers that are absent; return the kinds they tell of. SQLite loses them with a table made anew."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute(POSTGRES_FUNCTION)
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        there = {name for (name,) in cursor.fetchall()}
        absent = [told for name, told in triggers().items() if name not in there]
        for _kind, statement in absent:
            cursor.execute(statement)
    return {kind.key for kind, _statement in absent}


def ensure(**_signal: Any) -> None:
    """Keep index and triggers whole after every migration; what could not be told meanwhile is told now.

    Nothing is done while the search has no tables yet, as when other desks alone are migrated.
    """
    if TABLES - set(connection.introspection.table_names()):
        return
    with transaction.atomic():
        ensure_index()
        for key in sorted(ensure_triggers()):
            table = KINDS[key].model._meta.db_table
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO pages_searchpending(kind, record_id) SELECT '{key}', id FROM {table}"  # noqa: S608
                )
