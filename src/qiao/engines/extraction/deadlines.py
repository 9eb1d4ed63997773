"""Until when, as a moment: 今晚8点前, 三天内, 明早前, 1月26日前, counted from when the message was written."""

import re
from calendar import monthrange
from datetime import datetime, timedelta, timezone
from fractions import Fraction

from qiao.engines.extraction.numerals import parse_numeral

BEIJING = timezone(timedelta(hours=8))
_NOON, _DAY_HOURS, _WEEK_DAYS, _MONTHS = 12, 24, 7, 12
_NUMBER = r"(?:\d{1,3}|[零一二两三四五六七八九十]{1,3}|半)"
_WITHIN = re.compile(rf"({_NUMBER})个?半?(小时|天|日|周|星期)(?:之?内|以内)")
_DATE = re.compile(r"(?:(20\d\d)\s?[-./年]\s?)?(\d{1,2})\s?[-./月]\s?(\d{1,2})[日号]?(?![\d:点时])")
_DAY = re.compile(r"(?<!\d)(\d{1,2})[日号]")
_DAY_WORDS = (("大后天", 3), ("后天", 2), ("明", 1), ("今", 0))
_WEEKDAY = re.compile("(下)?(?:周|星期|礼拜)([一二三四五六日天])")
_WEEKDAYS = "一二三四五六日"
_CLOCK = re.compile(rf"({_NUMBER})\s?(?::\s?(\d{{2}})|[点时](?:\s?(\d{{1,2}})分?|(半))?)")
# The hour that a part of the day is over, where no clock is told.
_ENDS = {"凌晨": 6, "早": 8, "上午": 12, "中午": 12, "下午": 18, "傍晚": 19, "晚": 24, "夜": 24}
_PART = re.compile("凌晨|上午|中午|下午|傍晚|早|晚|夜")
_AFTERNOON = frozenset({"下午", "傍晚", "晚", "夜"})
_LONG_AGO = timedelta(days=180)


def _number(text: str) -> Fraction | None:
    if text == "半":
        return Fraction(1, 2)
    bounds = parse_numeral(text)
    return bounds[0] if bounds and bounds[0] == bounds[1] else None


def _within(words: str, at: datetime) -> datetime | None:
    found = _WITHIN.search(words)
    number = _number(found[1]) if found else None
    if not found or number is None:
        return None
    hours = {"小时": 1, "周": _WEEK_DAYS * _DAY_HOURS, "星期": _WEEK_DAYS * _DAY_HOURS}.get(
        found[2], _DAY_HOURS
    )
    return at + timedelta(hours=float(number) * hours)


def _dated(words: str, at: datetime) -> datetime | None:
    """Return midnight of a day told by its date; without a year, the one nearest to *at*."""
    found = _DATE.search(words)
    if found:
        year, month, day = int(found[1] or at.year), int(found[2]), int(found[3])
        start = _midnight(at, year, month, day)
        if start and not found[1] and at - start > _LONG_AGO:
            return _midnight(at, year + 1, month, day)
        return start
    found = _DAY.search(words)
    if not found:
        return None
    day = int(found[1])
    next_month = at.month % _MONTHS + 1
    if day >= at.day:
        return _midnight(at, at.year, at.month, day)
    return _midnight(at, at.year + (next_month == 1), next_month, day)


def _midnight(at: datetime, year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=at.tzinfo)
    except ValueError:
        return None


def _named_day(words: str, at: datetime) -> datetime | None:
    """Return midnight of a day told by a word: 今, 明, 后天, 周五, 月底, 本周."""
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    for word, days in _DAY_WORDS:
        if word in words:
            return today + timedelta(days=days)
    found = _WEEKDAY.search(words)
    if found:
        days = _WEEKDAYS.index(found[2].replace("天", "日")) - at.weekday()
        return today + timedelta(days=days + _WEEK_DAYS if found[1] or days < 0 else days)
    if "本周" in words:
        return today + timedelta(days=_WEEK_DAYS - 1 - at.weekday())
    if "月底" in words:
        return today.replace(day=monthrange(at.year, at.month)[1])
    return None


def _clock(words: str) -> tuple[int, int] | None:
    """Return hours (0-24) and minutes of a told clock, an afternoon's on the day's second half."""
    found = _CLOCK.search(words)
    number = _number(found[1]) if found else None
    if not found or number is None or number.denominator != 1 or number > _DAY_HOURS:
        return None
    hour, minute = int(number), 30 if found[4] else int(found[2] or found[3] or 0)
    part = _PART.search(words)
    if part and (part[0] in _AFTERNOON or (part[0] == "中午" and hour < _NOON - 2)) and hour <= _NOON:
        # 晚上12点 is the end of the day, 下午12点 its noon.
        hour += _NOON if hour < _NOON or part[0] in {"晚", "夜"} else 0
    return (hour, minute) if minute < 60 else None  # noqa: PLR2004 - minutes


def deadline_at(words: str, at: datetime) -> datetime | None:
    """Return the moment that *words* name as the last one.

    Parameters
    ----------
    words
        A deadline as `find_deadline` finds it, normalised: 今晚8点前, 24小时内.
    at
        When the message was written. With a zone, days are those of Beijing.

    Returns
    -------
    datetime or None
        In Beijing's time (without a zone where *at* has none). A day without a clock ends at midnight,
        上午 and 中午 at 12, 下午 at 18, 早 at 8. None where the words name no day or hour (开学前).
        A date that lies before *at* is given as it is told: the deadline has passed.
    """
    try:
        return _moment(words, at.astimezone(BEIJING) if at.tzinfo else at)
    except OverflowError:
        return None


def _moment(words: str, at: datetime) -> datetime | None:
    within = _within(words, at)
    if within:
        return within
    day, clock = _dated(words, at) or _named_day(words, at), _clock(words)
    if day is None and clock is None:
        return None
    start = day or at.replace(hour=0, minute=0, second=0, microsecond=0)
    part = _PART.search(words)
    hour, minute = clock or (_ENDS[part[0]] if part else _DAY_HOURS, 0)
    moment = start + timedelta(hours=hour, minutes=minute)
    # 8点前, written at three in the afternoon, is this evening; written at nine in the evening, tomorrow.
    if clock and not part and hour < _NOON and moment <= at and start.date() == at.date():
        moment += timedelta(hours=_NOON)
    if day is None and moment <= at:
        moment += timedelta(days=1)
    return moment
