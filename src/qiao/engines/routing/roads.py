"""How far it is by road: by great circle and a usual detour, or by a table of real roads where somebody has one."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TypeAlias

EARTH_RADIUS_KM = 6371.0
ROAD_FACTOR = 1.3
"""Chinese county-to-county roads are so much longer than the great circle (ENGINES.md A)."""

Position: TypeAlias = tuple[float, float]
Roads: TypeAlias = Callable[[Position, Position], float]
"""Kilometres by road from one (longitude, latitude) to another."""
Times: TypeAlias = Callable[[Position, Position], "int | None"]
"""Minutes by road from one position to another; None where nobody measured them."""


def great_circle_km(here: Position, there: Position) -> float:
    """Return the great-circle distance of two positions (longitude, latitude in degrees)."""
    (east, north), (east_2, north_2) = ((math.radians(part) for part in one) for one in (here, there))
    half = math.sin((north_2 - north) / 2) ** 2
    half += math.cos(north) * math.cos(north_2) * math.sin((east_2 - east) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


def road_km(here: Position, there: Position) -> float:
    """Return an estimate of the road between two positions: the great circle times the usual detour."""
    return great_circle_km(here, there) * ROAD_FACTOR
