"""The API's door for public warnings: a CAP message as it is, by POST."""

import uuid
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema
from ninja.responses import Status

from qiao.accounts.guard import actor_of
from qiao.api.cap_schema import CAP_ALERT
from qiao.api.doors import door, x_qiao
from qiao.api.problems import RefusalError
from qiao.api.schemas import PlaceRef
from qiao.api.v1 import WRITING
from qiao.intake import actions
from qiao.intake.sources.openrosa.plain_xml import LARGEST

router = Router()

XML_TYPES = ("application/cap+xml", "application/xml", "text/xml")
CAP_BODY: dict[str, Any] = {
    "required": True,
    "content": {kind: {"schema": CAP_ALERT} for kind in XML_TYPES[:2]},
}


class WarningOut(Schema):
    """A warning as it was understood."""

    id: uuid.UUID
    sender: str
    identifier: str
    sent_at: datetime
    status: str
    message_type: str
    severity: str
    urgency: str
    certainty: str
    ends_at: datetime
    is_current: bool
    is_signed: bool
    places: list[PlaceRef]
    unplaced: list[str]


@router.post(
    "warnings",
    response={201: WarningOut, 200: WarningOut, **WRITING},
    openapi_extra={"requestBody": CAP_BODY, **x_qiao("warning.receive")},
    operation_id="receive_warning",
    summary="收一条预警（CAP 1.2）/ Take a public warning (CAP 1.2)",
    tags=["warnings"],
)
@door("warning.receive")
def receive_warning(request: HttpRequest) -> Status[WarningOut]:
    """正文就是 CAP XML，原样保存；同一条再来不会重复 / the body is the CAP XML, kept as it is; the same again is one."""
    if request.content_type not in XML_TYPES:
        raise RefusalError("not_xml")
    if len(request.body) > LARGEST:
        raise RefusalError("too_large", limit=LARGEST)
    now = timezone.now()
    received = actions.receive_warning(actor_of(request), request.body, received_at=now)
    one = received.warning
    kept = ("sender", "identifier", "sent_at", "status", "message_type", "severity", "urgency", "certainty")
    told = WarningOut(
        id=one.pk,
        **{name: getattr(one, name) for name in (*kept, "ends_at", "is_signed", "unplaced")},
        is_current=one.is_current(now),
        places=[
            PlaceRef(code=row.place.code, name=row.place.name) for row in one.places.select_related("place")
        ],
    )
    return Status(201 if received.is_new else 200, told)
