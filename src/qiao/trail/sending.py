"""Sending what stands in the outbox: claimed once, tried again for a day, never sent at night unless life asks."""

import json
import logging
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from qiao.accounts.sealing import unseal, unwrap
from qiao.exceptions import NoticePersonalError
from qiao.trail.channels import Message, SendError, sender_of
from qiao.trail.guests import address_of_guest
from qiao.trail.kinds import KINDS, TEST, in_words, reference_of
from qiao.trail.models import Attempt, Channel, Guest, Means, Notice, Reach
from qiao.trail.models.outbox import NIGHT_FROM, NIGHT_UNTIL, USUAL_CAP
from qiao.trail.outbox import agreed_to, backoff, quiet_until

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
"""How long a claim holds: whoever died with it leaves the notice to the next."""

MOST_A_ROUND = 200
DIGEST_FROM = 4
"""So many ordinary notices to one addressee go as one message."""


def send_due(now: datetime) -> int:
    """Send what is due; return how many notices went out. Two at once send nothing twice."""
    Notice.objects.filter(state=Notice.State.SENDING, claimed_at__lt=now - LEASE).update(
        state=Notice.State.WAITING, claim=None
    )
    Notice.objects.filter(state=Notice.State.WAITING, give_up_at__lt=now).update(
        state=Notice.State.FAILED, error="too_old", ended_at=now
    )
    return sum(_send_to_one(group, now) for group in _by_addressee(due(now)))


def due(now: datetime) -> QuerySet[Notice]:
    """Return what may be tried now, what concerns life first; a paused way out waits."""
    return (
        Notice.objects.filter(state=Notice.State.WAITING, next_try_at__lte=now)
        .filter(Q(channel__isnull=True) | Q(channel__is_active=True))
        .select_related("channel", "user", "guest")
        .order_by("-is_urgent", "created_at")[:MOST_A_ROUND]
    )


def _by_addressee(notices: Iterable[Notice]) -> Iterator[list[Notice]]:
    def addressee(notice: Notice) -> str:
        return str(notice.channel_id or notice.guest_id or (notice.organization_id, notice.user_id))

    for _key, group in groupby(sorted(notices, key=addressee), addressee):
        yield list(group)


def _send_to_one(notices: list[Notice], now: datetime) -> int:
    """Send what is due to one addressee; after a failure the rest waits with it, so that nobody else does."""
    urgent = [one for one in notices if one.is_urgent]
    ordinary = _within_limits([one for one in notices if not one.is_urgent], now)
    units = [*_units(urgent), *_units(ordinary)]
    sent = 0
    for unit in units:
        took = send(unit, now)
        if took is None:
            break
        sent += took
    return sent


def _units(notices: list[Notice]) -> list[list[Notice]]:
    return [notices] if len(notices) >= DIGEST_FROM else [[one] for one in notices]


def _within_limits(notices: list[Notice], now: datetime) -> list[Notice]:
    if not notices:
        return []
    start, end, cap = _limits(notices[0])
    until = quiet_until(start, end, now)
    if until is None:
        hour_ago = now - timedelta(hours=1)
        addressee = {
            "channel": notices[0].channel_id,
            "user": notices[0].user_id,
            "guest": notices[0].guest_id,
        }
        sent = Notice.objects.filter(state=Notice.State.SENT, ended_at__gt=hour_ago, **addressee)
        # A digest is one message, whatever it holds.
        gone = (
            sent.filter(batch__isnull=True).count()
            + sent.values("batch").exclude(batch=None).distinct().count()
        )
        if gone < cap:
            return notices
        until = now + timedelta(minutes=10)
    waiting = Notice.objects.filter(pk__in=[one.pk for one in notices], state=Notice.State.WAITING)
    waiting.update(next_try_at=until)
    return []


def _limits(notice: Notice) -> tuple[int, int, int]:
    if notice.channel is not None:
        return notice.channel.quiet_from, notice.channel.quiet_until, notice.channel.hourly_cap
    if notice.guest is not None:
        return notice.guest.quiet_from, notice.guest.quiet_until, USUAL_CAP
    reach = Reach.objects.filter(user=notice.user, organization_id=notice.organization_id).first()
    return (reach.quiet_from, reach.quiet_until, USUAL_CAP) if reach else (NIGHT_FROM, NIGHT_UNTIL, USUAL_CAP)


