"""企业微信 group robots: a text message; errcode 0 means taken."""

from collections.abc import Mapping

from qiao.trail.channels.message import Message, SendError
from qiao.trail.channels.outgoing import post_json

TOO_MANY = {45009, 45033}


def send(address: Mapping[str, str], message: Message) -> None:
    """Send a message into the group."""
    answer = post_json(address["url"], {"msgtype": "text", "text": {"content": message.whole}})
    code = answer.get("errcode") if isinstance(answer, dict) else None
    if code in TOO_MANY:
        raise SendError("too_many")
    if code != 0:
        raise SendError("robot_refused", permanent=True)
