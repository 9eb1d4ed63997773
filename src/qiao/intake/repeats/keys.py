"""Under which marks does a record stand, and which records stand there? A bounded number of index rows each time."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from heapq import nlargest
from math import log2

from django.db import connection

from qiao.engines.linkage import blocking_keys, organisation_keys
from qiao.intake.models import RepeatKey, RepeatRecord
from qiao.intake.repeats.facts import need_record, party_record

OF_A_KEY = 50
"""Records under one key that are met: of more, the latest."""
MOST_COMPARED = 48
"""Records compared with one: of more, those that share the rarest keys."""
MARKS_AT_ONCE = 200
_RARITY = [log2((OF_A_KEY + 2) / (met + 1)) + 1 for met in range(OF_A_KEY + 2)]


def scope_of(record: RepeatRecord) -> str:
    """Return within what records meet: needs of a crisis, offers of a crisis, organisations."""
    kind = "n" if record.need_id else "o" if record.offer_id else "p"
    return scope_in(kind, record.crisis_id)


def scope_in(kind: str, crisis: uuid.UUID | None) -> str:
    """Return the scope of a kind ("n" need, "o" offer, "p" organisation) in a crisis."""
    return f"{kind}{crisis.hex if crisis else ''}"


def mark_of(organization: uuid.UUID, scope: str, key: str) -> int:
    """Return the number under which a key of an organisation and a scope is kept: 64 bits with a sign."""
    told = blake2b(f"{organization.hex}{scope}{key}".encode(), digest_size=8).digest()
    return int.from_bytes(told, "big", signed=True)


def marks_of(record: RepeatRecord) -> list[int]:
    """Return the marks under which a record stands, as its facts are now."""
    facts, scope = record.facts, scope_of(record)
    keys = organisation_keys(party_record(facts)) if record.party_id else blocking_keys(need_record(facts))
    return [mark_of(record.organization_id, scope, key) for key in keys]


Stored = uuid.UUID | str
"""An id as the database gives it: making UUIDs of all that is met would cost more than meeting it."""


@lru_cache(maxsize=65_536)
def as_id(stored: Stored) -> uuid.UUID:
    """Return an id as it is used."""
    return stored if isinstance(stored, uuid.UUID) else uuid.UUID(stored)


def write_keys(records: Iterable[RepeatRecord]) -> None:
    """Write the marks of records that have none. Rows of an index, many a record: no objects are made of them."""
    column = RepeatRecord._meta.pk
    rows = [(mark, column.get_db_prep_value(one.pk, connection)) for one in records for mark in marks_of(one)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            marks, ids = [mark for mark, _pk in rows], [pk for _mark, pk in rows]
            cursor.execute(
                f"INSERT INTO {RepeatKey._meta.db_table} (mark, record_id)"  # noqa: S608 - names of our own
                " SELECT * FROM unnest(%s::bigint[], %s::uuid[])",
                [marks, ids],
            )
            return
        cursor.executemany(f"INSERT INTO {RepeatKey._meta.db_table} (mark, record_id) VALUES (%s, %s)", rows)  # noqa: S608 - names of our own


def standing_under(marks: Collection[int]) -> dict[int, list[Stored]]:
    """Return for each mark the latest records that stand under it, at most `OF_A_KEY` and one."""
    found: dict[int, list[Stored]] = defaultdict(list)
    ordered = sorted(set(marks))
    for start in range(0, len(ordered), MARKS_AT_ONCE):
        for mark, record in _read(ordered[start : start + MARKS_AT_ONCE]):
            found[mark].append(record)
    return found


def _read(marks: list[int]) -> Iterable[tuple[int, Stored]]:
    table = RepeatKey._meta.db_table
    if connection.vendor == "postgresql":
        # One statement whatever the number: two hundred told apart cost the planner more than the reading.
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT wanted.mark, met.record_id FROM unnest(%s::bigint[]) AS wanted(mark) CROSS JOIN LATERAL (SELECT record_id FROM {table} WHERE mark = wanted.mark ORDER BY id DESC LIMIT {OF_A_KEY + 1}) AS met",  # noqa: S608 - names of our own
                [marks],
            )
            found: list[tuple[int, Stored]] = cursor.fetchall()
        return found
    one = f"SELECT * FROM (SELECT mark, record_id FROM {table} WHERE mark = %s ORDER BY id DESC LIMIT {OF_A_KEY + 1}) AS m"  # noqa: S608 - names of our own
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(marks)), marks)
        rows: list[tuple[int, Stored]] = cursor.fetchall()
    return rows


def nearest(
    marks: Iterable[int], under: Mapping[int, Sequence[Stored]], *, but: uuid.UUID
) -> tuple[list[uuid.UUID], int]:
    """Return the records met under these marks, those that share the rarest first, and how many marks are common."""
    worth: dict[Stored, float] = defaultdict(float)
    common = 0
    for mark in marks:
        there = under.get(mark, ())
        common += len(there) > OF_A_KEY
        rarity = _RARITY[len(there)]
        for record in there[:OF_A_KEY]:
            worth[record] += rarity
    best = nlargest(MOST_COMPARED + 1, worth, key=worth.__getitem__)
    return [pk for pk in map(as_id, best) if pk != but][:MOST_COMPARED], common
