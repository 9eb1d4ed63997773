"""What each record of a parcel means to who takes it: new, newer, known, older, gone, not for us."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from qiao.engines.exchange.records import Content, Entry, Kind, State
from qiao.engines.exchange.signing import Fault, FeedError, digest_of

SKEW = timedelta(days=1)
"""Clocks of offices are wrong; further in the future than this nothing is made."""


class VerdictKind(StrEnum):
    """What is done with a record."""

    NEW = "NEW"
    NEWER = "NEWER"
    GONE = "GONE"
    KNOWN = "KNOWN"
    OLDER = "OLDER"
    OUTSIDE = "OUTSIDE"


@dataclass(frozen=True)
class Known:
    """What is held of a record: its last version, the digest of it, whether it was erased."""

    kind: str
    version: int
    digest: str
    is_erased: bool = False


@dataclass(frozen=True)
class Taking:
    """Who takes, until where it has taken, and what it takes: kinds, and crisis → beginnings of place codes (all where empty)."""

    me: UUID
    sender: UUID
    until: int
    kinds: Collection[str]
    crises: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Verdict:
    """One record and what is done with it."""

    entry: Entry
    kind: VerdictKind
    digest: str

    @property
    def is_kept(self) -> bool:
        """Say whether anything is written."""
        return self.kind in {VerdictKind.NEW, VerdictKind.NEWER, VerdictKind.GONE}


def entry_digest(entry: Entry) -> str:
    """Return the digest of what one version says, its moment left out."""
    return digest_of(entry.model_dump(mode="json", include={"kind", "state", "body", "seen_also_on"}))


def judge(
    content: Content, known: Mapping[UUID, Known], taking: Taking, *, now: datetime
) -> tuple[Verdict, ...]:
    """Return a verdict for each record, in the order of the parcel.

    Parameters
    ----------
    content
        What `open_parcel` returned.
    known
        Of the ids in the parcel, those that are held already as this sender's.
    taking
        Who takes, and what.
    now
        With zone.

    Raises
    ------
    FeedError
        RECEIVER where it is for somebody else or from somebody else, CLOCK where it was made in the future, MISSING
        where a parcel before it was never taken, FORKED where one version says two things (its sender went back to a
        backup), FOREIGN where a record changed its kind.
    """
    if content.receiver != taking.me or content.sender != taking.sender:
        raise FeedError(Fault.RECEIVER)
    if content.made_at > now + SKEW:
        raise FeedError(Fault.CLOCK)
    if content.after > taking.until:
        raise FeedError(Fault.MISSING, f"{taking.until + 1}–{content.after}")
    return tuple(_verdict(entry, known.get(entry.id), taking) for entry in content.entries)


def _verdict(entry: Entry, held: Known | None, taking: Taking) -> Verdict:
    digest = entry_digest(entry)
    if held is None:
        outside = entry.state.is_gone or not _is_for_us(entry, taking)
        return Verdict(entry, VerdictKind.OUTSIDE if outside else VerdictKind.NEW, digest)
    if held.kind != entry.kind:
        raise FeedError(Fault.FOREIGN, str(entry.id))
    if held.version == entry.version and held.digest != digest:
        raise FeedError(Fault.FORKED, f"{entry.id} v{entry.version}")
    if held.version == entry.version:
        return Verdict(entry, VerdictKind.KNOWN, digest)
    if held.version > entry.version or held.is_erased:
        return Verdict(entry, VerdictKind.OLDER, digest)
    gone = entry.state.is_gone or not _is_for_us(entry, taking)
    return Verdict(entry, VerdictKind.GONE if gone else VerdictKind.NEWER, digest)


def _is_for_us(entry: Entry, taking: Taking) -> bool:
    if entry.kind not in taking.kinds:
        return False
    if entry.kind == Kind.ORGANIZATION:
        return True
    body = entry.body or {}
    places = taking.crises.get(str(body.get("crisis")))
    if places is None:
        return False
    if entry.kind in {Kind.ALLOCATION, Kind.RECEIPT} or not places:
        return True
    return any(str(body.get("place") or "").startswith(one) for one in places)


def is_final(state: State) -> bool:
    """Say whether nothing of a record may ever come back."""
    return state == State.ERASED
