"""The one question to the index: what, of which kinds, for whom; the newest first."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from qiao.accounts.roles import Actor
from qiao.pages.models import SearchPending
from qiao.pages.search.index import FTS, scope_of
from qiao.pages.search.sources import KINDS, Kind
from qiao.pages.search.tokens import Term, holds, terms_of
from qiao.registry.models import Crisis

A_GROUP = 6
MOST_PENDING = 500
MOST_ROUNDS = 6
LARGEST_ID = 2**63 - 1
NOBODY = uuid.UUID(int=0)
FEW = 1000
NEWEST = (500, 10_000)
# CROSS JOIN keeps the index first; the table's rows are then met by their ids.
SQLITE_ROWS = (
    f"SELECT entry.id, entry.record_id FROM {FTS} AS found CROSS JOIN pages_searchentry AS entry ON entry.id = found.rowid"  # noqa: S608
    f" WHERE found.{FTS} MATCH %s AND found.rowid < %s ORDER BY found.rowid DESC LIMIT %s"
)
# "id + 0" keeps the primary key out of it; OFFSET 0 keeps the inner question whole.
FEW_ROWS = "SELECT id, record_id FROM pages_searchentry WHERE vector @@ %s::tsquery AND id + 0 < %s LIMIT %s"
NEWEST_ROWS = (
    "SELECT id, record_id FROM (SELECT id, record_id, vector FROM pages_searchentry WHERE id < %s"
    " ORDER BY id DESC LIMIT %s) AS newest WHERE vector @@ %s::tsquery ORDER BY id DESC LIMIT %s"
)
ALL_ROWS = (
    "SELECT id, record_id FROM (SELECT id, record_id FROM pages_searchentry WHERE vector @@ %s::tsquery"
    " AND id + 0 < %s OFFSET 0) AS every ORDER BY id DESC LIMIT %s"
)
A_FEW = 6
AHEAD = 3
"""So many times the wanted rows are asked of the index where more than a few fell away when compared with their texts."""


@dataclass(frozen=True)
class Asked:
    """A question: its words, in one crisis or in all, of one kind or of all the reader may see."""

    text: str
    crisis: Crisis | None = None
    kind: str = ""

    @property
    def terms(self) -> list[Term]:
        """Return the runs of the question."""
        return terms_of(self.text)


@dataclass(frozen=True)
class Hits:
    """What was found of one kind: its records, the newest first, and where the next page begins (0: nowhere)."""

    kind: str
    records: list[Any] = field(default_factory=list)
    next_before: int = 0

    @property
    def has_more(self) -> bool:
        """Say whether there are more."""
        return bool(self.next_before)


def find(actor: Actor, asked: Asked, *, limit: int = A_GROUP, before: int = 0) -> list[Hits]:
    """Return what the actor may see of a question, kind by kind; kinds without a hit are left out.

    Parameters
    ----------
    actor
        Who asks: kinds without the right to read them are not asked, and the organisation's scope holds in
        the index and once more when the records are loaded.
    asked
        The question. Every run of it must be found: Chinese characters as they stand, words of letters and
        digits from their beginning, names also by pinyin.
    limit
        Records a kind, 1 or more.
    before
        Where the last page of this kind ended.
    """
    terms = asked.terms
    if not terms:
        return []
    kinds = [one for one in KINDS.values() if actor.may(one.right) and asked.kind in {"", one.key}]
    waiting = {} if before else _waiting()
    found = [
        _find_kind(actor, one, asked, waiting.get(one.key, ()), limit=limit, before=before) for one in kinds
    ]
    return [hits for hits in found if hits.records]


def _waiting() -> dict[str, list[uuid.UUID]]:
    """Return the latest changes that the index does not know yet, by kind, the newest first."""
    rows = SearchPending.objects.order_by("-pk").values_list("kind", "record_id")[:MOST_PENDING]
    found: dict[str, dict[uuid.UUID, None]] = {}
    for kind, record_id in rows:
        found.setdefault(kind, {})[record_id] = None
    return {kind: list(ids) for kind, ids in found.items()}


def _find_kind(
    actor: Actor, kind: Kind, asked: Asked, waiting: Sequence[uuid.UUID], *, limit: int, before: int
) -> Hits:
    """Ask the index, then compare with the texts, until the page is full or there is nothing more."""
    fresh = _held(kind, asked, waiting)
    records = {pk: fresh[pk] for pk in [pk for pk in waiting if pk in fresh][:limit]}
    last = before
    for turn in range(MOST_ROUNDS):
        # Nearly all that the index names holds: at first hardly more is loaded than is shown.
        wanted = limit * AHEAD if turn else limit + A_FEW
        rows = _ask(actor, kind, asked, before=last, limit=wanted)
        held = _held(kind, asked, [record_id for _pk, record_id in rows])
        for pk, record_id in rows:
            if len(records) >= limit and record_id in held and record_id not in records:
                return Hits(kind.key, list(records.values()), next_before=last)
            last = pk
            if record_id in held:
                records.setdefault(record_id, held[record_id])
        if len(rows) < wanted:
            break
    return Hits(kind.key, list(records.values()))


def _held(kind: Kind, asked: Asked, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Any]:
    """Return those of the records whose texts really hold the question, by id. Scope holds here."""
    if not ids:
        return {}
    rows = kind.rows(ids)
    if asked.crisis and kind.crisis:
        rows = rows.filter(**{kind.crisis: asked.crisis})
    return {row.pk: row for row in rows if _holds(kind, row, asked.terms)}


def _holds(kind: Kind, row: Any, terms: list[Term]) -> bool:
    text = kind.tell(row)
    whole, names = text.whole, text.plain_names
    return all(holds(term, whole, names) for term in terms)


def _ask(actor: Actor, kind: Kind, asked: Asked, *, before: int, limit: int) -> list[tuple[int, uuid.UUID]]:
    """Return id and record of the entries that have every token, the newest first."""
    scope = scope_of(kind.key, None if kind.is_common else actor.organization_id or NOBODY)
    exact = [scope + token for term in asked.terms for token in term.exact]
    begun = [scope + token for term in asked.terms for token in term.begun]
    ask = _ask_sqlite if connection.vendor == "sqlite" else _ask_postgres
    return ask(exact, begun, before or LARGEST_ID, limit)


def _ask_sqlite(exact: list[str], begun: list[str], before: int, limit: int) -> list[tuple[int, uuid.UUID]]:
    question = " AND ".join([f'"{token}"' for token in exact] + [f'"{token}"*' for token in begun])
    with connection.cursor() as cursor:
        cursor.execute(SQLITE_ROWS, [question, before, limit])
        return [(pk, uuid.UUID(hex=record_id)) for pk, record_id in cursor.fetchall()]


def _ask_postgres(exact: list[str], begun: list[str], before: int, limit: int) -> list[tuple[int, uuid.UUID]]:
    """Ask so that no guess of the planner can make it read the whole table for a word that is nowhere.

    A common word is met soon among the newest entries; one with few records is read from the GIN index and sorted
    here; only a word that is common but old costs a sort of all its records.
    """
    question = " & ".join([f"'{token}'" for token in exact] + [f"'{token}':*" for token in begun])
    soon, later = NEWEST
    with transaction.atomic(), connection.cursor() as cursor:
        newest = _rows(cursor, NEWEST_ROWS, [before, soon, question, limit])
        if len(newest) == limit:
            return newest
        # The planner knows nothing of a tsvector's rarer words, takes 0.5 % and walks the primary key.
        cursor.execute("SET LOCAL enable_seqscan = off")
        few = _rows(cursor, FEW_ROWS, [question, before, FEW])
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT")
        if len(few) < FEW:
            return sorted(few, reverse=True)[:limit]
        newest = _rows(cursor, NEWEST_ROWS, [before, later, question, limit])
        return newest if len(newest) == limit else _rows(cursor, ALL_ROWS, [question, before, limit])


def _rows(cursor: Any, statement: str, values: list[Any]) -> list[tuple[int, uuid.UUID]]:
    cursor.execute(statement, values)
    return [(pk, record_id) for pk, record_id in cursor.fetchall()]
