"""A file is handed on, with the person's consent asked for inside each step (个人信息保护法 23).

Asked → accepted, declined or withdrawn. Within the system the file itself moves: its key is wrapped anew for the
receiver, its rows change hands, and the team that asked reads nothing of it any more. To an outside organisation
it goes on paper, and the file stays.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django_scopes import scopes_disabled

from qiao.accounts.models import User
from qiao.accounts.roles import Actor
from qiao.care.actions.files import check_people, check_team, new_number, open_for_writing, read_file
from qiao.care.keys import hold_keys, key_of, new_key, opened, sealed, wrapped_for
from qiao.care.models import CareFile, Consent, Referral
from qiao.care.moving import end_memberships, move_rows
from qiao.care.queries import takes_referrals
from qiao.exceptions import ConsentMissingError, ReferralStateError, RightMissingError
from qiao.registry.models import Organization
from qiao.trail.chain import together
from qiao.trail.recorded import detail, recorded


@dataclass(frozen=True)
class Letter:
    """What goes to an outside organisation on paper."""

    referral: Referral
    identity: str
    summary: str


def held_consent(file: CareFile, receiver: str) -> Consent:
    """Return the consent to hand the file to this receiver. Raises ConsentMissingError where none holds."""
    held: Consent | None = (
        Consent.objects.select_for_update()
        .filter(file=file, purpose=Consent.Purpose.SHARING, receiver=receiver, withdrawn_at__isnull=True)
        .first()
    )
    if held is None:
        raise ConsentMissingError(purpose_zh="转介给", purpose_en="referral to", receiver=receiver)
    return held


@recorded("referral.ask")
def ask_referral(
    actor: Actor,
    /,
    file: CareFile,
    *,
    to: Organization | None,
    to_name: str,
    summary: str,
    asked_at: datetime,
) -> Referral:
    """Ask another organisation to take the file over; `to` is None where it does not work in this system.

    The summary says without a name what is asked for; it is sealed for the receiver.

    Raises
    ------
    ConsentMissingError
        When the person did not agree to this receiver.
    RightMissingError
        When the actor is not of the team, or the receiver has nobody who may read a file.
    """
    holder = to.pk if to else actor.acts_for
    hold_keys(holder)  # before the file, as whoever changes keys does
    held = open_for_writing(actor, file, "referral.ask")
    name = to.name if to else to_name.strip()
    if to is not None and (to.pk == actor.acts_for or not takes_referrals(to.pk)):
        raise RightMissingError(verb="referral.answer")
    consent = held_consent(held, name)
    if held.referrals.filter(state=Referral.State.ASKED).exists():
        raise ReferralStateError
    key, pk = new_key(), uuid.uuid4()
    wrapped, generation = wrapped_for(holder, key, "Referral.key", pk)
    detail(file=str(held.pk), to=str(to.pk) if to else "outside")
    referral: Referral = Referral.objects.create(
        id=pk,
        organization_id=actor.acts_for,
        file=held,
        kind=held.kind,
        consent=consent,
        to_organization=to,
        to_name=name,
        asked_at=asked_at,
        wrapped_key=wrapped,
        key_generation=generation,
        sealed_summary=sealed(key, summary.strip(), "Referral.summary", pk),
    )
    return referral


def _waiting(referral: Referral) -> Referral:
    """Return the referral, locked, while it waits; the caller has left the scope of organisations."""
    held: Referral = Referral.objects.select_for_update().get(pk=referral.pk)
    if held.state != Referral.State.ASKED:
        raise ReferralStateError
    return held


def _check_receiver(actor: Actor, referral: Referral) -> None:
    if referral.to_organization_id is None or referral.to_organization_id != actor.acts_for:
        raise RightMissingError(verb="referral.answer")


def _answer(referral: Referral, state: str, at: datetime, *, reason: str = "") -> None:
    """Note the answer and destroy what only the asking needed."""
    referral.state, referral.answered_at, referral.reason = state, at, reason
    referral.wrapped_key = referral.sealed_summary = b""
    referral.save()


@recorded("referral.read")
def _note_reading(actor: Actor, /, referral: Referral) -> Referral:
    _check_receiver(actor, referral)
    return referral


def read_referral(actor: Actor, referral: Referral) -> str:
    """Return the summary of a referral to the actor's organisation, once the reading is in the trail."""
    _note_reading(actor, referral)
    with transaction.atomic(), scopes_disabled():
        held = _waiting(referral)
        key = key_of(held, holder=held.to_organization_id)
        return opened(key, held.sealed_summary, "Referral.summary", held.pk)


