"""DingTalk, Feishu and WeCom, copied from the window: a name and a date without a year, or only an hour."""

import re
from datetime import datetime

from qiao.intake.sources.chat.moments import SHORT_DATE, TIME, moment
from qiao.intake.sources.chat.parts import LONGEST_HEADER, Header, Part, by_headers, sureness

KEY = "OFFICE"
_DATED = re.compile(rf"^(?P<sender>\S.{{0,39}}?)[ \t\u3000]+(?:星期.|周.)?\s?{SHORT_DATE}[ \t\u3000]+{TIME}$")
_TODAY = re.compile(rf"^(?P<sender>\S.{{0,23}}?)[ \t\u3000]+(?:今天|昨天|星期.|周.)?\s?{TIME}$")
_HOUR_SURE = 0.8


def parts(text: str, now: datetime) -> tuple[list[Part], float]:
    """Return the messages and how surely the text is of this form."""
    dated = by_headers(text, lambda line: _header(_DATED, line, now))
    sure = sureness(dated)
    if sure:
        return dated, sure
    hourly = by_headers(text, lambda line: _header(_TODAY, line, now))
    return hourly, sureness(hourly) * _HOUR_SURE


def _header(pattern: re.Pattern[str], line: str, now: datetime) -> Header | None:
    found = pattern.match(line) if len(line) <= LONGEST_HEADER else None
    return Header(found["sender"].strip(), moment(found, now)) if found else None
