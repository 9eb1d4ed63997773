"""The hash chain of the trail: append under a lock, verify from the first entry to the last.

Each entry's hash is SHA-256 over the RFC 8785 canonical JSON of its content and the hash before it.
"""

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime

import rfc8785
from django.db import connection, models, transaction
from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.trail.models import TrailEntry
from qiao.trail.rows import insert_rows

GENESIS = "0" * 64
LOCK_KEY = 0x51_69_61_6F  # "Qiao": the advisory lock under which PostgreSQL appends
CHUNK = 2000


@dataclass(frozen=True)
class Break:
    """Where the chain does not hold, and why."""

    sequence: int
    reason: str


@dataclass(frozen=True)
class Verdict:
    """What verification saw: how many entries, the head, and every break."""

    entries: int
    head: str
    breaks: tuple[Break, ...]


def digest(entry: TrailEntry) -> str:
    """Return the SHA-256 (64 hex digits) that `entry` must carry."""
    content = {
        "sequence": entry.sequence,
        "id": str(entry.id),
        "verb": entry.verb,
        "actor": str(entry.actor_id) if entry.actor_id else None,
        "roles": entry.roles,
        "organization": str(entry.organization_id) if entry.organization_id else None,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "subject_type": entry.subject_type,
        "subject_id": str(entry.subject_id) if entry.subject_id else None,
        "details": entry.details,
        "previous": entry.previous_hash,
    }
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


@dataclass(frozen=True)
class Act:
    """One act among many of the same moment: its verb, its subject, its facts; and its own actor and moment
    where they are not those of all.
    """

    verb: str
    model: type[models.Model] | None
    pk: uuid.UUID | None
    details: Mapping[str, str | int | None] = field(default_factory=dict)
    actor: Actor | None = None
    at: datetime | None = None


class NotWrittenError(RuntimeError):
    """Entries stand unwritten at the commit: their unit of work was left without `write_waiting`."""


class _Waiting:
    """Entries of acts already done in a unit of work. Kept among the connection's own hooks, so that a savepoint
    that is rolled back takes them with it, as it takes the acts.
    """

    def __init__(self, actor: Actor, acts: Sequence[Act], at: datetime | None) -> None:
        self.actor, self.acts, self.at = actor, acts, at

    def __call__(self) -> None:
        raise NotWrittenError(self.acts[0].verb)


_unit: ContextVar[bool] = ContextVar("unit", default=False)


@contextmanager
def together() -> Iterator[None]:
    """Do several acts in one transaction and write their entries at its end, in the order of the acts.

    The chain has one head, and whoever holds it is waited for by everybody. Taken last, nobody who holds it waits
    for a row, and so two transactions cannot wait for each other over it.
    """
    if _unit.get():
        with transaction.atomic():
            yield
        return
    token = _unit.set(True)
    try:
        with transaction.atomic():
            yield
            write_waiting()
    finally:
        _unit.reset(token)


def write_waiting() -> None:
    """Write what stands waiting in this transaction."""
    hooks = connection.run_on_commit
    waiting = [hook[1] for hook in hooks if isinstance(hook[1], _Waiting)]
    if waiting:
        connection.run_on_commit = [hook for hook in hooks if not isinstance(hook[1], _Waiting)]
        _write((one.actor, act, one.at) for one in waiting for act in one.acts)


def append(
    actor: Actor,
    verb: str,
    *,
    subject: models.Model | None = None,
    details: Mapping[str, str | int | None] | None = None,
    at: datetime | None = None,
) -> None:
    """Add one entry after the last one, at the end of the unit of work. In the transaction of the act itself."""
    append_all(
        actor,
        [Act(verb, type(subject) if subject else None, subject.pk if subject else None, dict(details or {}))],
        at=at,
    )


def append_all(actor: Actor, acts: Sequence[Act], *, at: datetime | None = None) -> None:
    """Add an entry for each act, in order, at the end of the unit of work. In the transaction of the acts."""
    if not acts:
        return
    if _unit.get():
        transaction.on_commit(_Waiting(actor, acts, at))
        return
    with transaction.atomic():
        _write((actor, act, at) for act in acts)


def _write(told: Iterable[tuple[Actor, Act, datetime | None]]) -> None:
    """Write entries after the head of the chain, which nobody else moves until this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])
    sequence, previous = _head()
    moment = timezone.now()
    entries = []
    for actor, act, at in told:
        sequence += 1
        who = act.actor or actor
        entry = TrailEntry(
            sequence=sequence,
            verb=act.verb,
            actor_id=who.user_id,
            roles=" ".join(sorted(who.roles)),
            organization_id=who.organization_id,
            at=act.at or at or moment,
            subject_type=act.model._meta.label_lower if act.model else "",
            subject_id=act.pk,
            details=dict(act.details),
            previous_hash=previous,
        )
        previous = entry.hash = digest(entry)
        entries.append(entry)
    insert_rows(entries)


def _head() -> tuple[int, str]:
    """Return number and hash of the last entry. In plain SQL: it is asked for by every act."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sequence, hash FROM trail_trailentry ORDER BY sequence DESC LIMIT 1")
        last = cursor.fetchone()
    return (int(last[0]), str(last[1])) if last else (0, GENESIS)


def verify(entries: Iterable[TrailEntry] | None = None) -> Verdict:
    """Walk the chain and return every break: a gap, a swap, a changed or a foreign entry."""
    rows: Iterator[TrailEntry] | Iterable[TrailEntry]
    rows = TrailEntry.objects.order_by("sequence").iterator(CHUNK) if entries is None else entries
    breaks: list[Break] = []
    previous, count = GENESIS, 0
    for count, entry in enumerate(rows, start=1):
        if entry.sequence != count:
            breaks.append(Break(entry.sequence, f"序号不连续，应为 {count}"))
        if entry.previous_hash != previous:
            breaks.append(Break(entry.sequence, "与前一条对不上"))
        if entry.hash != digest(entry):
            breaks.append(Break(entry.sequence, "内容被改动"))
        previous = entry.hash
    return Verdict(entries=count, head=previous, breaks=tuple(breaks))
