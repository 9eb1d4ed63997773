"""The supervisor opens a file's notes: a reason, the second factor again, half an hour, and somebody reviews it.

It fails closed: without the entry in the trail nothing is opened, and without a review within three days nothing
more is (SECURITY 2.5).
"""

import uuid
from datetime import datetime, timedelta

from qiao.accounts.roles import Actor
from qiao.accounts.second_factor import check_code
from qiao.care.actions.files import check_team
from qiao.care.keys import as_it_stands, key_of, sealed
from qiao.care.models import CareFile, NoteOpening
from qiao.care.queries import supervises, unreviewed_before, wrong_codes_since
from qiao.exceptions import (
    LineAlreadyDecidedError,
    OpeningUnreviewedError,
    ReasonMissingError,
    RightMissingError,
    SecondFactorLockedError,
    SecondFactorWrongError,
)
from qiao.trail.recorded import detail, recorded

LEAST_REASON = 20
OPEN_FOR = timedelta(minutes=30)
REVIEWED_WITHIN = timedelta(hours=72)
MOST_WRONG = 5
WRONG_WITHIN = timedelta(minutes=15)


def open_notes(actor: Actor, file: CareFile, *, reason: str, code: str, now: datetime) -> CareFile:
    """Let the file's supervisor read its notes for half an hour, for a reason the team sees.

    Raises
    ------
    RightMissingError
        For anybody but the file's own supervisor.
    ReasonMissingError
        Below 20 characters.
    OpeningUnreviewedError
        When an earlier opening by the same person is older than 72 hours and nobody reviewed it.
    SecondFactorMissingError, SecondFactorWrongError, SecondFactorLockedError
        Without a second factor; a wrong code is in the trail; after five in a quarter of an hour none is taken.
    """
    if actor.user_id is None or not supervises(actor, file):
        raise RightMissingError(verb="care_note.reveal")
    if len(reason.strip()) < LEAST_REASON:
        raise ReasonMissingError(least=LEAST_REASON)
    if unreviewed_before(actor.user_id, now - REVIEWED_WITHIN).exists():
        raise OpeningUnreviewedError
    if wrong_codes_since(actor.user_id, now - WRONG_WITHIN) >= MOST_WRONG:
        raise SecondFactorLockedError
    if not check_code(actor.user_id, code):
        _note_wrong_code(actor, file)
        raise SecondFactorWrongError(most=MOST_WRONG)
    return _open(actor, file, reason=reason.strip(), now=now)


@recorded("care_note.refuse")
def _note_wrong_code(_actor: Actor, /, file: CareFile) -> CareFile:
    return file


@recorded("care_note.reveal")
def _open(actor: Actor, /, file: CareFile, *, reason: str, now: datetime) -> CareFile:
    if actor.user_id is None:
        raise RightMissingError(verb="care_note.reveal")
    pk, held = uuid.uuid4(), as_it_stands(file)
    NoteOpening.objects.create(
        id=pk,
        organization_id=actor.acts_for,
        file=file,
        user_id=actor.user_id,
        opened_at=now,
        until=now + OPEN_FOR,
        sealed_reason=sealed(key_of(held), reason, "NoteOpening.reason", pk),
    )
    detail(opening=str(pk))
    return file


@recorded("care_note.review")
def review_opening(actor: Actor, /, opening: NoteOpening, *, reviewed_at: datetime) -> NoteOpening:
    """Note that the team has looked at why the supervisor opened the notes. Never by who opened them."""
    check_team(actor, opening.file, "care_note.review")
    if actor.user_id == opening.user_id:
        raise RightMissingError(verb="care_note.review")
    changed = NoteOpening.objects.filter(pk=opening.pk, reviewed_at__isnull=True).update(
        reviewed_at=reviewed_at, reviewed_by_id=actor.user_id
    )
    if not changed:
        raise LineAlreadyDecidedError(state="REVIEWED")
    detail(opening=str(opening.pk))
    opening.refresh_from_db()
    return opening
