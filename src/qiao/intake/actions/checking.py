"""Checks that programs send: with an id of their own, so that a check sent again is recorded once."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from qiao.accounts.roles import Actor
from qiao.exceptions import LineAlreadyDecidedError, VerificationConflictError
from qiao.intake.actions.voices import verify_need, verify_offer
from qiao.intake.models import Need, Offer, Verification
from qiao.intake.queries import is_settled
from qiao.trail.chain import together

COMPARED = ("method", "result", "is_two_way", "note")


@dataclass(frozen=True)
class Checked:
    """The check, and whether it is new."""

    check: Verification
    is_new: bool


def record_check(
    actor: Actor,
    voice: Need | Offer,
    *,
    id: uuid.UUID,  # noqa: A002 - the client's own id, as every door calls it
    checked_at: datetime,
    **facts: Any,
) -> Checked:
    """Record a check once. `facts` are method, result, is_two_way and note.

    Raises
    ------
    VerificationConflictError
        When the id was used for another check.
    LineAlreadyDecidedError
        When the need is ended or merged, as on its page.
    """
    known = _known(voice, id, facts)
    if known is not None:
        return Checked(known, is_new=False)
    if isinstance(voice, Need) and is_settled(voice):
        raise LineAlreadyDecidedError(state=str(voice.get_state_display()))
    try:
        with together():
            if isinstance(voice, Need):
                made = verify_need(actor, voice, id=id, checked_at=checked_at, **facts)
            else:
                made = verify_offer(actor, voice, id=id, checked_at=checked_at, **facts)
    except IntegrityError:
        known = _known(voice, id, facts)
        if known is None:
            raise
        return Checked(known, is_new=False)
    return Checked(made, is_new=True)


def _known(voice: Need | Offer, pk: uuid.UUID, facts: dict[str, Any]) -> Verification | None:
    """Return the check of this id where it says the same; raise where it says anything else."""
    found = Verification.every.filter(pk=pk).first()
    if found is None:
        return None
    of = found.need_id if isinstance(voice, Need) else found.offer_id
    if of != voice.pk or any(getattr(found, name) != facts[name] for name in COMPARED):
        raise VerificationConflictError(id=str(pk))
    return found
