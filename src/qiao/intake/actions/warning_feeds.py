"""Feeds of public warnings: added and ended by an administrator, asked by the clock, outside of any transaction."""

import hashlib
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from qiao.accounts.roles import Actor
from qiao.exceptions import QiaoError
from qiao.intake.actions.warnings import receive_warning
from qiao.intake.models import WarningFeed
from qiao.intake.sources.cap_feed import Entry, read_index
from qiao.trail.channels.message import SendError
from qiao.trail.channels.outgoing import Answer, get, target_of
from qiao.trail.recorded import detail, recorded

EVERY = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=2)
AT_ONCE = 30
"""So many messages are fetched at one time; the rest at the next."""
KEPT_SEEN, KEPT_REFUSED = 1000, 10
MOST_BYTES = 2 * 2**20
MOST_SECONDS = 60
NOT_MODIFIED = 304


@recorded("warning_feed.add")
def add_feed(actor: Actor, *, name: str, url: str, at: datetime) -> WarningFeed:
    """Begin to ask an address for warnings.

    Raises
    ------
    SendError
        When it is no address that this house may call.
    """
    target = target_of(url)
    feed: WarningFeed = WarningFeed(
        organization_id=actor.acts_for, name=name, url=url.strip(), next_at=at, added_by_id=actor.user_id
    )
    feed.full_clean(exclude=("organization", "added_by"))
    feed.save()
    detail(host=target.host)
    return feed


@recorded("warning_feed.end")
def end_feed(_actor: Actor, feed: WarningFeed, *, at: datetime) -> WarningFeed:
    """Ask an address no more. What came from it stays."""
    feed.ended_at = at
    feed.save(update_fields=("ended_at",))
    detail(feed=str(feed.pk))
    return feed


@dataclass
class _Asked:
    """How one round went."""

    new: int = 0
    seen: list[str] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)
    is_whole: bool = True


def ask_feed(actor: Actor, feed: WarningFeed, *, now: datetime) -> int:
    """Ask a feed once; return how many new warnings came in. What went wrong stands on the feed.

    No transaction is open while the other side answers. Each message is received in one of its own.
    """
    try:
        answer = get(feed.url, _since(feed), most_bytes=MOST_BYTES)
        asked = _Asked() if answer.status == NOT_MODIFIED else _take(actor, feed, answer, now=now)
    except SendError as error:
        return _failed(feed, error.code, now=now)
    except QiaoError as error:
        return _failed(feed, error.code, now=now)
    if answer.status != NOT_MODIFIED:
        # Where something was left for the next round, the index must come whole again.
        feed.etag = answer.headers.get("etag", "")[:200] if asked.is_whole else ""
        feed.modified = answer.headers.get("last-modified", "")[:60] if asked.is_whole else ""
        feed.seen = [*asked.seen, *(one for one in feed.seen if one not in set(asked.seen))][:KEPT_SEEN]
        feed.refused = asked.refused[:KEPT_REFUSED]
    feed.taken += asked.new
    feed.asked_at = feed.answered_at = now
    feed.failures, feed.error, feed.next_at = 0, "", now + EVERY
    feed.save()
    return asked.new


def _since(feed: WarningFeed) -> dict[str, str]:
    held = {"If-None-Match": feed.etag, "If-Modified-Since": feed.modified}
    return {name: value for name, value in held.items() if value}


def _take(actor: Actor, feed: WarningFeed, answer: Answer, *, now: datetime) -> _Asked:
    entries = read_index(answer.body, at=feed.url)
    asked = _Asked()
    if entries is None:
        _receive(actor, asked, Entry(feed.url, ""), answer.body, now=now)
        return asked
    known = set(feed.seen)
    fresh = [one for one in entries if _mark(one) not in known]
    asked.is_whole = len(fresh) <= AT_ONCE
    until = time.monotonic() + MOST_SECONDS
    for one in fresh[:AT_ONCE]:
        if time.monotonic() > until:
            asked.is_whole = False
            break
        try:
            body = get(one.url, {}, most_bytes=MOST_BYTES).body
        except SendError as error:
            asked.refused.append({"url": one.url[:400], "code": error.code})
            asked.is_whole = asked.is_whole and error.permanent
            if error.permanent:
                asked.seen.append(_mark(one))
            continue
        _receive(actor, asked, one, body, now=now)
        asked.seen.append(_mark(one))
    return asked


def _receive(actor: Actor, asked: _Asked, entry: Entry, body: bytes, *, now: datetime) -> None:
    try:
        asked.new += receive_warning(actor, body, received_at=now).is_new
    except QiaoError as error:
        said = {"zh": error.message("zh-hans"), "en": error.message("en")}
        asked.refused.append({"url": entry.url[:400], "code": error.code, **said})


def _mark(entry: Entry) -> str:
    return hashlib.sha256(entry.mark.encode()).hexdigest()[:24]


def _failed(feed: WarningFeed, code: str, *, now: datetime) -> int:
    feed.failures += 1
    feed.error, feed.asked_at = code, now
    feed.next_at = now + min(LONGEST_WAIT, EVERY * 2 ** min(feed.failures - 1, 8))
    feed.save(update_fields=("failures", "error", "asked_at", "next_at"))
    return 0
