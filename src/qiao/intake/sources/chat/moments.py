"""Dates and times as chat programs write them: local, now and then without a year."""

import re
from datetime import datetime, timedelta

DATE = r"(?P<year>\d{4})\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})日?"
SHORT_DATE = r"(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})日?"
TIME = (
    r"(?P<half>凌晨|早上|上午|中午|下午|晚上)?\s?(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：](?P<second>\d{2}))?"
    r"(?:\s?(?P<meridiem>[AaPp]\.?[Mm]\.?))?"
)
_NOON = 12
_AFTERNOON = {"下午", "晚上"}


def moment(found: re.Match[str], now: datetime) -> datetime | None:
    """Return the moment that a match of DATE or SHORT_DATE with TIME names; None for the 31st of February.

    Without a year it is the latest that is not after tomorrow.
    """
    held = found.groupdict()
    if held.get("month") is None or held.get("day") is None:
        return None
    hour = _hour(int(held["hour"]), held.get("half") or "", (held.get("meridiem") or "").lower())
    parts = int(held["month"]), int(held["day"]), hour, int(held["minute"]), int(held.get("second") or 0)
    years = [int(held["year"])] if held.get("year") else [now.year, now.year - 1]
    for year in years:
        made = _made(year, *parts)
        if made is not None and (held.get("year") or made <= now + timedelta(days=1)):
            return made
    return None


def _hour(hour: int, half: str, meridiem: str) -> int:
    late = half in _AFTERNOON or meridiem.startswith("p")
    if late and hour < _NOON:
        return hour + _NOON
    early = half == "凌晨" or meridiem.startswith("a")
    return 0 if early and hour == _NOON else hour


def _made(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - local time as written
    except ValueError:
        return None
