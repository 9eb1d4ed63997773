"""Days of a public notice: when it was published and from when on it holds."""

import re
from datetime import date

from qiao.engines.extraction.numerals import parse_numeral
from qiao.engines.extraction.readings import Span

_YEAR_DIGITS = str.maketrans("零一二三四五六七八九", "0123456789")
_CHINESE_NUMBER = "[零一二三四五六七八九十]"
_FULL_DATE = re.compile(
    rf"(?P<year>20\d\d|{_CHINESE_NUMBER}{{4}})\s?[-./年]\s?(?P<month>\d{{1,2}}|{_CHINESE_NUMBER}{{1,2}})\s?[-./月]\s?(?P<day>\d{{1,2}}|{_CHINESE_NUMBER}{{1,3}})[日号]?"
)
_SHORT_DATE = re.compile(r"(?<![\d年./-])(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]")
_STARTS_BEHIND = re.compile(r"\(?[^，。;\n)]{0,8}?(?:起|开始|之后|以后)")
_ENDS_BEHIND = re.compile(r"[^，。;\n]{0,6}?(?:止|前|截止|结束)")
_AT_ONCE = re.compile(r"即日起|即时起|即刻起|自今日起|今日起")

FoundDay = tuple[date, Span]


def without_last_day(text: str) -> str:
    """Return *text* without the day it ends with, if it does, and without blanks at its end."""
    body = text.rstrip()
    for day in (*_FULL_DATE.finditer(body), *_SHORT_DATE.finditer(body)):
        if day.end() == len(body):
            return body[: day.start()].rstrip()
    return body


def notice_dates(text: str, at: date | None) -> tuple[FoundDay | None, FoundDay | None]:
    """Return the day of publication and the first day of the service."""
    full = [
        (day, found.span())
        for found in _FULL_DATE.finditer(text)
        if (day := _date(found["year"], found["month"], found["day"]))
    ]
    other = [(day, span) for day, span in full if not _is_term(text, span)]
    published = other[-1] if other else None
    year_of = published[0] if published else at
    short = [
        (day, found.span())
        for found in _SHORT_DATE.finditer(text)
        if year_of and (day := _last_such_day(found, year_of))
    ]
    begun = [(day, span) for day, span in (*full, *short) if _STARTS_BEHIND.match(text, span[1])]
    starts = min(begun, key=lambda one: one[1]) if begun else None
    if published is None:
        told = [(day, span) for day, span in short if not _is_term(text, span)]
        published = told[0] if told else None
    at_once = _AT_ONCE.search(text)
    if starts is None and at_once and published:
        starts = published[0], at_once.span()
    return published, starts


def _is_term(text: str, span: Span) -> bool:
    return bool(_STARTS_BEHIND.match(text, span[1]) or _ENDS_BEHIND.match(text, span[1]))


def _last_such_day(found: re.Match[str], at: date) -> date | None:
    day = _date(str(at.year), found["month"], found["day"])
    return day if day is None or day <= at else _date(str(at.year - 1), found["month"], found["day"])


def _date(year: str, month: str, day: str) -> date | None:
    numbers = [year.translate(_YEAR_DIGITS), *map(_number, (month, day))]
    try:
        return date(*(int(number) for number in numbers))
    except ValueError:
        return None


def _number(text: str) -> str:
    bounds = parse_numeral(text)
    return str(bounds[0]) if bounds else ""
