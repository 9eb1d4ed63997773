"""Open work goes from one person to another: a note, read and taken over by whom it is meant for."""

import uuid
from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.exceptions import HandOverReadError, RightMissingError
from qiao.registry.models import Crisis
from qiao.trail.kinds import refuse_personal
from qiao.trail.outbox import notify
from qiao.trail.recorded import detail, recorded
from qiao.volunteering import notices
from qiao.volunteering.models import HandOverNote


@recorded("handover_note.write")
def write_note(
    actor: Actor, crisis: Crisis, *, meant_for: uuid.UUID, text: str, at: datetime
) -> HandOverNote:
    """Leave a note to a colleague, who is told through the outbox. Raises NoticePersonalError."""
    if actor.user_id is None:
        raise RightMissingError(verb="handover_note.write")
    refuse_personal(text)
    note: HandOverNote = HandOverNote.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        written_by_id=actor.user_id,
        meant_for_id=meant_for,
        text=text,
        written_at=at,
    )
    notify(
        actor, kind=notices.HANDED.key, subject=note, to=(meant_for,), slug=crisis.slug, crisis=crisis.name
    )
    detail(note=str(note.pk))
    return note


def note_opened(actor: Actor, *, at: datetime) -> int:
    """Keep when somebody first saw the notes meant for them."""
    return HandOverNote.objects.filter(meant_for=actor.user_id, opened_at__isnull=True).update(opened_at=at)


@recorded("handover_note.take")
def take_note(actor: Actor, note: HandOverNote, *, at: datetime) -> HandOverNote:
    """Say that one has taken over what a note speaks of. Raises HandOverReadError where it is not meant for one, or taken."""
    mine = HandOverNote.objects.filter(pk=note.pk, meant_for=actor.user_id, taken_at__isnull=True)
    if actor.user_id is None or not mine.update(taken_at=at, opened_at=note.opened_at or at):
        raise HandOverReadError
    note.refresh_from_db()
    return note
