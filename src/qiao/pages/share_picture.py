"""The picture that a chat shows of a shared page: figures, a drawing and the page's code; no words, so no font of ours.

Figures and Latin signs are drawn with the face that Pillow brings along; names stand in the card's title.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from PIL import Image, ImageDraw, ImageFont

SIDE = 800
"""Pixels. A square is shown whole by WeChat; other chats cut little of it."""

EDGE = 48
HEAD = 112
QR_SIDE = 232
FLOW_TOP, FLOW_BOTTOM = HEAD + 32, SIDE - EDGE - QR_SIDE - 40
BAR = 26
RIGHT = 470
TEXT = 40
SMALL = 30
MOST_ROWS = 4
GAP = 18
STEPS = 40
INK, PAPER, WHITE = "#10353b", "#f6f5f1", "#ffffff"
TONES = {
    "go": "#0f5f63",
    "move": "#2f5fa8",
    "done": "#2e7d43",
    "wait": "#c98a1b",
    "stop": "#c98a1b",
    "past": "#9aa3a6",
}


@dataclass(frozen=True)
class Stripe:
    """One part of the drawing: how many pieces, and its tone."""

    pieces: int
    tone: str


def draw_picture(address: str, head: str, lines: Sequence[str], stripes: Sequence[Stripe] = ()) -> bytes:
    """Return the picture as PNG.

    `head` and `lines` hold Latin signs and figures only; `stripes` are drawn as ribbons, the widest four.
    """
    image = Image.new("RGB", (SIDE, SIDE), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, SIDE, HEAD), fill=INK)
    pen.text((EDGE, HEAD // 2), head, fill=WHITE, font=ImageFont.load_default(TEXT), anchor="lm")
    _flow(pen, sorted(stripes, key=lambda one: -one.pieces)[:MOST_ROWS])
    code = _code(address)
    image.paste(code, (SIDE - EDGE - QR_SIDE, SIDE - EDGE - QR_SIDE))
    top = SIDE - EDGE - QR_SIDE // 2 - (len(lines) - 1) * TEXT // 2 if stripes else SIDE // 2
    for number, line in enumerate(lines):
        at = (EDGE, top + number * (TEXT + GAP))
        pen.text(at, line, fill=INK, font=ImageFont.load_default(SMALL), anchor="lm")
    kept = io.BytesIO()
    image.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _code(address: str) -> Image.Image:
    kept = io.BytesIO()
    segno.make(address, micro=False).save(kept, kind="png", scale=8, border=2)
    return Image.open(kept).convert("RGB").resize((QR_SIDE, QR_SIDE), Image.Resampling.NEAREST)


def _flow(pen: ImageDraw.ImageDraw, stripes: Sequence[Stripe]) -> None:
    total = sum(one.pieces for one in stripes)
    if not total:
        return
    room = FLOW_BOTTOM - FLOW_TOP
    row = room // len(stripes)
    thick = [max(4, one.pieces * min(room // 2, 150) // total) for one in stripes]
    y = FLOW_TOP + (room - sum(thick)) // 2
    pen.rectangle((EDGE, y, EDGE + BAR, y + sum(thick)), fill=TONES["go"])
    for number, (one, size) in enumerate(zip(stripes, thick, strict=True)):
        middle = FLOW_TOP + number * row + row // 2
        tone = TONES.get(one.tone, TONES["past"])
        _ribbon(pen, (y, middle - size // 2), size, _lighter(tone))
        pen.rectangle((RIGHT, middle - size // 2, RIGHT + BAR, middle + size // 2), fill=tone)
        told = (RIGHT + BAR + GAP, middle)
        pen.text(told, f"{one.pieces:,}", fill=INK, font=ImageFont.load_default(TEXT), anchor="lm")
        y += size


def _ribbon(pen: ImageDraw.ImageDraw, tops: tuple[int, int], size: int, fill: str) -> None:
    """Draw a band from the bar on the left to its end on the right, bent like an S."""
    left, right = EDGE + BAR, RIGHT
    upper = []
    for step in range(STEPS + 1):
        part = step / STEPS
        bend = part * part * (3 - 2 * part)
        upper.append((left + (right - left) * part, tops[0] + (tops[1] - tops[0]) * bend))
    pen.polygon([*upper, *((x, y + size) for x, y in reversed(upper))], fill=fill)


def _lighter(colour: str) -> str:
    """Return a colour mixed with the paper."""
    parts = zip(
        (int(colour[at : at + 2], 16) for at in (1, 3, 5)),
        (int(PAPER[at : at + 2], 16) for at in (1, 3, 5)),
        strict=True,
    )
    return "#" + "".join(f"{(one * 2 + paper * 3) // 5:02x}" for one, paper in parts)
