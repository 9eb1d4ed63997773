"""Approved boundaries: GeoJSON is read into outlines by code of place; nothing is drawn without its approval."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from qiao.exceptions import BoundaryUnapprovedError, BoundaryUnreadableError

Ring = list[list[float]]

APPROVAL = re.compile(r"[A-Z\u4e00-\u9fff]{1,3}[A-Z]?[ ]?[(（\[]?\d{4}[)）\]]?[ ]?\d{1,6}号")
"""Approval numbers as printed on maps: GS(2019)1822号, 鄂S(2020)005号."""

CODE_KEYS = ("adcode", "code", "gb", "id")
CODE = re.compile(r"(?:156)?(\d{6})(?:0{3}|0{6})?")
DECIMALS = 3
"""Of a degree: about 100 m, enough for a map of counties."""

LONGEST = 90.0
WIDEST = 180.0
LEAST_POINTS = 4
"""A closed ring has three corners and comes back to the first."""


def approval_of(text: str) -> str:
    """Return an approval number in one form; raise BoundaryUnapprovedError where it is none."""
    tidy = text.strip().replace("（", "(").replace("）", ")")
    if not APPROVAL.fullmatch(tidy):
        raise BoundaryUnapprovedError(approval=text.strip())
    return tidy


def outlines_of(content: bytes) -> dict[str, list[Ring]]:
    """Read the outer and inner rings of every shape, by six-digit code.

    Raises BoundaryUnreadableError naming the first shape that is not understood and what is wrong with it.
    """
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise _unreadable(0, "不是 JSON", "it is no JSON") from error
    shapes = whole.get("features") if isinstance(whole, dict) else None
    if not isinstance(shapes, list) or not shapes:
        raise _unreadable(0, "没有 features", "it has no features")
    found: defaultdict[str, list[Ring]] = defaultdict(list)
    for number, shape in enumerate(shapes, start=1):
        found[_code(shape, number)] += list(_rings(shape, number))
    return dict(found)


def _unreadable(number: int, zh: str, en: str) -> BoundaryUnreadableError:
    """Say what is wrong with a shape; 0 is the file as a whole."""
    where_zh = f"第 {number} 个图形" if number else "整个文件"
    where_en = f"shape {number}" if number else "the file"
    return BoundaryUnreadableError(where_zh=where_zh, where_en=where_en, what_zh=zh, what_en=en)


def _code(shape: Any, number: int) -> str:
    told = shape.get("properties") if isinstance(shape, dict) else None
    for key in CODE_KEYS:
        match = CODE.fullmatch(str(told.get(key, ""))) if isinstance(told, dict) else None
        if match:
            return match[1]
    raise _unreadable(number, "没有六位区划代码", "it has no six-digit code")


def _rings(shape: Any, number: int) -> Iterator[Ring]:
    form = shape.get("geometry") or {}
    kind, parts = form.get("type"), form.get("coordinates")
    polygons = {"Polygon": [parts], "MultiPolygon": parts}.get(str(kind))
    if not isinstance(polygons, list):
        raise _unreadable(number, "不是多边形", "it is no polygon")
    for polygon in polygons:
        for ring in polygon if isinstance(polygon, list) else ():
            yield _points(ring, number)


def _points(ring: Any, number: int) -> Ring:
    try:
        points = [[round(float(x), DECIMALS), round(float(y), DECIMALS)] for x, y, *_height in ring]
    except (TypeError, ValueError) as error:
        raise _unreadable(number, "坐标不是数", "its coordinates are no numbers") from error
    if len(points) < LEAST_POINTS or any(abs(x) > WIDEST or abs(y) > LONGEST for x, y in points):
        raise _unreadable(
            number, "坐标不在地球上，或不足四点", "its points are off the earth, or fewer than four"
        )
    return [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]
