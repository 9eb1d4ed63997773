"""What a call changes of a need or an offer, and taking the last result back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from qiao.accounts.roles import Actor
from qiao.exceptions import TurnNotYoursError, UndoTooLateError
from qiao.intake.actions.closure import reopen_round
from qiao.intake.actions.repeats import note_repeats
from qiao.intake.actions.voices import amend_need, check_quantity, verify_need, verify_offer
from qiao.intake.desk.supplies import estimate_from
from qiao.intake.models import Alert, Need, Offer, Turn, Verification
from qiao.registry.models import QuantityKind
from qiao.trail.guests import take_back
from qiao.trail.recorded import detail, recorded

UNDO_WITHIN = timedelta(minutes=10)
SHARED = ("state", "valid_until", "closed_at", "quantity_kind", "quantity", "quantity_max", "unit")
OF_A_NEED = (*SHARED, "specification", "estimate", "estimate_low", "estimate_high", "estimate_note")
MOMENTS = ("valid_until", "closed_at")
STILL_STANDS = frozenset({Verification.Result.CONFIRMED, Verification.Result.CHANGED})
LONGEST_SPECIFICATION = 200


@dataclass(frozen=True)
class Outcome:
    """What a call came to, and what was learnt by it."""

    result: str
    method: str = Verification.Method.PHONE
    is_two_way: bool = False
    note: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Applied:
    """A check, and how the record stood before and after it."""

    check: Verification
    before: dict[str, Any]
    after: dict[str, Any]


def apply_outcome(
    actor: Actor, voice: Need | Offer, outcome: Outcome, *, now: datetime, next_check_at: datetime | None
) -> Applied:
    """Record a check and let what was learnt change the record, where it still stands."""
    before = facts_of(voice)
    if outcome.result in STILL_STANDS:
        if isinstance(voice, Need):
            _learn(actor, voice, outcome.answers)
        else:
            _learn_of_offer(actor, voice, outcome.answers)
    facts: dict[str, Any] = {
        "method": outcome.method,
        "result": outcome.result,
        "checked_at": now,
        "is_two_way": outcome.is_two_way,
        "note": outcome.note,
        "answers": outcome.answers,
        "next_check_at": next_check_at,
    }
    check = (
        verify_need(actor, voice, **facts) if isinstance(voice, Need) else verify_offer(actor, voice, **facts)
    )
    return Applied(check, before, facts_of(voice))


def facts_of(voice: Need | Offer) -> dict[str, Any]:
    """Return the fields that a check may change, as they can be kept and compared."""
    names = OF_A_NEED if isinstance(voice, Need) else SHARED
    facts = {name: getattr(voice, name) for name in names}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in facts.items()
    }


def _learn(actor: Actor, need: Need, answers: Mapping[str, Any]) -> None:
    """Let a new quantity, refused standards and an estimate into the need, by the way every correction goes."""
    if not actor.may("need.amend"):
        return
    facts: dict[str, Any] = {name: getattr(need, name) for name in ("item", "place", *SHARED[3:])}
    if answers.get("quantity_now"):
        facts |= {
            "quantity_kind": QuantityKind.EXACT,
            "quantity": answers["quantity_now"],
            "quantity_max": None,
        }
    refused = str(answers.get("refused") or "")
    if refused and refused not in need.specification:
        told = f"{need.specification}；不收：{refused}" if need.specification else f"不收：{refused}"
        facts["specification"] = told[:LONGEST_SPECIFICATION]
    estimate = estimate_from(answers)
    if estimate is not None and facts["quantity"] is None:
        facts |= {
            "estimate": estimate.quantity,
            "estimate_low": estimate.low,
            "estimate_high": estimate.high,
            "estimate_note": estimate.note,
        }
    if any(getattr(need, name) != value for name, value in facts.items()):
        amend_need(actor, need, **facts)


def _learn_of_offer(actor: Actor, offer: Offer, answers: Mapping[str, Any]) -> None:
    """Let a new quantity into an offer."""
    left = answers.get("quantity_now")
    if left and actor.may("offer.amend") and left != offer.quantity:
        amend_offer(actor, offer, quantity=left)


@recorded("offer.amend")
def amend_offer(actor: Actor, offer: Offer, *, quantity: int) -> Offer:
    """Correct how much is offered. The report itself stays as it came."""
    check_quantity(QuantityKind.EXACT, quantity, None)
    detail(before=offer.quantity_text, quantity=quantity)
    offer.quantity_kind, offer.quantity, offer.quantity_max = QuantityKind.EXACT, quantity, None
    offer.save(update_fields=("quantity_kind", "quantity", "quantity_max"))
    note_repeats(actor, offer)
    return offer


@recorded("turn.undo")
def undo_settled(actor: Actor, turn: Turn, *, now: datetime) -> Turn:
    """Take one's last result back within ten minutes: the record stands as before, the check stays on file.

    Raises UndoTooLateError where time has passed, somebody checked again, or the record changed since.
    """
    if turn.holder_id != actor.user_id:
        raise TurnNotYoursError
    voice, check = turn.voice.standing, turn.verification
    taken = Turn.objects.filter(
        pk=turn.pk, ending=Turn.Ending.DONE, undone_at__isnull=True, ended_at__gte=now - UNDO_WITHIN
    ).update(undone_at=now)
    if not taken or check is None or voice.verifications.order_by("-checked_at").first() != check:
        raise UndoTooLateError
    if facts_of(voice) != turn.after:
        raise UndoTooLateError
    for name, value in turn.before.items():
        is_moment = value and name in MOMENTS
        setattr(voice, name, datetime.fromisoformat(value) if is_moment else value)
    voice.save(update_fields=tuple(turn.before))
    Verification.objects.filter(pk=check.pk).update(undone_at=now)
    take_back(str(check.pk), at=now)
    if isinstance(voice, Need):
        _alerts_as_before(voice, check)
    reopen_round(voice, check, now=now)
    detail(of=str(voice.pk), result=check.result)
    turn.refresh_from_db()
    return turn


def _alerts_as_before(need: Need, check: Verification) -> None:
    need.alerts.filter(kind=Alert.Kind.EXPIRED, closed_at=check.checked_at).update(
        state=Alert.State.OPEN, closed_at=None
    )
    need.alerts.filter(kind=Alert.Kind.UNREACHED, raised_at=check.checked_at).update(
        state=Alert.State.CLEARED, closed_at=check.checked_at
    )
