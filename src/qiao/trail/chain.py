"""The hash chain of the trail: append under a lock, verify from the first entry to the last.

Each entry's hash is SHA-256 over the RFC 8785 canonical JSON of its content and the hash before it.
"""

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import rfc8785
from django.db import connection, models, transaction
from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.trail.models import TrailEntry

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


def append(
    actor: Actor,
    verb: str,
    *,
    subject: models.Model | None = None,
    details: Mapping[str, str | int | None] | None = None,
    at: datetime | None = None,
) -> TrailEntry:
    """Add one entry after the last one. Must run inside the transaction of the act itself."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])
        last = TrailEntry.objects.order_by("-sequence").values("sequence", "hash").first()
        entry = TrailEntry(
            sequence=last["sequence"] + 1 if last else 1,
            verb=verb,
            actor_id=actor.user_id,
            roles=" ".join(sorted(actor.roles)),
            organization_id=actor.organization_id,
            at=at or timezone.now(),
            subject_type=subject._meta.label_lower if subject is not None else "",
            subject_id=subject.pk if subject is not None else None,
            details=dict(details or {}),
            previous_hash=last["hash"] if last else GENESIS,
        )
        entry.hash = digest(entry)
        entry.save(force_insert=True)
    return entry


@dataclass(frozen=True)
class Act:
    """One act among many of the same moment: its verb, its subject, its facts; and its own actor and moment
    where they are not those of all.
    """

    verb: str
    model: type[models.Model]
    pk: uuid.UUID
    details: Mapping[str, str | int | None] = field(default_factory=dict)
    actor: Actor | None = None
    at: datetime | None = None


def append_all(actor: Actor, acts: Sequence[Act], *, at: datetime | None = None) -> list[TrailEntry]:
    """Add an entry for each act, in order, with one reading of the head. In the transaction of the acts."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])
        last = TrailEntry.objects.order_by("-sequence").values("sequence", "hash").first()
        sequence, previous = (last["sequence"], last["hash"]) if last else (0, GENESIS)
        moment = at or timezone.now()
        entries = []
        for act in acts:
            sequence += 1
            who = act.actor or actor
            entry = TrailEntry(
                sequence=sequence,
                verb=act.verb,
                actor_id=who.user_id,
                roles=" ".join(sorted(who.roles)),
                organization_id=who.organization_id,
                at=act.at or moment,
                subject_type=act.model._meta.label_lower,
                subject_id=act.pk,
                details=dict(act.details),
                previous_hash=previous,
            )
            previous = entry.hash = digest(entry)
            entries.append(entry)
        return TrailEntry.objects.bulk_create(entries, batch_size=CHUNK)


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
