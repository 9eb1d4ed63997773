"""Positions on the ground: WGS-84 inside the house, GCJ-02 and BD-09 at its doors, distances in km.

Chinese maps shift what they show. A position is kept in WGS-84, together with the numbers and the reference
system it came in (`GivenPosition`), so that a better conversion can be run over the original one day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import asin, atan2, cos, hypot, isfinite, pi, radians, sin, sqrt
from typing import Final

from qiao.exceptions import PositionRangeError

EARTH_RADIUS_KM: Final = 6371.0088
"""Mean radius (2a + b) / 3 of the GRS 80 ellipsoid (Moritz 2000, J. Geodesy 74:128-133)."""

MAX_LONGITUDE: Final = 180.0
MAX_LATITUDE: Final = 90.0

_KRASOVSKY_AXIS_M: Final = 6378245.0
_KRASOVSKY_ECCENTRICITY_SQUARED: Final = 0.00669342162296594323
_BD_TURN: Final = pi * 3000.0 / 180.0
_BD_SHIFT: Final = (0.0065, 0.006)
_TOLERANCE_DEGREES: Final = 1e-10
_MAX_ROUNDS: Final = 50

# The rectangle inside which the public formula shifts; outside it GCJ-02 is WGS-84.
_WEST, _EAST = 72.004, 137.8347
_SOUTH, _NORTH = 0.8293, 55.8271
_ORIGIN = (105.0, 35.0)

Degrees = tuple[float, float]
"""Longitude, latitude."""


class CoordinateSystem(StrEnum):
    """Reference systems in which positions reach us."""

    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


def _check(longitude: float, latitude: float) -> None:
    axes = (("经度", "longitude", longitude, MAX_LONGITUDE), ("纬度", "latitude", latitude, MAX_LATITUDE))
    for axis_zh, axis_en, value, limit in axes:
        if not (isfinite(value) and abs(value) <= limit):
            raise PositionRangeError(axis_zh=axis_zh, axis_en=axis_en, value=value, limit=limit)


@dataclass(frozen=True, slots=True)
class Position:
    """A point in WGS-84.

    Parameters
    ----------
    longitude
        Degrees east, -180 to 180.
    latitude
        Degrees north, -90 to 90.

    Raises
    ------
    PositionRangeError
        When a number is not finite or not on the globe.

    """

    longitude: float
    latitude: float

    def __post_init__(self) -> None:
        _check(self.longitude, self.latitude)


@dataclass(frozen=True, slots=True)
class GivenPosition:
    """A point as it was given, in the system it was given in.

    Parameters
    ----------
    longitude, latitude
        Degrees, as they came.
    system
        The reference system of the giver.

    Raises
    ------
    PositionRangeError
        When a number is not finite or not on the globe.

    """

    longitude: float
    latitude: float
    system: CoordinateSystem

    def __post_init__(self) -> None:
        _check(self.longitude, self.latitude)

    def to_wgs84(self) -> Position:
        """Return the same point in WGS-84."""
        given = (self.longitude, self.latitude)
        if self.system is CoordinateSystem.BD09:
            given = bd09_to_gcj02(*given)
        if self.system is not CoordinateSystem.WGS84:
            given = gcj02_to_wgs84(*given)
        return Position(*given)


def is_shifted(longitude: float, latitude: float) -> bool:
    """Say whether GCJ-02 differs from WGS-84 at this point (the rectangle of the public formula)."""
    return _WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH


def _ripple(x: float, y: float) -> float:
    short = 20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)
    return short * 2.0 / 3.0 + 0.1 * sqrt(abs(x)) + 0.1 * x * y


def _shift_north(x: float, y: float) -> float:
    waves = 20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)
    waves += 160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y * pi / 30.0)
    plane = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * sqrt(abs(x))
    return plane + _ripple(x, y) + waves * 2.0 / 3.0


def _shift_east(x: float, y: float) -> float:
    waves = 20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)
    waves += 150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)
    return 300.0 + x + 2.0 * y + 0.1 * x * x + _ripple(x, y) + waves * 2.0 / 3.0


def wgs84_to_gcj02(longitude: float, latitude: float) -> Degrees:
    """Shift a WGS-84 point into GCJ-02.

    Parameters
    ----------
    longitude, latitude
        Degrees in WGS-84.

    Returns
    -------
    Degrees
        Longitude and latitude in GCJ-02; unchanged outside the rectangle of the formula.

    References
    ----------
    GB 20263-2006 demands the shift and does not print it; the formula is public since 2013 through
    open-source converters (eviltransform, coordtransform), over the Krasovsky 1940 ellipsoid.

    """
    if not is_shifted(longitude, latitude):
        return longitude, latitude
    x, y = longitude - _ORIGIN[0], latitude - _ORIGIN[1]
    sine = sin(radians(latitude))
    root = 1.0 - _KRASOVSKY_ECCENTRICITY_SQUARED * sine * sine
    meridian_m = _KRASOVSKY_AXIS_M * (1.0 - _KRASOVSKY_ECCENTRICITY_SQUARED) / (root * sqrt(root))
    parallel_m = _KRASOVSKY_AXIS_M / sqrt(root) * cos(radians(latitude))
    east = _shift_east(x, y) * 180.0 / (parallel_m * pi)
    north = _shift_north(x, y) * 180.0 / (meridian_m * pi)
    return longitude + east, latitude + north


def _invert(forward: Callable[[float, float], Degrees], target: Degrees) -> Degrees:
    """Find the point which `forward` sends to `target`, by fixed-point rounds.

    Both shifts change by a few per cent of a step at most, so each round gains more than a digit.
    """
    longitude, latitude = target
    for _ in range(_MAX_ROUNDS):
        seen = forward(longitude, latitude)
        east, north = target[0] - seen[0], target[1] - seen[1]
        longitude, latitude = longitude + east, latitude + north
        if max(abs(east), abs(north)) < _TOLERANCE_DEGREES:
            break
    return longitude, latitude


def gcj02_to_wgs84(longitude: float, latitude: float) -> Degrees:
    """Undo GCJ-02, by iteration to better than 1e-7 degrees (1 cm).

    Parameters
    ----------
    longitude, latitude
        Degrees in GCJ-02.

    Returns
    -------
    Degrees
        Longitude and latitude in WGS-84; unchanged outside the rectangle of the formula.

    """
    if not is_shifted(longitude, latitude):
        return longitude, latitude
    return _invert(wgs84_to_gcj02, (longitude, latitude))


def gcj02_to_bd09(longitude: float, latitude: float) -> Degrees:
    """Turn a GCJ-02 point into Baidu's BD-09 (public formula, same sources as GCJ-02)."""
    distance = hypot(longitude, latitude) + 0.00002 * sin(latitude * _BD_TURN)
    angle = atan2(latitude, longitude) + 0.000003 * cos(longitude * _BD_TURN)
    return distance * cos(angle) + _BD_SHIFT[0], distance * sin(angle) + _BD_SHIFT[1]


def bd09_to_gcj02(longitude: float, latitude: float) -> Degrees:
    """Undo BD-09, by iteration to better than 1e-7 degrees."""
    return _invert(gcj02_to_bd09, (longitude, latitude))


def great_circle_km(start: Position, end: Position) -> float:
    """Return the distance over the ground between two points on a sphere.

    Parameters
    ----------
    start, end
        Points in WGS-84.

    Returns
    -------
    float
        Kilometres (haversine; against the ellipsoid it errs by at most 0.56 %).

    """
    north = radians(end.latitude - start.latitude) / 2.0
    east = radians(end.longitude - start.longitude) / 2.0
    scale = cos(radians(start.latitude)) * cos(radians(end.latitude))
    chord = sin(north) ** 2 + scale * sin(east) ** 2
    return 2.0 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(chord)))
