"""Channels to government: their legal basis, and until when an answer is due."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from qiao.engines.eligibility.calendar import add_months

TABLE = Path(__file__).with_name("channels.csv")


@dataclass(frozen=True)
class ChannelRule:
    """One channel: within how many months or days an answer is due, and by which rule; None where none is."""

    channel: str
    zh: str
    en: str
    reply_months: int | None
    longest_months: int | None
    reply_days: int | None
    basis_zh: str
    basis_en: str

    def due_on(self, filed_on: date) -> date | None:
        """Return the last day of the term, or None where the rule sets none.

        A term of months ends on the day of the same number, or the last day of a shorter month (民法典 202).
        """
        if self.reply_months is not None:
            return add_months(filed_on, self.reply_months)
        return filed_on + timedelta(days=self.reply_days) if self.reply_days is not None else None


@lru_cache(maxsize=1)
def channel_rules() -> dict[str, ChannelRule]:
    """Return the rule of every channel, by its code."""
    with TABLE.open(encoding="utf-8", newline="") as table:
        return {row["channel"]: _rule(row) for row in csv.DictReader(table)}


def _rule(row: dict[str, str]) -> ChannelRule:
    def number(name: str) -> int | None:
        return int(row[name]) if row[name] else None

    return ChannelRule(
        channel=row["channel"],
        zh=row["zh"],
        en=row["en"],
        reply_months=number("reply_months"),
        longest_months=number("longest_months"),
        reply_days=number("reply_days"),
        basis_zh=row["basis_zh"],
        basis_en=row["basis_en"],
    )
