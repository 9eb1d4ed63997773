"""The door of other systems: whatever they send is kept word for word, and answered at once."""

from typing import Literal

from django.http import HttpRequest
from django.utils import timezone
from django_scopes import scope
from ninja import Router, Schema
from ninja.responses import Status

from qiao.api.doors import door, x_qiao
from qiao.api.problems import RefusalError
from qiao.api.schemas import Problem
from qiao.intake import actions

router = Router()

MOST_BYTES = 256 * 1024
DELIVERY_HEADERS = ("Idempotency-Key", "X-Delivery-Id", "X-GitHub-Delivery", "X-Request-Id")
ANYTHING = {"required": True, "content": {"application/json": {"schema": {}}}}


class DeliveryOut(Schema):
    """What became of a delivery. HELD: it is kept, and a person will look at it; do not send it again."""

    state: Literal["TAKEN", "HELD", "DISMISSED"]
    reason: str


@router.post(
    "hooks/{code}",
    response={
        201: DeliveryOut,
        200: DeliveryOut,
        202: DeliveryOut,
        **dict.fromkeys((400, 401, 405, 409, 413, 422, 429, 500, 503), Problem),
    },
    auth=None,
    openapi_extra={"requestBody": ANYTHING, **x_qiao("hook.deliver")},
    operation_id="receive_hook",
    summary="接收别的系统的推送 / Take a delivery of another system",
    tags=["hooks"],
)
@door("hook.deliver", is_public=True)
def receive_hook(request: HttpRequest, code: str) -> Status[DeliveryOut]:
    """JSON 形状不限；201 新收下，202 已收存但读不了，200 以前收过 / JSON of any shape; 202 is kept but not understood."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES or len(request.body) > MOST_BYTES:
        raise RefusalError("too_large", limit=MOST_BYTES)
    hook = actions.open_hook(code)
    signed = actions.Signed(
        ours=request.headers.get("X-Qiao-Signature", ""),
        github=request.headers.get("X-Hub-Signature-256", ""),
        delivery=next((request.headers[one] for one in DELIVERY_HEADERS if one in request.headers), ""),
    )
    now = timezone.now()
    actions.check_signature(hook, request.body, signed, now=now)
    with scope(organization=hook.organization_id):
        arrived = actions.receive_delivery(hook, request.body, signed, received_at=now)
    told = DeliveryOut.model_validate(arrived.delivery)
    if not arrived.is_new:
        return Status(200, told)
    return Status(201 if told.state == "TAKEN" else 202, told)
