"""From what is left and what is used in a day: for how long it lasts, and about how much is needed. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

HORIZON_DAYS = 14
"""An estimate covers two weeks: the next call comes long before."""
USE_VARIES_BY = 0.3
"""Daily use that is told by telephone is taken to be right within 30 per cent either way."""
USE_BY_HEADS_VARIES_BY = 0.5
"""Daily use by heads (staff on duty, beds in use) is rougher: within 50 per cent either way."""
METHOD = "按存量 {stock:,}、日耗 {use:,}，够用 {days:g} 天；估到 {horizon} 天，日耗上下浮动 {percent}%"

METHOD_EN = (
    "by a stock of {stock} and {use} used in a day, enough for {days} days; estimated for {horizon} days, "
    "daily use ±{percent}%"
)
HEADS = "按 {people:,} 人（在岗或在床）每人一天 {each:,}，"
HEADS_EN = "by {people} staff on duty or beds in use with {each} a day each, "
HEADS_NOTE = r"按 (?P<people>[\d,]+) 人（在岗或在床）每人一天 (?P<each>[\d,]+)，"
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


def daily_use_of(answers: Mapping[str, Any]) -> int | None:
    """Return what is used in a day: as told, else heads times what each uses; None where neither is known."""
    told, people, each = (answers.get(name) for name in ("daily_use", "people", "each_daily"))
    if told:
        return int(told)
    return int(people) * int(each) if people and each else None


def days_of_supply(stock: int | None, daily_use: int | None) -> float | None:
    """Return for how many days the stock lasts; None where one of the two is not known."""
    if stock is None or not daily_use:
        return None
    return round(stock / daily_use, 1)


def estimate_from(answers: Mapping[str, Any]) -> Estimate | None:
    """Return the estimate that the answers of a call allow: from daily use as told, else from heads."""
    stock, use = answers.get("stock_on_hand"), daily_use_of(answers)
    if answers.get("daily_use") or use is None:
        return estimate_need(stock, use)
    found = estimate_need(stock, use, varies_by=USE_BY_HEADS_VARIES_BY)
    if found is None:
        return None
    heads = HEADS.format(people=answers["people"], each=answers["each_daily"])
    return replace(found, note=heads + found.note)


def estimate_need(
    stock: int | None, daily_use: int | None, *, varies_by: float = USE_VARIES_BY
) -> Estimate | None:
    """Return what is needed for two weeks beyond the stock. A stock that nobody told is not taken for none."""
    days = days_of_supply(stock, daily_use)
    if days is None or stock is None or daily_use is None:
        return None
    middle, low, high = (
        max(0, round(daily_use * HORIZON_DAYS * (1 + by)) - stock) for by in (0, -varies_by, varies_by)
    )
    note = METHOD.format(
        stock=stock, use=daily_use, days=days, horizon=HORIZON_DAYS, percent=round(varies_by * 100)
    )
    return Estimate(middle, low, high, note)


def estimate_in_english(note: str) -> str:
    """Return the ground of an estimate in English; a note of another make stays as it is."""
    found = re.fullmatch(f"(?:{HEADS_NOTE})?{NOTE}", note)
    if found is None:
        return note
    told = found.groupdict()
    return (HEADS_EN.format(**told) if told["people"] else "") + METHOD_EN.format(**told)
