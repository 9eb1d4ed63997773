"""What notices said is emptied when a crisis ends; whom they went to, of which kind and when, stays."""

import uuid
from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.trail.models import Notice
from qiao.trail.recorded import detail, recorded

OPEN = (Notice.State.WAITING, Notice.State.SENDING)


def notices_of(organization_id: uuid.UUID, crisis_name: str) -> list[uuid.UUID]:
    """Return the notices of an organisation that tell of a crisis."""
    rows = Notice.objects.filter(organization_id=organization_id, details__crisis=crisis_name)
    return list(rows.order_by("created_at").values_list("pk", flat=True))


@recorded("notice.forget")
def forget_notices(actor: Actor, /, ids: list[uuid.UUID], *, at: datetime) -> None:
    """Empty what notices said; one that still waits is cancelled."""
    rows = Notice.objects.filter(pk__in=ids, organization_id=actor.acts_for)
    rows.filter(state__in=OPEN).update(state=Notice.State.CANCELLED, ended_at=at)
    detail(count=rows.update(details={}))
