"""WhatsApp, exported: [03/02/2020, 14:22:10] Name: text, or 03/02/2020, 14:22 - Name: text."""

import re
from datetime import datetime

from qiao.intake.sources.chat.moments import TIME, moment
from qiao.intake.sources.chat.parts import Header, Part, by_headers, clean, sureness

KEY = "WHATSAPP"
_STAMP = rf"(?P<a>\d{{1,4}})[/.](?P<b>\d{{1,2}})[/.](?P<c>\d{{2,4}}),?\s{TIME}"
_LINE = re.compile(rf"^(?:\[{_STAMP}\]|{_STAMP.replace('?P<', '?P<p')}\s[-–])\s(?P<rest>.*)$")
_SAID = re.compile(r"^(?P<sender>[^:：]{1,40})[:：]\s?(?P<words>.*)$")
_LATEST_MONTH = 12
_CENTURY = 2000


def parts(text: str, now: datetime) -> tuple[list[Part], float]:
    """Return the messages and how surely the text is of this form.

    Whether the day or the month stands first is told by the whole export: a number above 12 is a day.
    """
    order = _order(text)

    def opening(line: str) -> Header | None:
        found = _LINE.match(line)
        if found is None:
            return None
        said = _SAID.match(found["rest"])
        at = _moment(found, order, now)
        if said is None:
            return Header("", at, found["rest"], is_notice=True)
        return Header(said["sender"].strip(), at, said["words"])

    found = by_headers(text, opening)
    return found, sureness(found)


def _numbers(found: re.Match[str]) -> tuple[int, int, int]:
    lead = "" if found["a"] else "p"
    first, second, third = (int(found[f"{lead}{name}"]) for name in "abc")
    return first, second, third


def _order(text: str) -> str:
    """Return "ymd", "mdy" or "dmy" for a whole export; day first where nothing tells."""
    stamps = [_numbers(found) for line in text.split("\n") if (found := _LINE.match(clean(line)))]
    if any(first > 31 for first, _second, _third in stamps):  # noqa: PLR2004 - no month has so many
        return "ymd"
    return "mdy" if any(second > _LATEST_MONTH for _first, second, _third in stamps) else "dmy"


def _moment(found: re.Match[str], order: str, now: datetime) -> datetime | None:
    first, second, third = _numbers(found)
    year, month, day = {
        "ymd": (first, second, third),
        "mdy": (third, first, second),
        "dmy": (third, second, first),
    }[order]
    year += _CENTURY if year < 100 else 0  # noqa: PLR2004 - a year of two digits
    lead = "" if found["a"] else "p"
    clock = ":".join(found[f"{lead}{name}"] or "00" for name in ("hour", "minute", "second"))
    half = found[f"{lead}half"] or ""
    stamp = f"{year}-{month}-{day} {half}{clock} {found[f'{lead}meridiem'] or ''}".strip()
    told = re.match(rf"(?P<year>\d{{4}})-(?P<month>\d+)-(?P<day>\d+) {TIME}", stamp)
    return moment(told, now) if told else None
