"""Invented tellings of needs with their truth, over the counties and things of the reference tables."""

import csv
import resource
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from qiao.engines.linkage import NeedRecord
from qiao.engines.simulation.records import PlaceRow
from qiao.engines.simulation.repeats import ToldNeed, simulate_repeats

TABLES = Path(__file__).resolve().parents[1] / "data"
BEGINS_AT = datetime(2020, 1, 25, tzinfo=UTC)
THINGS = 40


def places() -> list[PlaceRow]:
    """Return the places that stand today."""
    with (TABLES / "places.csv").open(encoding="utf-8", newline="") as file:
        return [
            PlaceRow(row["code"], row["name"], row["level"], row["parent"] or None)
            for row in csv.DictReader(file)
            if not row["valid_to"]
        ]


def things() -> list[list[str]]:
    """Return for each thing the names it goes by, in the order of the table."""
    with (TABLES / "item_aliases.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["item"])
    names = [[row["alias"] for row in found] for _, found in groupby(rows, key=lambda row: row["item"])]
    return sorted(names, key=lambda found: (-len(found), found))[:THINGS]


def tellings(rows: int, seed: int) -> Iterator[ToldNeed]:
    """Yield invented tellings, the same for the same seed."""
    return simulate_repeats(places(), things(), rows=rows, seed=seed, begins_at=BEGINS_AT)


class Needs:
    """Turns a told need into what the live engine reads: codes of places and things."""

    def __init__(self) -> None:
        names = {place.code: place.name for place in places()}
        self.codes = {(names.get(place.parent or "", ""), place.name): place.code for place in places()}
        with (TABLES / "item_aliases.csv").open(encoding="utf-8", newline="") as file:
            self.items = {row["alias"]: row["item"] for row in csv.DictReader(file)}

    def record(self, told: ToldNeed) -> NeedRecord:
        """Return the record; a masked number is no key, as in intake."""
        phones = frozenset({told.phones} if told.phones and "*" not in told.phones else ())
        place = self.codes[told.city, told.district]
        return NeedRecord(told.at, self.items[told.item], told.name, place, told.quantity, phones)


def megabytes() -> float:
    """Return the most memory this process has held so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
