"""The verification desk: take the next entry, see its telephone, record the result, take that back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError
from django.db.models import F, Q
from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import unseal, unwrap
from qiao.engines.extraction import read
from qiao.exceptions import (
    DeskEmptyError,
    ReportErasedError,
    RevealsSpentError,
    TurnEndedError,
    TurnNotYoursError,
    TurnTakenError,
)
from qiao.intake import queries
from qiao.intake.actions.closure import retry_after
from qiao.intake.actions.outcome import Outcome, apply_outcome
from qiao.intake.lexicon import lexicon
from qiao.intake.models import Alert, Need, Offer, ReportKey, Turn, Verification
from qiao.intake.queries.desk import Wanted
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded

LEASE = timedelta(minutes=10)
"""So long an entry is kept for whoever took it; each sign of work begins it anew."""
LEFT = timedelta(minutes=1)
SOON = timedelta(minutes=15)
PROMISED_IN = timedelta(hours=1)
FLAGGED_AFTER = 3
"""After so many calls in a row that nobody answered, a person has to find another way."""


@dataclass(frozen=True)
class Contact:
    """What is needed to call: telephone numbers, and the contact as it was left."""

    phones: tuple[str, ...]
    text: str


def take_next(actor: Actor, crisis: Crisis, wanted: Wanted, *, now: datetime) -> Turn:
    """Take the entry that most deserves a call; somebody who holds one already gets that.

    Raises DeskEmptyError where nothing waits.
    """
    end_lapsed(now)
    held = queries.turn_in_hand(actor, now=now)
    if held is not None:
        return held
    for one in queries.queue(crisis, actor, wanted, now=now):
        try:
            return _take(actor, one.voice, now=now)
        except IntegrityError:
            # Somebody else was faster, or this person tapped twice: the database let one through.
            held = queries.turn_in_hand(actor, now=now)
            if held is not None:
                return held
    raise DeskEmptyError


def take_this(actor: Actor, voice: Need | Offer, *, now: datetime) -> Turn:
    """Take one certain entry. Raises TurnTakenError where it, or another of this person's, is in hand."""
    end_lapsed(now)
    held = queries.turn_in_hand(actor, now=now)
    if held is not None and held.voice == voice:
        return held
    try:
        return _take(actor, voice, now=now)
    except IntegrityError as error:
        raise TurnTakenError from error


@recorded("turn.take")
def _take(actor: Actor, voice: Need | Offer, *, now: datetime) -> Turn:
    if actor.user_id is None:
        raise TurnNotYoursError
    kind = "need" if isinstance(voice, Need) else "offer"
    detail(of=str(voice.pk))
    return Turn.objects.create(
        organization_id=actor.acts_for,
        crisis_id=voice.crisis_id,
        holder_id=actor.user_id,
        taken_at=now,
        held_until=now + LEASE,
        **{kind: voice},
    )


def end_lapsed(now: datetime) -> int:
    """Give back what was kept too long; it was worked on until its lease ran out."""
    lapsed: int = Turn.objects.filter(ended_at__isnull=True, held_until__lt=now).update(
        ended_at=F("held_until"), ending=Turn.Ending.LAPSED
    )
    return lapsed


def renew(actor: Actor, turn: Turn, *, now: datetime) -> bool:
    """Keep an entry for ten minutes more, as long as it is still in this person's hands."""
    mine = Turn.objects.filter(pk=turn.pk, holder=actor.user_id, ended_at__isnull=True, held_until__gte=now)
    return bool(mine.update(held_until=now + LEASE))


def leave(actor: Actor, turn: Turn, *, now: datetime) -> bool:
    """Keep an entry whose page was closed for one minute more; a sign of life within it keeps it on."""
    mine = Turn.objects.filter(
        pk=turn.pk, holder=actor.user_id, ended_at__isnull=True, held_until__gt=now + LEFT
    )
    return bool(mine.update(held_until=now + LEFT))


@recorded("turn.release")
def release(actor: Actor, turn: Turn, *, now: datetime) -> Turn:
    """Put an entry back as it was."""
    _end(actor, turn, now=now, ending=Turn.Ending.RELEASED)
    return turn


