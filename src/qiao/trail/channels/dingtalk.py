"""钉钉 group robots: a text message, signed with the robot's secret (SEC…) where it has one."""

import base64
import hashlib
import hmac
import time
from collections.abc import Mapping
from urllib.parse import quote_plus

from qiao.trail.channels.message import Message, SendError
from qiao.trail.channels.outgoing import post_json

TOO_MANY = {130101, 130102, 410100}


def signed(url: str, secret: str, *, at_ms: int) -> str:
    """Return the address with time and signature: HMAC-SHA256 of time, line end and secret under the secret, in Base64."""
    mark = hmac.new(secret.encode(), f"{at_ms}\n{secret}".encode(), hashlib.sha256).digest()
    return f"{url}&timestamp={at_ms}&sign={quote_plus(base64.b64encode(mark))}"


def send(address: Mapping[str, str], message: Message) -> None:
    """Send a message into the group."""
    url = address["url"]
    if address.get("secret"):
        url = signed(url, address["secret"], at_ms=int(time.time() * 1000))
    answer = post_json(url, {"msgtype": "text", "text": {"content": message.whole}})
    code = answer.get("errcode") if isinstance(answer, dict) else None
    if code in TOO_MANY:
        raise SendError("too_many")
    if code != 0:
        raise SendError("robot_refused", permanent=True)