@recorded("referral.accept")
def accept_referral(
    actor: Actor, /, referral: Referral, *, supervisor: User, team: Iterable[User] = (), answered_at: datetime
) -> CareFile:
    """Take a file over: consent is asked for once more, then key and rows go to the actor's organisation.

    Raises
    ------
    ConsentMissingError
        When the consent was withdrawn since; nothing has moved.
    ReferralStateError
        When it was answered or taken back already.
    """
    _check_receiver(actor, referral)
    members = check_people(actor, supervisor=supervisor, team=team)
    hold_keys(actor.acts_for)
    with scopes_disabled():
        held = _waiting(referral)
        file = CareFile.objects.select_for_update().get(pk=held.file_id)
        held_consent(file, held.to_name)
        key = key_of(file)
        _answer(held, Referral.State.ACCEPTED, answered_at)
        wrapped, generation = wrapped_for(actor.acts_for, key, "CareFile.key", file.pk)
        file.organization_id = actor.acts_for
        file.wrapped_key, file.key_generation = wrapped, generation
        file.number, file.supervisor = new_number(), supervisor
        file.save()
        end_memberships(file, answered_at)
        move_rows(file, actor.acts_for)
        file.team.set(members)
    detail(referral=str(held.pk), origin=str(held.organization_id))
    return file


@recorded("referral.decline")
def decline_referral(actor: Actor, /, referral: Referral, *, reason: str, answered_at: datetime) -> Referral:
    """Leave the file where it is, and say why in one of four words."""
    _check_receiver(actor, referral)
    with scopes_disabled():
        held = _waiting(referral)
        _answer(held, Referral.State.DECLINED, answered_at, reason=reason)
    detail(reason=reason)
    return held


@recorded("referral.withdraw")
def withdraw_referral(actor: Actor, /, referral: Referral, *, answered_at: datetime) -> Referral:
    """Take an asking back before it is answered."""
    check_team(actor, referral.file, "referral.withdraw")
    held = _waiting(referral)
    _answer(held, Referral.State.WITHDRAWN, answered_at)
    detail(file=str(held.file_id))
    return held


def write_letter(actor: Actor, referral: Referral, *, now: datetime) -> Letter:
    """Return what the paper for an outside organisation says; consent must hold at this moment.

    The reading is in the trail first, as with any reading of the file.
    """
    file = referral.file
    check_team(actor, file, "referral.ask")
    if referral.state != Referral.State.ASKED or referral.to_organization_id is not None:
        raise ReferralStateError
    with together():
        held_consent(file, referral.to_name)
        read = read_file(actor, file, now=now)
    summary = opened(key_of(referral), referral.sealed_summary, "Referral.summary", referral.pk)
    return Letter(referral, read.identity, summary)


@recorded("referral.note")
def note_answer(
    actor: Actor, /, referral: Referral, *, is_accepted: bool, reason: str = "", answered_at: datetime
) -> Referral:
    """Write down what an outside organisation answered. Accepted, the file takes nothing more and can be closed."""
    check_team(actor, referral.file, "referral.note")
    held = _waiting(referral)
    if held.to_organization_id is not None:
        raise RightMissingError(verb="referral.answer")
    file = open_for_writing(actor, held.file, "referral.note")
    if is_accepted:
        held_consent(file, held.to_name)
        file.state = CareFile.State.REFERRED
        file.save(update_fields=("state",))
    state = Referral.State.ACCEPTED if is_accepted else Referral.State.DECLINED
    _answer(held, state, answered_at, reason="" if is_accepted else reason or Referral.Reason.OTHER)
    detail(file=str(file.pk), state=state)
    return held
