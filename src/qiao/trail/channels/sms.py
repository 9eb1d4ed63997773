"""Short messages through the operator's gateway: one POST, whose body the operator wrote once with {to} and {text}."""

import json
from collections.abc import Mapping

from django.conf import settings

from qiao.trail.channels.message import Message, SendError
from qiao.trail.channels.outgoing import post


def send(address: Mapping[str, str], message: Message) -> None:
    """Send a short message to one number."""
    if not settings.QIAO_SMS_URL:
        raise SendError("no_sms_gateway")
    filled = {"{to}": address["to"], "{text}": message.whole.replace("\n", " "), "{id}": str(message.key)}
    body = settings.QIAO_SMS_BODY
    for mark, words in filled.items():
        body = body.replace(mark, json.dumps(words, ensure_ascii=False)[1:-1])
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": str(message.key)}
    if settings.QIAO_SMS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.QIAO_SMS_TOKEN}"
    post(settings.QIAO_SMS_URL, body.encode(), headers)
