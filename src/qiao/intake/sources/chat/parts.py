"""What a chat is made of: messages with the line that names sender and time, and notices of the program."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from qiao.intake.sources.chat.notices import notice_of

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Part:
    """One message. ``text`` and ``header`` are word for word; ``said_at`` is the local time as written.

    ``notice`` is the kind of a line that nobody wrote (a withdrawal, a picture without words), else "".
    """

    text: str
    header: str = ""
    sender: str = ""
    said_at: datetime | None = None
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """A line that opens a message: who, when, and words that already stand on the same line."""

    sender: str
    said_at: datetime | None
    rest: str = ""
    is_notice: bool = False


LONGEST_HEADER = 120
"""No line that only names sender and time is longer."""

Opening = Callable[[str], Header | None]
"""Reads a line without invisible characters; None where it opens no message."""


def clean(line: str) -> str:
    """Return a line as headers are matched: without invisible characters and outer blanks."""
    return INVISIBLE.sub("", line).replace("\u202f", " ").replace("\xa0", " ").strip()


def by_headers(text: str, opening: Opening) -> list[Part]:
    """Return the messages of a text in which each opens with a header. What stands before the first is one too."""
    found: list[Part] = []
    header, line_of_header, body = Header("", None), "", list[str]()
    for line in text.split("\n"):
        opened = opening(clean(line))
        if opened is None:
            body.append(line)
            continue
        found += _closed(header, line_of_header, body)
        header, line_of_header, body = opened, line, [opened.rest] if opened.rest else []
    return found + list(_closed(header, line_of_header, body))


def _closed(header: Header, line: str, body: list[str]) -> Iterator[Part]:
    """Yield the message and the notices that stand below one header."""
    kept: list[str] = []
    notices: list[Part] = []
    for one in body:
        kind = notice_of(clean(one), alone=False)
        if kind:
            notices.append(Part(one.strip(), notice=kind))
        else:
            kept.append(one)
    said = "\n".join(kept).strip()
    if header.is_notice:
        yield Part(said, line, header.sender, header.said_at, notice="OTHER")
    elif said:
        yield Part(said, line, header.sender, header.said_at, notice_of(clean(said), alone=True))
    yield from notices


def sureness(parts: list[Part]) -> float:
    """Return how surely headers made these parts: more of them, and less text outside, is surer."""
    opened = [one for one in parts if one.header]
    inside = sum(len(one.text) + len(one.header) for one in opened)
    total = inside + sum(len(one.text) for one in parts if not one.header and not one.notice)
    if not opened or not total:
        return 0.0
    return round(min(0.99, inside / total * (1 - 0.5 ** (len(opened) + 1))), 2)