@recorded("turn.skip")
def skip(actor: Actor, turn: Turn, *, reason: str, now: datetime) -> Turn:
    """Put an entry aside with a reason: for everybody until it may answer, or only for oneself."""
    waits = {Turn.Reason.BUSY: SOON, Turn.Reason.PROMISED: PROMISED_IN}.get(Turn.Reason(reason))
    _end(
        actor,
        turn,
        now=now,
        ending=Turn.Ending.SKIPPED,
        reason=reason,
        again_at=now + waits if waits else None,
    )
    detail(reason=reason)
    return turn


def _end(actor: Actor, turn: Turn, *, now: datetime, ending: str, **facts: Any) -> None:
    """End a turn once: one UPDATE decides. A call that outlasted its lease may still be recorded."""
    if turn.holder_id != actor.user_id:
        raise TurnNotYoursError
    open_still = Q(ended_at__isnull=True) | Q(ending=Turn.Ending.LAPSED)
    ended = Turn.objects.filter(open_still, pk=turn.pk).update(ended_at=now, ending=ending, **facts)
    if not ended:
        raise TurnEndedError
    turn.refresh_from_db()


@recorded("contact.reveal")
def reveal_contact(actor: Actor, turn: Turn, *, now: datetime) -> Contact:
    """Show the telephone of the entry in hand; counted once an entry, capped a day, logged.

    Raises RevealsSpentError beyond the day's most, ReportErasedError where the key was destroyed.
    """
    if turn.holder_id != actor.user_id or not renew(actor, turn, now=now):
        raise TurnNotYoursError
    if turn.revealed_at is None:
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        most: int = settings.QIAO_REVEALS_A_DAY
        if queries.reveals_of(actor.user_id, since=midnight) >= most:
            raise RevealsSpentError(most=most)
        Turn.objects.filter(pk=turn.pk, revealed_at__isnull=True).update(revealed_at=now)
    detail(turn=str(turn.pk), of=str(turn.voice.pk), report=str(turn.voice.report_id))
    return _contact_of(turn.voice)


def _contact_of(voice: Need | Offer) -> Contact:
    report = voice.report
    key = ReportKey.objects.filter(report=report).first()
    if key is None:
        raise ReportErasedError
    opened = unwrap(bytes(key.wrapped), f"report.key:{report.pk}")
    text = unseal(opened, bytes(report.sealed_text), f"report.text:{report.pk}")
    left = ""
    if report.sealed_contact:
        left = unseal(opened, bytes(report.sealed_contact), f"report.contact:{report.pk}")
    found = [phone.number for said in (left, text) for one in read(said, lexicon()) for phone in one.phones]
    return Contact(phones=tuple(dict.fromkeys(found)), text=left)


def settle(actor: Actor, turn: Turn, outcome: Outcome, *, now: datetime) -> Turn:
    """Record what a call came to. Sent twice with the same result, the first stands.

    Raises TurnEndedError where another result was recorded, or the entry was put back.
    """
    known = turn.verification
    if known is not None and known.result == outcome.result and turn.holder_id == actor.user_id:
        return turn
    return _settle(actor, turn, outcome, now=now)


@recorded("turn.settle")
def _settle(actor: Actor, turn: Turn, outcome: Outcome, *, now: datetime) -> Turn:
    _end(actor, turn, now=now, ending=Turn.Ending.DONE)
    voice = turn.voice.standing  # joined while somebody was calling: the result is about what stands
    missed = outcome.result == Verification.Result.UNREACHABLE
    times = queries.unreached_times(voice) + 1
    again_at = now + retry_after(turn.need, times) if missed else None
    kept = apply_outcome(actor, voice, outcome, now=now, next_check_at=again_at)
    turn.verification, turn.before, turn.after = kept.check, kept.before, kept.after
    turn.again_at = again_at
    if missed and times >= FLAGGED_AFTER:
        _flag_unreached(actor, voice, now)
    turn.save(update_fields=("verification", "before", "after", "again_at"))
    detail(of=str(voice.pk), result=outcome.result, method=outcome.method)
    return turn


def _flag_unreached(actor: Actor, voice: Need | Offer, now: datetime) -> None:
    """Tell the coordinator once that calling does not help here."""
    if not isinstance(voice, Need):
        return
    known = voice.alerts.filter(kind=Alert.Kind.UNREACHED, state=Alert.State.OPEN)
    if not known.exists():
        Alert.objects.create(
            organization_id=actor.acts_for,
            crisis_id=voice.crisis_id,
            kind=Alert.Kind.UNREACHED,
            need=voice,
            raised_at=now,
        )
