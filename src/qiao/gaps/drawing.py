"""A map of places as points, drawn as SVG: who was heard, who was not, and where a finding stands.

Without boundaries, and without colour alone: a circle was heard, a dashed square was not, a triangle is an excess,
a diamond is what the official side does not see. An approved boundary file may be laid beneath.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

from qiao.gaps.outlines import Ring

WIDTH = 1000.0
MARGIN = 40.0
TALLEST = 1100.0
SMALLEST, LARGEST = 5.0, 26.0
SQUARE = 10.0
LABELS = 24
"""How many names are written on the map; every place has its name as a tooltip and in the table."""
LABEL_WIDTH, LABEL_HEIGHT = 15.0, 20.0
PHONE_TYPE = 1.6
"""So much larger names are written on a phone, where fewer are; they too stay inside the map."""
EVEN = 1.0
LATIN = 0x2E7F
"""Signs after this one are as wide as they are high."""


@dataclass(frozen=True)
class Spot:
    """One place to draw.

    Attributes
    ----------
    voices
        Reports heard from there until the moment shown.
    marks
        Kinds of finding that stand there: EXCESS, BLIND_SPOT, SILENT.
    url
        Where a click leads, or "".
    """

    code: str
    name: str
    longitude: float
    latitude: float
    voices: int
    marks: frozenset[str] = frozenset()
    url: str = ""


@dataclass(frozen=True)
class Drawn:
    """A place as it stands on the map, in the units of the view box."""

    spot: Spot
    x: float
    y: float
    radius: float
    label_x: float = 0.0
    label_y: float = 0.0
    is_labelled: bool = False
    is_left: bool = False

    @property
    def square(self) -> tuple[float, float, float]:
        """Return left, top and side of the square of a place without a voice."""
        return self.x - SQUARE / 2, self.y - SQUARE / 2, SQUARE

    @property
    def triangle(self) -> str:
        """Return the corners of the triangle around an excess."""
        r = self.radius + 9
        return f"{self.x:.1f},{self.y - r:.1f} {self.x - r:.1f},{self.y + r * 0.75:.1f} {self.x + r:.1f},{self.y + r * 0.75:.1f}"

    @property
    def cross(self) -> str:
        """Return the path of the cross over a place whose voice vanished."""
        r = max(self.radius * 0.7, 5.0)
        left, right, top, foot = self.x - r, self.x + r, self.y - r, self.y + r
        return f"M{left:.1f},{top:.1f}L{right:.1f},{foot:.1f}M{right:.1f},{top:.1f}L{left:.1f},{foot:.1f}"

    @property
    def diamond(self) -> str:
        """Return the corners of the diamond around a blind spot."""
        r = self.radius + 8
        return f"{self.x:.1f},{self.y - r:.1f} {self.x + r:.1f},{self.y:.1f} {self.x:.1f},{self.y + r:.1f} {self.x - r:.1f},{self.y:.1f}"


@dataclass(frozen=True)
class Drawing:
    """A whole map: its view box, its places, silent ones first so that voices lie on top, and outlines."""

    width: float
    height: float
    spots: tuple[Drawn, ...]
    outlines: tuple[str, ...] = ()


class _Frame:
    """From degrees to the view box: equirectangular, true to scale at the middle latitude."""

    def __init__(self, points: Sequence[tuple[float, float]]) -> None:
        self.west = min(x for x, _y in points)
        self.north = max(y for _x, y in points)
        south = min(y for _x, y in points)
        self.squeeze = cos(radians((self.north + south) / 2))
        across = max((max(x for x, _y in points) - self.west) * self.squeeze, 0.02)
        down = max(self.north - south, 0.02)
        self.scale = min((WIDTH - 2 * MARGIN) / across, (TALLEST - 2 * MARGIN) / down)
        self.width = across * self.scale + 2 * MARGIN
        self.height = down * self.scale + 2 * MARGIN

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        return (
            MARGIN + (longitude - self.west) * self.squeeze * self.scale,
            MARGIN + (self.north - latitude) * self.scale,
        )


def draw(spots: Iterable[Spot], outlines: Mapping[str, Sequence[Ring]] | None = None) -> Drawing | None:
    """Draw the places that have a position; None where none has."""
    placed = sorted(spots, key=lambda one: (one.voices > 0, bool(one.marks), one.voices, one.code))
    rings = [ring for each in (outlines or {}).values() for ring in each]
    points = [(one.longitude, one.latitude) for one in placed]
    if not points:
        return None
    frame = _Frame([*points, *((x, y) for ring in rings for x, y in ring)])
    most = max((one.voices for one in placed), default=0) or 1
    drawn = [_drawn(frame, one, most) for one in placed]
    return Drawing(
        frame.width, frame.height, tuple(_labelled(drawn, frame)), tuple(_path(frame, r) for r in rings)
    )


def _drawn(frame: _Frame, spot: Spot, most: int) -> Drawn:
    x, y = frame.at(spot.longitude, spot.latitude)
    radius = SMALLEST + (LARGEST - SMALLEST) * sqrt(spot.voices / most) if spot.voices else SQUARE / 2
    return Drawn(spot, x, y, radius)


def _path(frame: _Frame, ring: Ring) -> str:
    return "M" + "L".join("{:.1f},{:.1f}".format(*frame.at(x, y)) for x, y in ring) + "Z"


def _labelled(drawn: Sequence[Drawn], frame: _Frame) -> list[Drawn]:
    """Write the names that matter most where there is room, findings first, then the loudest places."""
    wanted = sorted(drawn, key=lambda one: (-len(one.spot.marks), -one.spot.voices, one.spot.code))
    taken = [
        (one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius) for one in drawn
    ]
    named: dict[str, Drawn] = {}
    for one in wanted:
        if len(named) == LABELS:
            break
        box, label = _room(one, frame, taken)
        if box:
            taken.append(box)
            named[one.spot.code] = label
    return [named.get(one.spot.code, one) for one in drawn]


Box = tuple[float, float, float, float]


def _room(one: Drawn, frame: _Frame, taken: Sequence[Box]) -> tuple[Box | None, Drawn]:
    """Return where a name fits beside its place, right of it or left; None where it would cover another."""
    width = LABEL_WIDTH * sum(EVEN if ord(sign) > LATIN else EVEN / 2 for sign in one.spot.name)
    own = (one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius)
    gap = one.radius + (14 if one.spot.marks else 4)
    for is_left in (False, True):
        left = one.x - gap - width if is_left else one.x + gap
        box = (left, one.y - LABEL_HEIGHT / 2, left + width, one.y + LABEL_HEIGHT / 2)
        spare = (PHONE_TYPE - 1) * width
        inside = box[0] - spare * is_left >= 0 and box[2] + spare * (not is_left) <= frame.width
        if inside and not any(_meet(box, other) for other in taken if other != own):
            at = one.x - gap if is_left else one.x + gap
            label = Drawn(one.spot, one.x, one.y, one.radius, at, one.y, is_labelled=True, is_left=is_left)
            return box, label
    return None, one


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
