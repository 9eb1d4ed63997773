"""A parcel is made: what changed since the other side last took, in order, signed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.engines.exchange import Content, Entry, Kind, State, digest_of, pack
from qiao.exchange.actions.platforms import check_open
from qiao.exchange.given import Given, erased_among, given_to
from qiao.exchange.keys import own_key
from qiao.exchange.models import Issued, Passing, Platform
from qiao.trail.recorded import detail, recorded

PAGE = 1_000
ORDER = {kind: place for place, kind in enumerate(Kind)} | {Kind.ORGANIZATION: -1}
"""Units first: what names them comes after."""


@dataclass(frozen=True)
class Handed:
    """A parcel with what it holds."""

    platform: Platform
    sent: bytes
    content: Content

    @property
    def name(self) -> str:
        """Return a name for its file."""
        return f"qiao-{str(self.platform.peer)[:8]}-{self.content.until:08d}.json.gz"


def lock(platform: Platform) -> Platform:
    """Return the platform as it stands, held until the end of the transaction."""
    held: Platform = Platform.objects.select_for_update().select_related("organization").get(pk=platform.pk)
    return held


def refresh(platform: Platform, *, now: datetime) -> int:
    """Bring what was issued up to what would be told now; return how many records changed. Under the platform's lock."""
    made, changed = _pending(platform, now)
    last = Issued.objects.filter(platform=platform).aggregate(last=Max("sequence"))["last"] or 0
    for place, row in enumerate(sorted([*made, *changed], key=_order), start=last + 1):
        row.sequence = place
    Issued.objects.bulk_create(made)
    fields = ("version", "sequence", "state", "body", "also", "digest", "changed_at")
    Issued.objects.bulk_update(changed, fields, batch_size=200)
    return len(made) + len(changed)


def _order(row: Issued) -> tuple[int, UUID]:
    return ORDER[Kind(row.kind)], row.record


def has_news(platform: Platform, *, after: int, now: datetime) -> bool:
    """Say whether there is anything to hand over, without writing: most of the times somebody asks there is not."""
    if Issued.objects.filter(platform=platform, sequence__gt=after).exists():
        return True
    made, changed = _pending(platform, now)
    return bool(made or changed)


def _pending(platform: Platform, now: datetime) -> tuple[list[Issued], list[Issued]]:
    """Return the rows to make and those to change."""
    wanted = given_to(platform)
    held: dict[UUID, Issued] = {one.record: one for one in Issued.objects.filter(platform=platform)}
    gone = [pk for pk, one in held.items() if pk not in wanted and not State(one.state).is_gone]
    erased = erased_among(gone)
    wanted |= {
        pk: Given(Kind(held[pk].kind), State.ERASED if pk in erased else State.WITHDRAWN, None) for pk in gone
    }
    made: list[Issued] = []
    changed: list[Issued] = []
    for pk, told in wanted.items():
        row = _row(platform, pk, told, held.get(pk), now)
        if row is not None:
            (changed if pk in held else made).append(row)
    return made, changed


def _row(platform: Platform, pk: UUID, told: Given, held: Issued | None, now: datetime) -> Issued | None:
    """Return the row to write, or None where the other side would learn nothing."""
    also = [{"platform": str(platform.peer), "record": str(one)} for one in told.also]
    digest = digest_of({"state": told.state, "body": told.body, "also": also})
    if held is None:
        if not told.is_live:
            return None
        held = Issued(organization_id=platform.organization_id, platform=platform, record=pk, version=0)
    elif held.digest == digest or held.state == State.ERASED:
        return None
    held.kind, held.state, held.body, held.also = told.kind, told.state, told.body, also
    held.version += 1
    held.digest, held.changed_at = digest, now
    return held


@recorded("platform.give")
def give(actor: Actor, /, platform: Platform, *, now: datetime, way: str, after: int | None = None) -> Handed:
    """Return the next parcel for a platform: what changed after `after`, or after what it said it took.

    Raises PlatformClosedError where nothing passes.
    """
    platform = lock(platform)
    check_open(platform, timezone.localdate(now))
    refresh(platform, now=now)
    since = platform.given_until if after is None else after
    if way == Passing.Way.GIVEN_ADDRESS and since != platform.given_until:
        platform.given_until = since  # by asking from there, the other side says that it has what came before
        platform.save(update_fields=("given_until",))
    rows = list(Issued.objects.filter(platform=platform, sequence__gt=since).order_by("sequence")[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    content = Content(
        sender=platform.organization_id,
        sender_name=platform.organization.name,
        receiver=platform.peer,
        made_at=now,
        after=since,
        until=rows[-1].sequence if rows else since,
        more=more,
        taken=platform.taken_until,
        entries=tuple(_entry(one) for one in rows),
    )
    sent = pack(content, own_key())
    passing = _note(actor, platform, content, way=way, now=now)
    detail(platform=str(platform.pk), way=way, after=since, until=content.until, records=len(rows))
    detail(digest=passing.digest[:16])
    return Handed(platform, sent, content)


def _entry(one: Issued) -> Entry:
    said = {
        "id": one.record,
        "kind": one.kind,
        "version": one.version,
        "changed_at": one.changed_at,
        "state": one.state,
        "body": one.body,
        "seen_also_on": one.also,
    }
    return Entry.model_validate(said)


def _note(actor: Actor, platform: Platform, content: Content, *, way: str, now: datetime) -> Passing:
    passing: Passing = Passing.objects.create(
        organization_id=platform.organization_id,
        platform=platform,
        way=way,
        at=now,
        by_id=actor.user_id,
        after=content.after,
        until=content.until,
        counts=counted(str(one.kind) for one in content.entries),
        digest=digest_of(content.model_dump(mode="json")),
    )
    return passing


def counted(words: Iterable[str]) -> dict[str, int]:
    """Return how often each word is said."""
    found: dict[str, int] = {}
    for one in words:
        found[one] = found.get(one, 0) + 1
    return found


@recorded("platform.export")
def note_export(_actor: Actor, platform: Platform, *, rows: int, form: str) -> Platform:
    """Keep that what a platform told left as a table."""
    detail(rows=rows, form=form)
    return platform
