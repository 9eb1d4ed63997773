"""Telegram: the JSON of its export, or lines copied from the window: Name, [03.02.2020 14:22]."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from qiao.intake.sources.chat.moments import TIME, moment
from qiao.intake.sources.chat.notices import notice_of
from qiao.intake.sources.chat.parts import Header, Part, by_headers, sureness

KEY = "TELEGRAM"
_COPIED = re.compile(
    rf"^(?P<sender>.{{1,40}}?), \[(?P<day>\d{{1,2}})[./](?P<month>\d{{1,2}})[./](?P<year>\d{{4}}),? {TIME}\]:?$"
)
_SURE = 0.99
_EMPTY = {"photo": "IMAGE", "file": "FILE", "voice_message": "VOICE"}


def parts(text: str, now: datetime) -> tuple[list[Part], float]:
    """Return the messages and how surely the text is of this form."""
    told = _exported(text) if text.lstrip()[:1] == "{" else None
    if told is not None:
        return told, _SURE if told else 0.0

    def opening(line: str) -> Header | None:
        found = _COPIED.match(line)
        return Header(found["sender"], moment(found, now)) if found else None

    found = by_headers(text, opening)
    return found, sureness(found)


def _exported(text: str) -> list[Part] | None:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    rows = held.get("messages") if isinstance(held, dict) else None
    if not isinstance(rows, list):
        return None
    return [made for row in rows if isinstance(row, dict) and (made := _part(row))]


def _part(row: Mapping[str, Any]) -> Part | None:
    said = _words(row.get("text", ""))
    sender, date = str(row.get("from") or row.get("actor") or "")[:80], str(row.get("date", ""))[:40]
    header = f"{sender} {date}".strip()
    if row.get("type") != "message":
        return Part(said or str(row.get("action", ""))[:80], header, sender, _date(date), "OTHER")
    if not said.strip():
        kind = next((_EMPTY[name] for name in (str(row.get("media_type")), "photo", "file") if name in _EMPTY and row.get(name, 1)), "OTHER")  # fmt: skip
        return Part(f"[{kind}]", header, sender, _date(date), kind)
    return Part(said.strip(), header, sender, _date(date), notice_of(said.strip(), alone=True))


def _words(text: Any) -> str:
    """Return the words of a message: a string, or a list of strings and of marked pieces."""
    if isinstance(text, str):
        return text
    pieces = text if isinstance(text, list) else []
    return "".join(
        one if isinstance(one, str) else str(one.get("text", "")) if isinstance(one, dict) else ""
        for one in pieces
    )


def _date(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
