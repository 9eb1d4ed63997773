"""The small drawing of a lot: one bar on the left, ribbons to whoever gets of it, as wide as their part."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 360
BAR = 10
LEFT = 4
RIGHT = 132
ROW = 46
TALLEST = 34
THINNEST = 2
LAST_NARROW = "\u2e7f"
LINE, SMALL_LINE = 26, 32
"""Half-widths that a label and the note below it may have: a Chinese character counts two, a Latin one."""


@dataclass(frozen=True)
class Part:
    """One recipient with the pieces it gets; the tone colours its ribbon."""

    label: str
    note: str
    pieces: int
    tone: str


@dataclass(frozen=True)
class Ribbon:
    """A part as it is drawn."""

    path: str
    x: int
    y: int
    height: int
    text_y: int
    label: str
    note: str
    tone: str


@dataclass(frozen=True)
class Drawing:
    """What the template draws, in the units of its view box."""

    width: int
    height: int
    bar_height: int
    bar_y: int
    ribbons: list[Ribbon]
    left: int = LEFT
    bar: int = BAR
    text_x: int = RIGHT + BAR + 10


def draw(parts: Sequence[Part]) -> Drawing | None:
    """Lay out the parts one below the other; None where there are none."""
    total = sum(one.pieces for one in parts)
    if not total:
        return None
    height = ROW * len(parts) + 8
    thick = [max(THINNEST, one.pieces * TALLEST * min(len(parts), 4) // total) for one in parts]
    bar_height = sum(thick)
    top = (height - bar_height) // 2
    ribbons, y = [], top
    for number, (part, size) in enumerate(zip(parts, thick, strict=True)):
        end = min(size, TALLEST)
        middle = 4 + number * ROW + ROW // 2
        ribbons.append(_ribbon(part, (y, y + size), (middle - end // 2, middle - end // 2 + end), middle))
        y += size
    return Drawing(WIDTH, height, bar_height, top, ribbons)


def _ribbon(part: Part, start: tuple[int, int], end: tuple[int, int], middle: int) -> Ribbon:
    x0, x1 = LEFT + BAR, RIGHT
    bend = (x0 + x1) // 2
    path = (
        f"M{x0} {start[0]}C{bend} {start[0]} {bend} {end[0]} {x1} {end[0]}"
        f"V{end[1]}C{bend} {end[1]} {bend} {start[1]} {x0} {start[1]}Z"
    )
    return Ribbon(
        path,
        x1,
        end[0],
        end[1] - end[0],
        middle - 4,
        _cut(part.label, LINE),
        _cut(part.note, SMALL_LINE),
        part.tone,
    )


def _cut(text: str, room: int) -> str:
    """Return as much of a label as the line holds."""
    for number, letter in enumerate(text):
        room -= 2 if letter > LAST_NARROW else 1
        if room < 0:
            return f"{text[:number]}…"
    return text
