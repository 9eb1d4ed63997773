"""From the areas of a warning to places of the tree, each with how it was found. What is not sure is not taken."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from qiao.intake.sources.cap import Area, CapMessage, Point
from qiao.registry.gazetteer import CODE_DIGITS, national_gazetteer
from qiao.registry.geodesy import Position, great_circle_km
from qiao.registry.place_rows import Level

PARTS = re.compile(r"[、，,;；/\n和及与]|\s+and\s+")
LENGTHS = (6, 9, 12)
"""Digits of a code of a county, a township or a village; all begin with the county's six."""

NEAREST_KM = 60.0
"""How far the nearest county may lie from the middle of a shape that holds no county's point."""


@dataclass(frozen=True)
class Found:
    """A place and how it was found: by CODE, NAME, POLYGON, CIRCLE or NEAREST."""

    code: str
    how: str


@dataclass(frozen=True)
class Placed:
    """The places of a warning, and the words of areas in which none was found."""

    found: tuple[Found, ...]
    unplaced: tuple[str, ...]


def places_of(message: CapMessage) -> Placed:
    """Return the places that the areas of all infos name. A code goes before a name, a name before a shape."""
    found: dict[str, str] = {}
    unplaced: list[str] = []
    for area in dict.fromkeys(area for info in message.infos for area in info.areas):
        here = list(_of_area(area))
        for one in here:
            found.setdefault(one.code, one.how)
        if not here:
            unplaced.append(area.description[:200])
    return Placed(tuple(Found(code, how) for code, how in sorted(found.items())), tuple(unplaced))


def _of_area(area: Area) -> list[Found]:
    return _by_codes(area.geocodes) or _by_names(area.description) or list(_by_shapes(area))


def _by_codes(geocodes: Iterable[tuple[str, str]]) -> list[Found]:
    """Return the places of GB/T 2260 codes. Other systems of codes (FIPS, UGC …) are not ours and are left."""
    tree, found = national_gazetteer(), []
    for _name, value in geocodes:
        code = value.strip()
        if code.isascii() and code.isdigit() and len(code) in LENGTHS:
            row = tree.by_code(code[:CODE_DIGITS])
            if row is not None:
                found.append(Found(tree.latest(row).code, "CODE"))
    return found


def _by_names(description: str) -> list[Found]:
    """Return the places named in words, if each part of the words names one for certain."""
    tree, above = national_gazetteer(), list[str]()
    found: list[Found] = []
    for part in filter(None, (one.strip() for one in PARTS.split(description))):
        row = tree.choose(tree.by_name(part, context=above)) or tree.choose(tree.by_name(part))
        if row is None:
            return []
        found.append(Found(tree.latest(row).code, "NAME"))
        # 湖北省黄冈市英山县、罗田县: what was named before helps to tell what follows.
        above = [row.parent] if row.parent else []
    return found


def _by_shapes(area: Area) -> Iterator[Found]:
    for polygon in area.polygons:
        inside = [code for code, at in _counties() if _is_inside((at.latitude, at.longitude), polygon)]
        yield from (Found(code, "POLYGON") for code in inside)
        if not inside:
            yield from _nearest(_middle(polygon))
    for latitude, longitude, radius in area.circles:
        middle = Position(longitude, latitude)
        inside = [code for code, at in _counties() if great_circle_km(at, middle) <= radius]
        yield from (Found(code, "CIRCLE") for code in inside)
        if not inside:
            yield from _nearest(middle)


@lru_cache(maxsize=1)
def _counties() -> tuple[tuple[str, Position], ...]:
    tree = national_gazetteer()
    rows = tree.by_prefix("")
    return tuple((row.code, row.position) for row in rows if row.level == Level.COUNTY and row.position)


def _middle(polygon: tuple[Point, ...]) -> Position:
    corners = polygon[:-1]
    latitude = sum(one[0] for one in corners) / len(corners)
    longitude = sum(one[1] for one in corners) / len(corners)
    return Position(longitude, latitude)


def _nearest(middle: Position) -> Iterator[Found]:
    """Yield the county nearest to a shape too small to hold a county's point."""
    distance, code = min(((great_circle_km(at, middle), code) for code, at in _counties()), default=(1e9, ""))
    if distance <= NEAREST_KM:
        yield Found(code, "NEAREST")


def _is_inside(point: Point, polygon: tuple[Point, ...]) -> bool:
    """Say whether a ray to the east crosses the border an odd number of times."""
    latitude, longitude = point
    crossings = 0
    for (south, west), (north, east) in pairwise(polygon):
        if (south > latitude) != (north > latitude):
            at = west + (latitude - south) / (north - south) * (east - west)
            crossings += at > longitude
    return crossings % 2 == 1
