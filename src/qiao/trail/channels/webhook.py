"""Another system's door: JSON signed with a shared secret, and a key by which a repeat is known."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping

from qiao.trail.channels.message import Message
from qiao.trail.channels.outgoing import post

SIGNATURE = "X-Qiao-Signature"


def signature(secret: str, body: bytes, *, at: int) -> str:
    """Return `t=…,v1=…`: HMAC-SHA256 (hex) of "time.body" under the secret."""
    mark = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mark}"


def send(address: Mapping[str, str], message: Message) -> None:
    """Send a message to the other system; whatever it answers with 2xx counts as taken."""
    content = {
        "id": str(message.key),
        "kind": message.kind,
        "reference": message.reference,
        "title": message.title,
        "text": message.text,
        "link": message.link,
        "at": message.at.isoformat(),
    }
    body = json.dumps(content, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": str(message.key),
        SIGNATURE: signature(address.get("secret", ""), body, at=int(time.time())),
    }
    post(address["url"], body, headers)