def send(unit: list[Notice], now: datetime) -> int | None:
    """Try one message for these notices; return how many it told, 0 where others had them, None where it failed."""
    claimed = _claim(unit, now)
    if not claimed:
        return 0
    kept = [one for one in claimed if _still_agreed(one)]
    _end([one for one in claimed if one not in kept], Notice.State.SKIPPED, "no_consent")
    if not kept:
        return 0
    error: SendError | None = None
    try:
        _deliver(kept, now)
    except SendError as found:
        error = found
    except NoticePersonalError:
        error = SendError("personal", permanent=True)
    except Exception:  # a fault of one message must not stop the others; the words of it may hold an address
        logger.exception("notice %s could not be sent", kept[0].pk)
        error = SendError("unexpected")
    Attempt.objects.bulk_create(
        Attempt(notice=one, at=timezone.now(), error=error.code if error else "") for one in kept
    )
    if error is None:
        _end(kept, Notice.State.SENT, "")
        return len(kept)
    if error.permanent:
        _end(kept, Notice.State.FAILED, error.code)
    else:
        _put_off(kept, error.code, now)
    return None


def _claim(unit: list[Notice], now: datetime) -> list[Notice]:
    """Take the notices of a unit that are still waiting. One UPDATE decides who has them."""
    claim, batch = uuid.uuid4(), uuid.uuid4() if len(unit) > 1 else None
    waiting = Notice.objects.filter(pk__in=[one.pk for one in unit], state=Notice.State.WAITING)
    taken = waiting.update(
        state=Notice.State.SENDING, claim=claim, claimed_at=now, batch=batch, attempts=F("attempts") + 1
    )
    if not taken:
        return []
    return list(
        Notice.objects.filter(claim=claim).select_related("channel", "user", "guest").order_by("created_at")
    )


def _still_agreed(notice: Notice) -> bool:
    if notice.guest_id is not None:
        return Guest.objects.filter(pk=notice.guest_id, withdrawn_at__isnull=True).exists()
    return notice.user_id is None or notice.user_id in agreed_to(notice.kind, notice.organization_id)


def _end(notices: list[Notice], state: str, error: str) -> None:
    for one in notices:
        Notice.objects.filter(pk=one.pk, claim=one.claim).update(
            state=state, error=error, ended_at=timezone.now()
        )


def _put_off(notices: list[Notice], error: str, now: datetime) -> None:
    for one in notices:
        Notice.objects.filter(pk=one.pk, claim=one.claim).update(
            state=Notice.State.WAITING, error=error, next_try_at=now + backoff(one.attempts), claim=None
        )


def address_of(channel: Channel) -> dict[str, str]:
    """Return the opened address and secret of a way out."""
    key = unwrap(bytes(channel.wrapped), f"channel.key:{channel.pk}")
    opened: dict[str, str] = json.loads(unseal(key, bytes(channel.sealed), f"channel.address:{channel.pk}"))
    return opened


def _deliver(notices: list[Notice], now: datetime) -> None:
    first = notices[0]
    if first.channel is not None:
        means, address, language = first.channel.means, address_of(first.channel), first.channel.language
    elif first.guest is not None:
        means, address = first.guest.means, address_of_guest(first.guest)
        language = first.guest.language
    else:
        assert first.user is not None  # the database keeps that a notice has one addressee
        means, address, language = Means.EMAIL.value, {"to": first.user.email}, first.user.language
    message = _one(first, language, now) if len(notices) == 1 else _digest(notices, language, now)
    sender_of(means).send(address, message)


def _one(notice: Notice, language: str, now: datetime) -> Message:
    title, text, link = in_words(notice, language)
    return Message(notice.pk, notice.kind, reference_of(notice.subject_id), title, text, link, now)


def _digest(notices: list[Notice], language: str, now: datetime) -> Message:
    """Return one message for many notices: how many of each kind, and where to look."""
    with translation.override(language):
        label = translation.gettext("桥 Qiao")
        counts = {
            kind: sum(1 for one in notices if one.kind == kind) for kind in {one.kind for one in notices}
        }
        lines = [f"{KINDS[kind].label} × {counts[kind]}" for kind in sorted(counts)]
        heading = translation.gettext("%(count)d 条通知合在一起") % {"count": len(notices)}
    # A key of what it holds: the same notices tried again are the same message.
    key = uuid.uuid5(notices[0].pk, "".join(str(one.pk) for one in notices))
    links = sorted({in_words(one, language)[2] for one in notices})
    link = links[0] if len(links) == 1 else settings.QIAO_URL + reverse(TEST.route)
    return Message(key, "digest", "", f"{label} · {heading}", "\n".join(lines), link, now)
