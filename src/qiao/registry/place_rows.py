"""Rows of data/places.csv as plain frozen values."""

import csv
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Final

from qiao.registry.geodesy import CoordinateSystem, GivenPosition, Position

REFERENCE_DIR_VARIABLE: Final = "QIAO_REFERENCE_DIR"
_REPOSITORY: Final = Path(__file__).resolve().parents[3]


class Level(StrEnum):
    """Level of a division, as in the table."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"


class Kind(StrEnum):
    """What a code stands for: a real division, the statistics bureau's own zone, a heading of the tables."""

    ADMINISTRATIVE = "administrative"
    STATISTICAL = "statistical"
    GROUPING = "grouping"


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One code of the place tree with its dates and, where known, its position.

    `valid_from` and `valid_to` are the widest the published tables allow (both days included); the bases say
    between which tables the change fell. Empty means: before the first table, still in force.
    """

    code: str
    name: str
    level: Level
    kind: Kind = Kind.ADMINISTRATIVE
    parent: str = ""
    valid_from: date | None = None
    valid_from_basis: str = ""
    valid_to: date | None = None
    valid_to_basis: str = ""
    replaced_by: str = ""
    replaced_by_basis: str = ""
    former_names: Mapping[str, date] = field(default_factory=dict, compare=False)
    """Earlier names of the same code, each with the last day the tables allow for it."""
    given: GivenPosition | None = None
    position_basis: str = ""
    source: str = ""

    @property
    def position(self) -> Position | None:
        """The position in WGS-84, or None where no table has one."""
        return self.given.to_wgs84() if self.given else None

    def in_force(self, on: date | None) -> bool:
        """Say whether the code may have been in force on a day; None asks for today's codes."""
        if on is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= on) and (
            self.valid_to is None or on <= self.valid_to
        )


def places_path() -> Path:
    """Return where places.csv lies: in QIAO_REFERENCE_DIR if that is set, else in data/ of the checkout."""
    folder = os.environ.get(REFERENCE_DIR_VARIABLE)
    return (Path(folder) if folder else _REPOSITORY / "data") / "places.csv"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _former(text: str) -> dict[str, date]:
    pairs = (part.split("@") for part in text.split("；"))
    return {name: date.fromisoformat(day) for name, day in pairs}


def _row(line: dict[str, str]) -> PlaceRow:
    given = None
    if line["longitude"]:
        system = CoordinateSystem(line["coordinate_system"])
        given = GivenPosition(float(line["longitude"]), float(line["latitude"]), system)
    former = line["former_names"]
    return PlaceRow(
        code=line["code"],
        name=line["name"],
        level=Level(line["level"]),
        kind=Kind(line["kind"]),
        parent=line["parent"],
        valid_from=_day(line["valid_from"]),
        valid_from_basis=line["valid_from_basis"],
        valid_to=_day(line["valid_to"]),
        valid_to_basis=line["valid_to_basis"],
        replaced_by=line["replaced_by"],
        replaced_by_basis=line["replaced_by_basis"],
        former_names=_former(former) if former else {},
        given=given,
        position_basis=line["position_basis"],
        source=line["source"],
    )


def load_rows(path: Path | None = None) -> list[PlaceRow]:
    """Read the place table.

    Parameters
    ----------
    path
        The file; by default `places_path()`.

    Returns
    -------
    list[PlaceRow]
        All codes, retired ones too, in the order of the file (by code).

    Raises
    ------
    FileNotFoundError
        When the file is not there.
    ValueError
        When a line holds an unknown level, kind, system, day or number.

    """
    with (path or places_path()).open(encoding="utf-8", newline="") as handle:
        return [_row(line) for line in csv.DictReader(handle)]
