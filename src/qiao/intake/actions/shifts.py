"""The end of a shift: what is left to the next person, and their taking it over."""

from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.exceptions import HandOverEmptyError, HandOverReadError, RightMissingError
from qiao.intake.models import HandOver
from qiao.intake.queries.people import promised_by
from qiao.registry.models import Crisis
from qiao.trail.kinds import refuse_personal
from qiao.trail.recorded import detail, recorded


@recorded("handover.write")
def write_hand_over(actor: Actor, crisis: Crisis, *, text: str, now: datetime) -> HandOver:
    """Leave a note with the entries one promised to call again. Raises NoticePersonalError, HandOverEmptyError."""
    if actor.user_id is None:
        raise RightMissingError(verb="handover.write")
    refuse_personal(text)
    waiting = [
        {
            "kind": "need" if one.need_id else "offer",
            "id": str(one.voice.pk),
            "what": one.voice.what,
            "at": one.again_at.isoformat() if one.again_at else "",
        }
        for one in promised_by(crisis, actor.user_id, now=now)
    ]
    if not text.strip() and not waiting:
        raise HandOverEmptyError
    note: HandOver = HandOver.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        written_by_id=actor.user_id,
        written_at=now,
        text=text.strip(),
        waiting=waiting,
    )
    detail(waiting=len(waiting))
    return note


@recorded("handover.read")
def take_over(actor: Actor, note: HandOver, *, now: datetime) -> HandOver:
    """Take a shift over. Raises HandOverReadError where somebody has, or it is one's own."""
    mine = HandOver.objects.filter(pk=note.pk, read_at__isnull=True).exclude(written_by=actor.user_id)
    if not mine.update(read_by=actor.user_id, read_at=now):
        raise HandOverReadError
    note.refresh_from_db()
    return note
