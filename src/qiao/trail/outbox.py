"""The one outbox: what is to be told is a row first, in the transaction of the act it tells of."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.trail.kinds import KINDS, check_details
from qiao.trail.models import Channel, Follow, Notice, Subscription

KEPT_TRYING = timedelta(hours=24)
"""A notice older than this tells nothing new, and is not sent any more."""


def notify(
    actor: Actor,
    *,
    kind: str,
    subject: models.Model,
    occasion: str = "",
    to: Iterable[uuid.UUID] = (),
    **details: str | int,
) -> int:
    """Write one notice for each group that asked for this kind, and for each of the people; return how many.

    Call it inside the action it tells of. The same occasion told twice is written once. Somebody who has not
    agreed, or has no address, gets a row that says why nothing is sent.
    """
    check_details(details)
    made = [
        *_for_channels(actor, kind, subject, occasion, details),
        *_for_people(actor, kind, subject, occasion, details, set(to)),
    ]
    known = set(Notice.objects.filter(key__in=[one.key for one in made]).values_list("key", flat=True))
    Notice.objects.bulk_create((one for one in made if one.key not in known), ignore_conflicts=True)
    return len(made) - len(known)


def tell_followers(actor: Actor, *, kind: str, subject: models.Model, occasion: str) -> int:
    """Tell those who follow a record; return for how many a notice was written."""
    followers = Follow.objects.filter(subject_id=subject.pk, organization_id=actor.acts_for)
    people = set(followers.values_list("user_id", flat=True)) - {actor.user_id}
    made = _for_people(actor, kind, subject, occasion, {}, people)
    known = set(Notice.objects.filter(key__in=[one.key for one in made]).values_list("key", flat=True))
    Notice.objects.bulk_create((one for one in made if one.key not in known), ignore_conflicts=True)
    return len(made) - len(known)


def blank_notice(
    actor: Actor, kind: str, subject: models.Model, occasion: str, details: dict[str, str | int]
) -> Notice:
    """Return a notice of an act, to nobody yet."""
    now = timezone.now()
    return Notice(
        organization_id=actor.acts_for,
        kind=kind,
        key=f"{kind}:{subject.pk}:{occasion}:",
        subject_type=subject._meta.model_name or "",
        subject_id=subject.pk,
        details=details,
        is_urgent=KINDS[kind].is_urgent,
        next_try_at=now,
        give_up_at=now + KEPT_TRYING,
    )


def _for_channels(
    actor: Actor, kind: str, subject: models.Model, occasion: str, details: dict[str, str | int]
) -> list[Notice]:
    found = []
    for channel in Channel.objects.filter(organization_id=actor.acts_for, is_active=True):
        if kind in channel.kinds:
            notice = blank_notice(actor, kind, subject, occasion, details)
            notice.channel, notice.key = channel, f"{notice.key}{channel.pk}"
            found.append(notice)
    return found


def _for_people(
    actor: Actor,
    kind: str,
    subject: models.Model,
    occasion: str,
    details: dict[str, str | int],
    people: set[uuid.UUID],
) -> list[Notice]:
    found = []
    agreed = agreed_to(kind, actor.acts_for)
    for user in User.objects.filter(pk__in=people, is_active=True):
        notice = blank_notice(actor, kind, subject, occasion, details)
        notice.user, notice.key = user, f"{notice.key}{user.pk}"
        why = "no_consent" if user.pk not in agreed else "" if user.email else "no_address"
        if why:
            notice.state, notice.error, notice.ended_at = Notice.State.SKIPPED, why, notice.next_try_at
        found.append(notice)
    return found


def agreed_to(kind: str, organization_id: uuid.UUID) -> set[uuid.UUID]:
    """Return who agreed to be told of a kind and has not withdrawn it."""
    held = Subscription.objects.filter(
        kind=kind, withdrawn_at__isnull=True, reach__organization_id=organization_id
    )
    return set(held.values_list("reach__user_id", flat=True))


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many tries: 1, 2, 4 … minutes, never more than two hours."""
    return timedelta(minutes=min(2 ** min(max(0, attempts - 1), 7), 120))


def quiet_until(start: int, end: int, now: datetime) -> datetime | None:
    """Return when the quiet hours around `now` end, in local time; None outside of them."""
    local = timezone.localtime(now)
    inside = start <= local.hour < end if start <= end else local.hour >= start or local.hour < end
    if start == end or not inside:
        return None
    ending = local.replace(hour=end, minute=0, second=0, microsecond=0)
    return ending if ending > local else ending + timedelta(days=1)
