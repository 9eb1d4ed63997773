"""What time brings due on the boards: an issue at each slot, one for those that were missed."""

from datetime import datetime, timedelta

from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.relief.actions.bulletins import issue_bulletin, newest_of, slot_after
from qiao.relief.models import BulletinBoard
from qiao.trail.chain import together


def issue_due(now: datetime) -> int:
    """Issue on every board whose slot has come; return how many.

    A slot is claimed by a conditional update, so two ticks at once issue one; where issuing fails, the slot stays due. After a standstill one issue covers
    all that was missed: its span begins where the one before ended.
    """
    with scopes_disabled():
        due = list(
            BulletinBoard.objects.filter(rhythm__gt=0, next_at__lte=now).select_related(
                "crisis", "organization"
            )
        )
    issued = 0
    for board in due:
        following = slot_after(now, board.rhythm)
        slot = following - timedelta(minutes=board.rhythm)
        with scope(organization=board.organization_id), together():
            claimed = BulletinBoard.objects.filter(pk=board.pk, next_at=board.next_at).update(
                next_at=following
            )
            last = newest_of(board)
            if claimed and (last is None or last.as_of < slot):
                issue_bulletin(Actor.operator(board.organization_id), board, as_of=slot, issued_at=now)
                issued += 1
    return issued
