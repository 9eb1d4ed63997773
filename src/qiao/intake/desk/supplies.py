"""From what is left and what is used in a day: for how long it lasts, and about how much is needed. Pure."""

import re
from dataclasses import dataclass

HORIZON_DAYS = 14
"""An estimate covers two weeks: the next call comes long before."""
USE_VARIES_BY = 0.3
"""Daily use that is told by telephone is taken to be right within 30 per cent either way."""
METHOD = "按存量 {stock:,}、日耗 {use:,}，够用 {days:g} 天；估到 {horizon} 天，日耗上下浮动 {percent}%"

METHOD_EN = (
    "by a stock of {stock} and {use} used in a day, enough for {days} days; estimated for {horizon} days, "
    "daily use ±{percent}%"
)
NOTE = (
    r"按存量 (?P<stock>[\d,]+)、日耗 (?P<use>[\d,]+)，够用 (?P<days>[\d.]+) 天；"
    r"估到 (?P<horizon>\d+) 天，日耗上下浮动 (?P<percent>\d+)%"
)


@dataclass(frozen=True)
class Estimate:
    """A quantity with its interval and how it was made."""

    quantity: int
    low: int
    high: int
    note: str


def days_of_supply(stock: int | None, daily_use: int | None) -> float | None:
    """Return for how many days the stock lasts; None where one of the two is not known."""
    if stock is None or not daily_use:
        return None
    return round(stock / daily_use, 1)


def estimate_need(stock: int | None, daily_use: int | None) -> Estimate | None:
    """Return what is needed for two weeks beyond the stock. A stock that nobody told is not taken for none."""
    days = days_of_supply(stock, daily_use)
    if days is None or stock is None or daily_use is None:
        return None
    middle, low, high = (
        max(0, round(daily_use * HORIZON_DAYS * (1 + by)) - stock)
        for by in (0, -USE_VARIES_BY, USE_VARIES_BY)
    )
    note = METHOD.format(
        stock=stock, use=daily_use, days=days, horizon=HORIZON_DAYS, percent=round(USE_VARIES_BY * 100)
    )
    return Estimate(middle, low, high, note)


def estimate_in_english(note: str) -> str:
    """Return the ground of an estimate in English; a note of another make stays as it is."""
    found = re.fullmatch(NOTE, note)
    return METHOD_EN.format(**found.groupdict()) if found else note
