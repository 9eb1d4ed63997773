"""The dated table of hourly wages (wages.csv). A wage nobody published is not in it, and is never guessed."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from qiao.engines.hours import WageSet

TABLE = Path(__file__).with_name("wages.csv")
STEP = 2
"""Codes of GB/T 2260 name province, city and county by two digits each."""


@dataclass(frozen=True)
class Wage:
    """What an hour of one kind of work costs in one place for a time, and who says so."""

    place: str
    method: str
    skill: str
    valid_from: date
    valid_to: date | None
    fen_per_hour: int
    is_sample: bool
    source: str

    def holds(self, on: date) -> bool:
        """Say whether it is the wage of that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@cache
def wages() -> tuple[Wage, ...]:
    """Return every wage of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Wage(
                place=row["place"],
                method=row["method"],
                skill=row["skill"],
                valid_from=date.fromisoformat(row["valid_from"]),
                valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
                fen_per_hour=int(row["fen_per_hour"]),
                is_sample=row["is_sample"] == "1",
                source=row["source"],
            )
            for row in csv.DictReader(file)
        )


def _around(place: str) -> list[str]:
    """Return the codes whose wages a place may use, its own first, the whole country last."""
    return [place[:digits].ljust(len("000000"), "0") for digits in range(len(place), -1, -STEP)] or ["000000"]


def wage_set(places: Iterable[str], on: date, *, is_sample: bool) -> WageSet | None:
    """Return the wages known on a day for these places; None where none of them has any.

    Invented wages serve an invented crisis only, and published ones a real crisis only.
    """
    known = [one for one in wages() if one.holds(on) and one.is_sample == is_sample]
    rates = {(one.place, one.method, one.skill): one for one in known}
    skill_fen: dict[tuple[str, str], int] = {}
    plain: dict[str, dict[str, int]] = {"low": {}, "high": {}}
    used: list[Wage] = []
    for place in dict.fromkeys(places):
        for method, skill in dict.fromkeys((one.method, one.skill) for one in known):
            found = next(
                (rates[code, method, skill] for code in _around(place) if (code, method, skill) in rates),
                None,
            )
            if found is None:
                continue
            used.append(found)
            if skill:
                skill_fen[place, skill] = found.fen_per_hour
            else:
                plain[method][place] = found.fen_per_hour
    if not used:
        return None
    return WageSet(
        name="",
        source="；".join(dict.fromkeys(one.source for one in used)),
        valid_from=max(one.valid_from for one in used),
        skill_fen=skill_fen,
        generalist_fen=plain["high"],
        minimum_fen=plain["low"],
    )
