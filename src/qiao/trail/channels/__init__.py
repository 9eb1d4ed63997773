"""Ways out of the house: one means, one file, each with `send(address, message)`. A new means is a copied file."""

from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from qiao.trail.channels.message import Message, SendError
from qiao.trail.models import Means

__all__ = ["Message", "SendError", "sender_of"]

Address = Mapping[str, str]


class Sender(Protocol):
    """A means of sending."""

    def send(self, address: Address, message: Message) -> None:
        """Send a message; raise SendError saying whether to try again."""


MODULES = {
    Means.EMAIL: "mail",
    Means.SMS: "sms",
    Means.WECOM: "wecom",
    Means.DINGTALK: "dingtalk",
    Means.FEISHU: "feishu",
    Means.WEBHOOK: "webhook",
}


def sender_of(means: str) -> Sender:
    """Return the module that sends by this means."""
    return cast("Sender", import_module(f"qiao.trail.channels.{MODULES[Means(means)]}"))
