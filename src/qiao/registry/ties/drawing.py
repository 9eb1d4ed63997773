"""Ties as a small drawing: the organisation in the middle, the five kinds around it, the nearer the more lately in touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, pi, sin

from qiao.registry.models import Tie

WIDTH, HEIGHT = 720.0, 420.0
NEAR, STEP = 62.0, 36.0
SQUEEZE = 1.62
"""How much wider than high the drawing is."""
MOST = 10
"""How many ties of one kind are drawn; the rest is told as a number."""
SECTOR = 2 * pi / len(Tie.Kind.values)
SPREAD = 0.78
MONTH = 30
CORNERS = (
    (WIDTH / 2, 20.0, "middle"),
    (WIDTH - 8, 44.0, "end"),
    (WIDTH - 8, HEIGHT - 12, "end"),
    (8.0, HEIGHT - 12, "start"),
    (8.0, 44.0, "start"),
)
"""Where the words of the five kinds stand, clockwise from the top: outside the rings, even in the letters of a phone."""
RINGS = (1, 6, 12)
"""Months within which the last contact falls: first ring, second, third; older or none is the outermost."""


@dataclass(frozen=True)
class Dot:
    """One tie as it stands in the drawing; a hollow one is long without contact."""

    x: float
    y: float
    whom: str
    is_quiet: bool


@dataclass(frozen=True)
class Branch:
    """One kind: where its word stands, its ties, and how many are not drawn."""

    label: str
    x: float
    y: float
    anchor: str
    count: int
    dots: tuple[Dot, ...]
    more: int


def ring_of(last: date | None, *, today: date) -> int:
    """Return the ring of a tie, from 0 (in touch this month) to 3 (over a year, or never told)."""
    if last is None:
        return len(RINGS)
    months = (today - last).days / MONTH
    return next((ring for ring, most in enumerate(RINGS) if months <= most), len(RINGS))


def branches(ties: Sequence[Tie], *, today: date, quiet_before: date) -> list[Branch]:
    """Return the five kinds, clockwise from the top, each with its ties in order of the last contact."""
    found = []
    for number, kind in enumerate(Tie.Kind.values):
        middle = -pi / 2 + number * SECTOR
        rows = sorted(
            (one for one in ties if one.kind == kind),
            key=lambda one: one.last_contact_on or date.min,
            reverse=True,
        )
        shown = rows[:MOST]
        dots = tuple(
            _dot(one, middle + _turn(at, len(shown)), today=today, quiet_before=quiet_before)
            for at, one in enumerate(shown)
        )
        x, y, anchor = CORNERS[number]
        found.append(
            Branch(
                label=str(Tie.Kind(kind).label),
                x=x,
                y=y,
                anchor=anchor,
                count=len(rows),
                dots=dots,
                more=len(rows) - len(shown),
            )
        )
    return found


def _turn(at: int, count: int) -> float:
    return 0.0 if count == 1 else (at / (count - 1) - 0.5) * SECTOR * SPREAD


def _dot(tie: Tie, angle: float, *, today: date, quiet_before: date) -> Dot:
    x, y = _at(angle, NEAR + STEP * ring_of(tie.last_contact_on, today=today))
    is_quiet = tie.last_contact_on is None or tie.last_contact_on < quiet_before
    return Dot(x, y, tie.whom, is_quiet)


def _at(angle: float, radius: float) -> tuple[float, float]:
    x, y = WIDTH / 2 + SQUEEZE * radius * cos(angle), HEIGHT / 2 + radius * sin(angle)
    return round(x, 1), round(y, 1)
