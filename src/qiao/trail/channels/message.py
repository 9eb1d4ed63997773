"""What is sent, and how a sending fails."""

import uuid
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Message:
    """A notice in words. `key` stays the same however often it is tried."""

    key: uuid.UUID
    kind: str
    reference: str
    title: str
    text: str
    link: str
    at: datetime

    @property
    def whole(self) -> str:
        """Return title, text and link as one text."""
        return "\n".join(part for part in (self.title, self.text, self.link) if part)


class SendError(Exception):
    """A sending that failed. `code` is said in words by the page; `permanent` means that trying again is no use."""

    def __init__(self, code: str, *, permanent: bool = False) -> None:
        self.code = code
        self.permanent = permanent
        super().__init__(code)
