"""A table of real roads (from, to, km, minutes) in place of the great circle; each row that is not understood is told."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qiao.engines.routing.roads import road_km

if TYPE_CHECKING:
    from qiao.engines.routing.roads import Position

COLUMNS = ("from", "to", "km", "minutes")
CHINESE = {
    "从": "from",
    "起点": "from",
    "到": "to",
    "终点": "to",
    "公里": "km",
    "里程": "km",
    "分钟": "minutes",
}
MOST_ROWS = 20_000
LONGEST_KM = 6_000
LONGEST_MINUTES = 10_000
SHOWN = 40


@dataclass(frozen=True, slots=True)
class RowRefused:
    """A row that was left out: its number in the file (the header is 1), a code and the cell in question."""

    row: int
    code: str
    cell: str


@dataclass(frozen=True, slots=True)
class Road:
    """Kilometres and minutes from one place to another; minutes None where the table does not tell."""

    km: float
    minutes: int | None


@dataclass(frozen=True, slots=True)
class RoadTable:
    """Roads by (from, to), as far as they were understood. A road told one way holds the other way too."""

    roads: Mapping[tuple[str, str], Road]
    refused: tuple[RowRefused, ...]

    def road(self, here: str, there: str) -> Road | None:
        """Return the road between two places, or None where the table has none."""
        return self.roads.get((here, there)) or self.roads.get((there, here))


def read_roads(text: str, know: Callable[[str], str | None]) -> RoadTable:
    """Return the roads of a CSV file; columns from, to, km, minutes (or 从, 到, 公里, 分钟), minutes may be absent.

    Parameters
    ----------
    text
        The file.
    know
        Gives the id of a place by what stands in a cell, None where it is unknown or means several.

    Returns
    -------
    RoadTable
        A row told twice keeps the first; the later is refused as REPEATED. Other codes: NO_COLUMN (the header lacks
        one), TOO_MANY, PLACE, SAME (from and to), KM, MINUTES; a file that is no CSV is UNREADABLE.
    """
    lines = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=None))
    try:
        return _read(lines, know)
    except csv.Error:
        return RoadTable({}, (RowRefused(lines.line_num, "UNREADABLE", ""),))


def _read(lines: Iterator[list[str]], know: Callable[[str], str | None]) -> RoadTable:
    header = [CHINESE.get(cell.strip(), cell.strip().lower()) for cell in next(lines, [])]
    lacking = [name for name in COLUMNS[:3] if name not in header]
    if lacking:
        return RoadTable({}, (RowRefused(1, "NO_COLUMN", lacking[0]),))
    roads: dict[tuple[str, str], Road] = {}
    refused: list[RowRefused] = []
    for number, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if number > MOST_ROWS + 1:
            refused.append(RowRefused(number, "TOO_MANY", ""))
            break
        row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        found = _row(row, know)
        if isinstance(found, tuple) and isinstance(found[1], Road):
            key, road = found
            if key in roads:
                refused.append(RowRefused(number, "REPEATED", row["from"][:SHOWN]))
            else:
                roads[key] = road
        else:
            code, cell = found
            refused.append(RowRefused(number, str(code), str(cell)[:SHOWN]))
    return RoadTable(roads, tuple(refused))


def _row(
    row: Mapping[str, str], know: Callable[[str], str | None]
) -> tuple[tuple[str, str], Road] | tuple[str, str]:
    ends = [know(row.get(name, "")) for name in COLUMNS[:2]]
    for name, found in zip(COLUMNS[:2], ends, strict=True):
        if found is None:
            return "PLACE", row.get(name, "")
    here, there = (str(one) for one in ends)
    if here == there:
        return "SAME", row["to"]
    km = _number(row.get("km", ""), LONGEST_KM)
    if km is None:
        return "KM", row.get("km", "")
    told = row.get("minutes", "")
    minutes = _number(told, LONGEST_MINUTES) if told else None
    if told and minutes is None:
        return "MINUTES", told
    return (here, there), Road(km, None if minutes is None else round(minutes))


def _number(text: str, most: float) -> float | None:
    """Return a figure above 0 and not beyond what can be; None for anything else, nan and 1e9 among it."""
    if not text.replace(".", "", 1).isdecimal() or not text.isascii() or len(text) > len("000000.000"):
        return None
    figure = float(text)
    return figure if 0 < figure <= most else None


def by_table(
    table: RoadTable, places: Iterable[tuple[Position, str]]
) -> Callable[[Position, Position], float]:
    """Return kilometres by the table where it has the road, else by the great circle.

    ``places`` tells which place lies at a position.
    """
    look = _looked_up(table, places)

    def km(here: Position, there: Position) -> float:
        road = look(here, there)
        return road.km if road else road_km(here, there)

    return km


def minutes_by_table(
    table: RoadTable, places: Iterable[tuple[Position, str]]
) -> Callable[[Position, Position], int | None]:
    """Return the minutes that the table tells for a road, None where it tells none."""
    look = _looked_up(table, places)

    def minutes(here: Position, there: Position) -> int | None:
        road = look(here, there)
        return road.minutes if road else None

    return minutes


def _looked_up(
    table: RoadTable, places: Iterable[tuple[Position, str]]
) -> Callable[[Position, Position], Road | None]:
    named = dict(places)

    def road(here: Position, there: Position) -> Road | None:
        one, other = named.get(here), named.get(there)
        return table.road(one, other) if one and other else None

    return road
