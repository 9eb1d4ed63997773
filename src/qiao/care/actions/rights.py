"""What people may ask by right, and how it was answered (个人信息保护法 44-50; of the dead, near relatives: 49)."""

import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.care.actions.files import check_team
from qiao.care.keys import as_it_stands, key_of, sealed
from qiao.care.models import CareFile, RightsRequest
from qiao.exceptions import LineAlreadyDecidedError
from qiao.trail.recorded import detail, recorded

ANSWERED_WITHIN = timedelta(days=15)
"""The law says "in time" (50); fifteen days is this house's own term."""


@recorded("care_rights.ask")
def note_request(
    actor: Actor, /, file: CareFile, *, kind: str, made_by: str, requester: str, asked_at: datetime
) -> RightsRequest:
    """Write down who asks for what, and what was seen to prove it; it is due in fifteen days."""
    check_team(actor, file, "care_rights.ask")
    file = as_it_stands(file)
    pk = uuid.uuid4()
    detail(file=str(file.pk), kind=kind)
    request: RightsRequest = RightsRequest.objects.create(
        id=pk,
        organization_id=actor.acts_for,
        file=file,
        kind=kind,
        made_by=made_by,
        sealed_requester=sealed(key_of(file), requester, "RightsRequest.requester", pk),
        asked_at=asked_at,
        due_on=timezone.localdate(asked_at + ANSWERED_WITHIN),
    )
    return request


@recorded("care_rights.answer")
def answer_request(
    actor: Actor, /, request: RightsRequest, *, is_granted: bool, answer: str, answered_at: datetime
) -> RightsRequest:
    """Say what was done, or why not: refusing needs a reason (50), such as another wish of the dead while alive (49)."""
    check_team(actor, request.file, "care_rights.answer")
    file = as_it_stands(request.file)
    held = RightsRequest.objects.select_for_update().get(pk=request.pk)
    if held.state != RightsRequest.State.ASKED:
        raise LineAlreadyDecidedError(state=held.state)
    held.state = RightsRequest.State.GRANTED if is_granted else RightsRequest.State.REFUSED
    held.answered_at = answered_at
    held.sealed_answer = sealed(key_of(file), answer, "RightsRequest.answer", held.pk)
    held.save()
    detail(file=str(held.file_id), state=held.state)
    return held
