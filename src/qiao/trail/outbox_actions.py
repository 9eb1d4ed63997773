"""What people do with the outbox: add and pause ways out, try them, try again, give consent and take it back."""

import json
import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import new_key, seal, wrap
from qiao.exceptions import NoticeSettledError, RightMissingError
from qiao.trail import sending
from qiao.trail.kinds import TEST
from qiao.trail.models import Channel, Follow, Notice, Reach, Subscription
from qiao.trail.outbox import KEPT_TRYING
from qiao.trail.recorded import detail, recorded


def mine(actor: Actor) -> uuid.UUID:
    """Return who the actor is; the machine itself follows and chooses nothing."""
    if actor.user_id is None:
        raise RightMissingError(verb="notice.choose")
    return actor.user_id


@recorded("channel.add")
def add_channel(actor: Actor, channel: Channel, *, address: dict[str, str]) -> Channel:
    """Keep a way out. Its address and secret are sealed; nobody reads them again."""
    key = new_key()
    channel.organization_id, channel.added_by_id = actor.acts_for, actor.user_id
    channel.wrapped = wrap(key, f"channel.key:{channel.pk}")
    channel.sealed = seal(key, json.dumps(address), f"channel.address:{channel.pk}")
    channel.save(force_insert=True)
    detail(means=channel.means, kinds=" ".join(channel.kinds))
    return channel


@recorded("channel.pause")
def pause_channel(_actor: Actor, channel: Channel, *, is_active: bool) -> Channel:
    """Pause a way out or open it again; what waits for it goes on waiting, for a day."""
    channel.is_active = is_active
    channel.save(update_fields=("is_active",))
    detail(active=int(is_active))
    return channel


@recorded("channel.test")
def _write_test(actor: Actor, channel: Channel, *, at: datetime) -> Notice:
    pk = uuid.uuid4()
    return Notice.objects.create(
        pk=pk,
        organization_id=actor.acts_for,
        kind=TEST.key,
        key=f"{TEST.key}:{pk}",
        channel=channel,
        is_urgent=True,
        next_try_at=at,
        give_up_at=at + KEPT_TRYING,
    )


def try_channel(actor: Actor, channel: Channel, *, at: datetime) -> Notice:
    """Send a test now, outside of any transaction; return it with how that ended. A test is not tried again."""
    notice = _write_test(actor, channel, at=at)
    sending.send([notice], at)
    Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING).update(
        state=Notice.State.FAILED, ended_at=at
    )
    notice.refresh_from_db()
    return notice


@recorded("notice.retry")
def retry_notice(_actor: Actor, notice: Notice, *, at: datetime) -> Notice:
    """Try a failed notice again for another day."""
    changed = Notice.objects.filter(pk=notice.pk, state__in=(Notice.State.FAILED, Notice.State.CANCELLED))
    if not changed.update(
        state=Notice.State.WAITING, next_try_at=at, give_up_at=at + KEPT_TRYING, ended_at=None, claim=None
    ):
        raise _settled(notice)
    notice.refresh_from_db()
    return notice


@recorded("notice.cancel")
def cancel_notice(_actor: Actor, notice: Notice, *, at: datetime) -> Notice:
    """Do not send a notice that still waits."""
    changed = Notice.objects.filter(pk=notice.pk, state=Notice.State.WAITING)
    if not changed.update(state=Notice.State.CANCELLED, ended_at=at):
        raise _settled(notice)
    notice.refresh_from_db()
    return notice


def _settled(notice: Notice) -> NoticeSettledError:
    notice.refresh_from_db()
    return NoticeSettledError(state=gettext(str(notice.get_state_display())))


@recorded("notice.choose")
def choose_notices(
    actor: Actor, *, kinds: Collection[str], quiet_from: int, quiet_until: int, at: datetime
) -> Reach:
    """Write down what the actor agrees to be told of, and when not; what is no longer chosen is withdrawn."""
    reach, _made = Reach.objects.update_or_create(
        organization_id=actor.acts_for,
        user_id=mine(actor),
        defaults={"quiet_from": quiet_from, "quiet_until": quiet_until},
    )
    held = reach.subscriptions.filter(withdrawn_at__isnull=True)
    held.exclude(kind__in=kinds).update(withdrawn_at=at)
    known = set(held.values_list("kind", flat=True))
    Subscription.objects.bulk_create(
        Subscription(reach=reach, kind=kind, agreed_at=at) for kind in sorted(set(kinds) - known)
    )
    detail(kinds=" ".join(sorted(kinds)))
    return reach


@recorded("notice.follow")
def follow(actor: Actor, subject: models.Model, *, is_on: bool) -> Follow | None:
    """Follow a record, or no longer. Twice is once."""
    detail(subject=str(subject.pk), on=int(is_on))
    held = Follow.objects.filter(user_id=mine(actor), subject_id=subject.pk)
    if not is_on:
        held.delete()
        return None
    try:
        with transaction.atomic():
            return Follow.objects.create(
                organization_id=actor.acts_for,
                user_id=mine(actor),
                subject_type=subject._meta.model_name or "",
                subject_id=subject.pk,
            )
    except IntegrityError:
        return held.get()


def follows(actor: Actor, subject: models.Model) -> bool:
    """Say whether the actor follows a record."""
    return Follow.objects.filter(user_id=mine(actor), subject_id=subject.pk).exists()
