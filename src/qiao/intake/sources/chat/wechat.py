"""WeChat, copied from the window or mailed: 昵称 2020/2/3 14:22:01, then what was said; or 昵称: alone."""

import re
from datetime import datetime

from qiao.intake.sources.chat.moments import DATE, TIME, moment
from qiao.intake.sources.chat.parts import LONGEST_HEADER, Header, Part, by_headers, sureness

KEY = "WECHAT"
_NAMED = re.compile(rf"^(?P<sender>\S.{{0,39}}?)[ \t\u3000]*[:：]?[ \t\u3000]+{DATE}[ \t\u3000]+{TIME}$")
_TIMED = re.compile(rf"^\[?{DATE}[ \t]+{TIME}\]?[ \t]+(?P<sender>[^\s(（<].{{0,38}}?)[:：]?$")
_TIMED_SAID = re.compile(
    rf"^\[?{DATE}[ \t]+{TIME}\]?[ \t]+(?P<sender>[^\s:：]{{1,24}})[:：][ \t]?(?P<rest>.+)$"
)
_DAY = re.compile(rf"^[—\-─]{{2,}}\s*{DATE}\s*[—\-─]{{2,}}$")
_IN_DAY = re.compile(rf"^(?P<sender>\S.{{0,39}}?)[ \t\u3000]{{1,4}}{TIME}$")
_COLON = re.compile(r"^(?P<sender>[^\s:：，。,.!！?？、【\[][^:：，。,!！?？]{0,19})[:：]$")
_FIELD = re.compile(
    r"需求|需要|联系|电话|手机|地址|地点|物资|数量|收件|备注|时间|单位|情况|姓名|要求|说明|标准|清单|名称|型号|规格|"
    r"如下|方式|提示|注意|求助|急需|address|contact|phone|need|list",
    re.IGNORECASE,
)
_COLON_SURE = 0.85
_FEWEST_COLONS = 2


def parts(text: str, now: datetime) -> tuple[list[Part], float]:
    """Return the messages and how surely the text is of this form."""
    if _DAY.search(text) or any(_DAY.match(line.strip()) for line in text.split("\n", 400)):
        mailed = by_headers(text, _MailedDay(now))
        return [one for one in mailed if not _is_mail_lead(one)], sureness(mailed)
    dated = by_headers(text, lambda line: _dated(line, now))
    sure = sureness(dated)
    if sure:
        return dated, sure
    named = by_headers(text, _named_only)
    senders = [one for one in named if one.header]
    return named, sureness(named) * _COLON_SURE if len(senders) >= _FEWEST_COLONS else 0.0


def _dated(line: str, now: datetime) -> Header | None:
    found = _TIMED_SAID.match(line)
    if found is None and len(line) <= LONGEST_HEADER:
        found = _NAMED.match(line) or _TIMED.match(line)
    if found is None:
        return None
    rest = found.groupdict().get("rest") or ""
    return Header(found["sender"].strip(), moment(found, now), rest)


def _named_only(line: str) -> Header | None:
    found = _COLON.match(line)
    return Header(found["sender"], None) if found and not _FIELD.search(found["sender"]) else None


class _MailedDay:
    """Headers of a mailed or merged chat: lines of the day, and below them 昵称 14:22."""

    def __init__(self, now: datetime) -> None:
        self.now, self.day = now, ""

    def __call__(self, line: str) -> Header | None:
        """Return the header; a line of the day is a notice."""
        day = _DAY.match(line)
        if day:
            self.day = f"{day['year']}-{day['month']}-{day['day']}"
            return Header("", None, is_notice=True)
        found = _IN_DAY.match(line) if self.day and len(line) <= LONGEST_HEADER else None
        if found is None:
            return None
        full = re.match(rf"{DATE} {TIME}", f"{self.day} {line[found.end('sender') :].strip()}")
        return Header(found["sender"], moment(full, self.now) if full else None)


def _is_mail_lead(part: Part) -> bool:
    """Say whether a part is the line above a mailed chat (Dear: …的聊天记录如下) or a bare line of the day."""
    lead = not part.header and ("聊天记录" in part.text[:200] or "Dear" in part.text[:20])
    return lead or (part.notice == "OTHER" and not part.text)
