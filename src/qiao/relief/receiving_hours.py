"""From when until when a recipient takes goods, as it was told on the telephone: hours of each day, or of working days."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from qiao.intake.models import Need, Verification

AN_HOUR, A_DAY = 60, 24 * 60
NOON = 12
SATURDAY = 5
DAYS_AHEAD = 8
AFTERNOON = ("下午", "晚上", "傍晚")
CLOCK = r"(上午|早上|下午|晚上|傍晚)?\s*(\d{1,2})\s*(?:[:：](\d{2})|[点时](半)?)?"
SPAN = re.compile(rf"{CLOCK}\s*[-–—~～到至]\s*{CLOCK}")
TOLD = re.compile(r"[:：点时]")
OTHER_DAYS = re.compile(r"周|星期|礼拜|节假日|单日|双日")
WORKING_DAYS = "工作日"


@dataclass(frozen=True, slots=True)
class Hours:
    """Spans of minutes of a day, in order; on working days alone where that was told."""

    spans: tuple[tuple[int, int], ...]
    is_workdays: bool = False

    def __str__(self) -> str:
        return "、".join(f"{_clock(begin)}–{_clock(end)}" for begin, end in self.spans)

    def next_after(self, moment: datetime) -> tuple[datetime, datetime] | None:
        """Return the span that is open at a moment, else the next one within a week."""
        midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        for days in range(DAYS_AHEAD):
            day = midnight + timedelta(days=days)
            if self.is_workdays and day.weekday() >= SATURDAY:
                continue
            for begin, end in self.spans:
                if day + timedelta(minutes=end) >= moment:
                    return day + timedelta(minutes=begin), day + timedelta(minutes=end)
        return None


def read_hours(text: str) -> Hours | None:
    """Return the hours told in a text; None where there are none, or only of certain days of the week."""
    if OTHER_DAYS.search(text):
        return None
    found = [_span(match) for match in SPAN.finditer(text) if TOLD.search(match[0])]
    spans = tuple(sorted(one for one in found if one is not None))
    return Hours(spans, WORKING_DAYS in text) if spans else None


def hours_of(needs: Iterable[Need]) -> dict[uuid.UUID, Hours]:
    """Return need → the hours that were told when it was verified last; only those that were understood."""
    rows = Verification.objects.filter(need__in=[one.pk for one in needs]).order_by("checked_at")
    told = {
        need: str(answers["receiving_hours"])
        for need, answers in rows.values_list("need_id", "answers")
        if answers.get("receiving_hours")
    }
    read = {need: read_hours(text) for need, text in told.items()}
    return {need: hours for need, hours in read.items() if need is not None and hours is not None}


def _span(match: re.Match[str]) -> tuple[int, int] | None:
    first, second = match.groups()[:4], match.groups()[4:]
    # "下午2点到5点": the half of the day holds for both ends.
    begin, end = _minutes(*first), _minutes(second[0] or first[0], *second[1:])
    return (begin, end) if begin is not None and end is not None and begin < end else None


def _minutes(half_day: str | None, hour: str, minute: str | None, half: str | None) -> int | None:
    told = int(hour) + (NOON if half_day in AFTERNOON and int(hour) < NOON else 0)
    minutes = told * AN_HOUR + (int(minute) if minute else 30 if half else 0)
    return minutes if minutes <= A_DAY and int(minute or 0) < AN_HOUR else None


def _clock(minutes: int) -> str:
    return f"{minutes // AN_HOUR}:{minutes % AN_HOUR:02d}"
