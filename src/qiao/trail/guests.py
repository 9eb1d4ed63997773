"""Telling somebody without an account: one sealed address for one record, given and taken back by themselves."""

import json
import uuid
from datetime import datetime, timedelta

from django.db import models, transaction

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import new_key, seal, unseal, unwrap, wrap
from qiao.trail.kinds import check_details
from qiao.trail.models import Guest, Notice
from qiao.trail.outbox import blank_notice
from qiao.trail.recorded import detail, recorded

HELD_BACK = timedelta(minutes=10)
"""A result can be taken back for so long; what is told outside of the house waits until it stands."""


def guest_of(subject_id: uuid.UUID) -> Guest | None:
    """Return who wants to be told of a record, if anybody does."""
    return Guest.objects.filter(subject_id=subject_id, withdrawn_at__isnull=True).first()


@recorded("guest.agree")
def agree(
    actor: Actor, subject: models.Model, /, *, means: str, to: str, masked: str, language: str, at: datetime
) -> Guest:
    """Write down that somebody agrees to be told of a record. A new address takes the place of the one before."""
    forget_guest(subject.pk, at=at)
    key, pk = new_key(), uuid.uuid4()
    guest = Guest.objects.create(
        pk=pk,
        organization_id=actor.acts_for,
        subject_id=subject.pk,
        means=means,
        masked=masked,
        language=language,
        sealed=seal(key, json.dumps({"to": to}), f"guest.address:{pk}"),
        wrapped=wrap(key, f"guest.key:{pk}"),
        agreed_at=at,
    )
    detail(subject=str(subject.pk), means=means)
    return guest


@recorded("guest.withdraw")
def withdraw(_actor: Actor, subject: models.Model, /, *, at: datetime) -> int:
    """Take a consent back: the address is destroyed, and what waits is not sent."""
    ended = forget_guest(subject.pk, at=at)
    detail(subject=str(subject.pk), ended=ended)
    return ended


def forget_guest(subject_id: uuid.UUID, *, at: datetime) -> int:
    """Destroy the address for a record and put aside what waits for it. Call it inside an action."""
    with transaction.atomic():
        held = Guest.objects.filter(subject_id=subject_id, withdrawn_at__isnull=True)
        waiting = Notice.objects.filter(guest__in=held, state=Notice.State.WAITING)
        waiting.update(state=Notice.State.SKIPPED, error="no_consent", ended_at=at)
        return held.update(withdrawn_at=at, sealed=None, wrapped=None)


def tell_guest(
    actor: Actor, *, kind: str, subject: models.Model, occasion: str, at: datetime, **details: str | int
) -> int:
    """Write a notice for whoever agreed to be told of a record; return 1, or 0 where nobody did."""
    check_details(details)
    guest = guest_of(subject.pk)
    if guest is None or guest.organization_id != actor.acts_for:
        return 0
    notice = blank_notice(actor, kind, subject, occasion, details)
    notice.guest, notice.key = guest, f"{notice.key}{guest.pk}"
    notice.next_try_at = at + HELD_BACK
    if Notice.objects.filter(key=notice.key).exists():
        return 0
    Notice.objects.bulk_create([notice], ignore_conflicts=True)
    return 1


def take_back(occasion: str, *, at: datetime) -> int:
    """Do not tell what was taken back before it was told."""
    told = Notice.objects.filter(
        guest__isnull=False, state=Notice.State.WAITING, key__contains=f":{occasion}:"
    )
    return told.update(state=Notice.State.CANCELLED, ended_at=at)


def address_of_guest(guest: Guest) -> dict[str, str]:
    """Return the opened address of somebody who still agrees."""
    key = unwrap(bytes(guest.wrapped or b""), f"guest.key:{guest.pk}")
    opened: dict[str, str] = json.loads(unseal(key, bytes(guest.sealed or b""), f"guest.address:{guest.pk}"))
    return opened
