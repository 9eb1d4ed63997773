"""QQ's message manager, saved as text: 2020-02-03 14:22:01 昵称(12345678), then what was said."""

import re
from datetime import datetime

from qiao.intake.sources.chat.moments import DATE, TIME, moment
from qiao.intake.sources.chat.parts import Header, Part, by_headers, sureness

KEY = "QQ"
_HEADER = re.compile(
    rf"^{DATE}\s+{TIME}\s+(?P<sender>.{{0,40}}?)(?:[(（](?P<number>\d{{5,12}})[)）]|<(?P<mail>[^<>\s]{{3,60}})>)$"
)
_LEAD = re.compile(r"^(?:消息记录（此消息记录为文本格式.*|=+|消息分组[:：].*|消息对象[:：].*)$")


def parts(text: str, now: datetime) -> tuple[list[Part], float]:
    """Return the messages and how surely the text is of this form. The lead of the file is left out."""

    def opening(line: str) -> Header | None:
        found = _HEADER.match(line)
        return Header(found["sender"].strip(), moment(found, now)) if found else None

    body = "\n".join(line for line in text.split("\n") if not _LEAD.match(line.strip()))
    found = by_headers(body, opening)
    return found, sureness(found)
