"""A parcel is looked at and taken, all of it or nothing; what it means for records of ours is followed up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.engines.exchange import (
    Content,
    Fault,
    FeedError,
    Kind,
    Known,
    State,
    Taking,
    Verdict,
    VerdictKind,
    judge,
    open_parcel,
)
from qiao.engines.exchange.signing import sender_named
from qiao.exceptions import ParcelRefusedError, PlatformUnknownError
from qiao.exchange.actions.following import follow
from qiao.exchange.actions.giving import counted, lock
from qiao.exchange.actions.platforms import check_open
from qiao.exchange.models import ForeignRecord, Issued, Passing, Platform, SharedCrisis
from qiao.trail.recorded import detail, recorded


@dataclass(frozen=True)
class Looked:
    """A parcel with a verdict for each record. Nothing was written."""

    platform: Platform
    content: Content
    verdicts: tuple[Verdict, ...]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many records got each verdict."""
        return counted(str(one.kind) for one in self.verdicts)

    @property
    def is_repeat(self) -> bool:
        """Say whether nothing in it is new."""
        return not any(one.is_kept for one in self.verdicts)


def platform_of(sent: bytes) -> Platform:
    """Return the platform that a parcel says it is from; raise PlatformUnknownError or ParcelRefusedError."""
    try:
        named = UUID(sender_named(sent))
    except FeedError as error:
        raise ParcelRefusedError(error.fault, error.where) from error
    except ValueError as error:
        raise ParcelRefusedError(Fault.SHAPE, "sender") from error
    found: Platform | None = Platform.objects.filter(peer=named).first()
    if found is None:
        raise PlatformUnknownError
    return found


def look(platform: Platform, sent: bytes, *, now: datetime) -> Looked:
    """Return what taking a parcel would do.

    Raises
    ------
    PlatformClosedError
        When nothing passes between the two.
    ParcelRefusedError
        When the whole of it is worthless; says why.
    """
    check_open(platform, timezone.localdate(now))
    try:
        content = open_parcel(sent, public_key=platform.public_key)
        _refuse_what_is_not_theirs(platform, content)
        verdicts = judge(content, _known(platform, content), _taking(platform), now=now)
    except FeedError as error:
        raise ParcelRefusedError(error.fault, error.where) from error
    return Looked(platform, content, verdicts)


def _known(platform: Platform, content: Content) -> dict[UUID, Known]:
    rows = ForeignRecord.objects.filter(platform=platform, record__in=[one.id for one in content.entries])
    return {
        one.record: Known(one.kind, one.version, one.digest, is_erased=one.state == State.ERASED)
        for one in rows
    }


def _taking(platform: Platform) -> Taking:
    crises = SharedCrisis.objects.filter(platform=platform).select_related("area")
    return Taking(
        me=platform.organization_id,
        sender=platform.peer,
        until=platform.taken_until,
        kinds=frozenset(platform.takes),
        crises={one.key: one.prefixes for one in crises},
    )


def _refuse_what_is_not_theirs(platform: Platform, content: Content) -> None:
    """Refuse records of ours, and of others: each platform tells only of its own, so nothing goes in a circle.

    Units of a registry may bear one id everywhere, as those of a public list do.
    """
    ids = [one.id for one in content.entries if one.kind != Kind.ORGANIZATION]
    ours = Issued.objects.filter(record__in=ids).values_list("record", flat=True)
    others = ForeignRecord.objects.filter(record__in=ids).exclude(platform=platform)
    wrong = next(iter([*ours[:1], *others.values_list("record", flat=True)[:1]]), None)
    if wrong is not None:
        raise FeedError(Fault.FOREIGN, str(wrong))


@recorded("platform.take")
def _take(actor: Actor, /, platform: Platform, sent: bytes, *, now: datetime, way: str) -> Passing:
    platform = lock(platform)
    looked = look(platform, sent, now=now)
    content = looked.content
    crises = {one.key: one.crisis_id for one in SharedCrisis.objects.filter(platform=platform)}
    kept = _keep(platform, [one for one in looked.verdicts if one.is_kept], crises, now)
    follow(actor, platform, kept, now=now)
    platform.taken_until = max(platform.taken_until, content.until)
    platform.given_until = min(content.taken, _last_issued(platform))
    platform.save(update_fields=("taken_until", "given_until"))
    passing: Passing = Passing.objects.create(
        organization_id=platform.organization_id,
        platform=platform,
        way=way,
        at=now,
        by_id=actor.user_id,
        after=content.after,
        until=content.until,
        counts=looked.counts,
    )
    detail(platform=str(platform.pk), until=content.until, records=len(kept), **looked.counts)
    return passing


def _last_issued(platform: Platform) -> int:
    last = Issued.objects.filter(platform=platform).order_by("-sequence").values_list("sequence", flat=True)
    return int(last.first() or 0)


def _keep(
    platform: Platform, verdicts: Sequence[Verdict], crises: dict[str, UUID], now: datetime
) -> list[ForeignRecord]:
    """Write what is new and what changed; the writer of the database is not held for each by itself."""
    rows = ForeignRecord.objects.filter(platform=platform, record__in=[one.entry.id for one in verdicts])
    held = {one.record: one for one in rows.select_related("platform", "need__report")}
    kept = [_row(platform, one, held.get(one.entry.id), crises, now) for one in verdicts]
    ForeignRecord.objects.bulk_create([one for one in kept if one.record not in held])
    fields = ("version", "digest", "state", "body", "also", "crisis", "changed_at", "taken_at")
    ForeignRecord.objects.bulk_update([one for one in kept if one.record in held], fields, batch_size=200)
    return kept


def _row(
    platform: Platform, verdict: Verdict, held: ForeignRecord | None, crises: dict[str, UUID], now: datetime
) -> ForeignRecord:
    entry = verdict.entry
    row = held or ForeignRecord(
        organization_id=platform.organization_id, platform=platform, record=entry.id, kind=entry.kind
    )
    is_gone = verdict.kind == VerdictKind.GONE
    row.version, row.digest = entry.version, verdict.digest
    row.state = (entry.state if entry.state.is_gone else State.WITHDRAWN) if is_gone else entry.state
    row.body = None if is_gone else entry.body
    row.also = [] if is_gone else [one.model_dump(mode="json") for one in entry.seen_also_on]
    if entry.body and not is_gone:
        row.crisis_id = crises.get(str(entry.body.get("crisis")))
    row.changed_at, row.taken_at = entry.changed_at, now
    return row


@recorded("platform.refuse")
def refuse(
    actor: Actor, /, platform: Platform, error: ParcelRefusedError, *, now: datetime, way: str
) -> Passing:
    """Keep that a parcel was refused, and why; of its content nothing."""
    passing: Passing = Passing.objects.create(
        organization_id=platform.organization_id,
        platform=platform,
        way=way,
        at=now,
        by_id=actor.user_id,
        fault=str(error.details["fault"]),
        where=str(error.details["where"])[:120],
    )
    detail(platform=str(platform.pk), fault=passing.fault)
    return passing


def take(actor: Actor, platform: Platform, sent: bytes, *, now: datetime, way: str) -> Passing:
    """Take a parcel, all or nothing. Taken again, nothing is doubled. A refusal is kept, and raised.

    Raises ParcelRefusedError and PlatformClosedError as `look` does.
    """
    try:
        with transaction.atomic():
            return _take(actor, platform, sent, now=now, way=way)
    except ParcelRefusedError as error:
        refuse(actor, platform, error, now=now, way=way)
        raise
