"""飞书 group robots: a text message, signed with the robot's secret where it has one."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from typing import Any

from qiao.trail.channels.message import Message, SendError
from qiao.trail.channels.outgoing import post_json

TOO_MANY = {9499, 11232}


def signature(secret: str, *, at: int) -> str:
    """Return the signature of a moment: HMAC-SHA256 of nothing under time, line end and secret, in Base64."""
    mark = hmac.new(f"{at}\n{secret}".encode(), b"", hashlib.sha256).digest()
    return base64.b64encode(mark).decode()


def send(address: Mapping[str, str], message: Message) -> None:
    """Send a message into the group."""
    content: dict[str, Any] = {"msg_type": "text", "content": {"text": message.whole}}
    if address.get("secret"):
        at = int(time.time())
        content |= {"timestamp": str(at), "sign": signature(address["secret"], at=at)}
    answer = post_json(address["url"], content)
    code = answer.get("code", answer.get("StatusCode")) if isinstance(answer, dict) else None
    if code in TOO_MANY:
        raise SendError("too_many")
    if code != 0:
        raise SendError("robot_refused", permanent=True)
