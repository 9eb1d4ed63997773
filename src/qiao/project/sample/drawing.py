"""A drawing of our own in place of a photograph: goods handed over at a ferry. Invented, and says so in the picture."""

import io
import math
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from qiao.batch.book import FONTS

SIZE = (1500, 1000)
FINE = 2
"""Drawn so many times larger and then made small, so that edges are smooth."""
FONT = FONTS / "NotoSansSC-part.ttf"
GPS_IFD = 0x8825
Colour = tuple[int, int, int]

PAPER, SKY, SUN = (244, 241, 233), (203, 222, 222), (240, 214, 170)
HILLS: tuple[Colour, ...] = ((158, 187, 184), (112, 152, 150), (70, 118, 118))
WATER, FOAM, BANK = (92, 142, 150), (168, 200, 203), (176, 158, 122)
ACCENT, WARM, INK = (14, 90, 96), (138, 75, 18), (29, 42, 47)
CARTON, TAPE, VEST = (201, 164, 108), (158, 120, 66), (212, 96, 38)


def drawing(label: str) -> bytes:
    """Return the drawing as a JPEG a camera might have made: it holds a place, which the gate takes out.

    Parameters
    ----------
    label
        What stands in the corner of the picture.
    """
    picture = Image.new("RGB", (SIZE[0] * FINE, SIZE[1] * FINE), PAPER)
    pen = _Pen(ImageDraw.Draw(picture))
    _land(pen)
    _ferry(pen)
    _lorry(pen)
    _people(pen)
    small = picture.resize(SIZE, Image.Resampling.LANCZOS)
    _sign(small, label)
    exif = Image.Exif()
    exif.get_ifd(GPS_IFD)[1] = "N"
    exif.get_ifd(GPS_IFD)[2] = (30.0, 44.0, 6.0)
    made = io.BytesIO()
    small.save(made, "JPEG", quality=88, exif=exif)
    return made.getvalue()


class _Pen:
    """Draws in the units of the small picture."""

    def __init__(self, draw: ImageDraw.ImageDraw) -> None:
        self.draw = draw

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: Colour, *, round_: int = 0
    ) -> None:
        at = [value * FINE for value in (left, top, right, bottom)]
        self.draw.rounded_rectangle(at, radius=round_ * FINE, fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        at = [value * FINE for value in (x - radius, y - radius, x + radius, y + radius)]
        self.draw.ellipse(at, fill=fill)

    def shape(self, points: Sequence[tuple[float, float]], fill: Colour) -> None:
        self.draw.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)

    def line(self, points: Sequence[tuple[float, float]], fill: Colour, width: float) -> None:
        at = [(x * FINE, y * FINE) for x, y in points]
        self.draw.line(at, fill=fill, width=round(width * FINE), joint="curve")


def _land(pen: _Pen) -> None:
    wide, high = SIZE
    for band in range(40):
        share = band / 40
        mixed = tuple(round(a + (b - a) * share) for a, b in zip(SKY, PAPER, strict=True))
        pen.box(0, band * 11, wide, band * 11 + 12, (mixed[0], mixed[1], mixed[2]))
    pen.disc(1180, 170, 62, SUN)
    for at, colour in enumerate(HILLS):
        base, tall, long = 330 + at * 62, 70 - at * 12, 210.0 + at * 70
        ridge = [
            (x, base - tall * math.sin(x / long + at * 1.7) - 18 * math.sin(x / 47.0 + at))
            for x in range(0, wide + 20, 20)
        ]
        pen.shape([*ridge, (wide, high), (0, high)], colour)
    pen.box(0, 520, wide, high, WATER)
    for row in range(11):
        y = 545 + row * 22
        for start in range(-80 + (row % 3) * 90, wide, 290):
            wave = [(start + x, y + 3 * math.sin(x / 14)) for x in range(0, 120, 8)]
            pen.line(wave, FOAM, 2.5)
    bank = [(x, 770 - 16 * math.sin(x / 190.0)) for x in range(0, wide + 20, 20)]
    pen.shape([*bank, (wide, high), (0, high)], BANK)


def _ferry(pen: _Pen) -> None:
    pen.shape([(120, 655), (610, 655), (570, 725), (165, 725)], ACCENT)
    pen.box(120, 645, 610, 660, INK)
    pen.box(180, 560, 290, 646, PAPER, round_=6)
    pen.box(196, 578, 232, 612, WATER, round_=3)
    pen.box(242, 578, 276, 612, WATER, round_=3)
    pen.box(226, 505, 234, 560, INK)
    pen.shape([(234, 506), (290, 520), (234, 536)], WARM)
    for row, count in ((0, 4), (1, 3), (2, 1)):
        for one in range(count):
            _carton(pen, 330 + one * 62 + row * 31, 646 - row * 46)
    pen.shape([(600, 690), (742, 772), (742, 786), (588, 704)], WARM)


def _carton(pen: _Pen, left: float, bottom: float) -> None:
    pen.box(left, bottom - 44, left + 58, bottom, CARTON, round_=3)
    pen.box(left + 25, bottom - 44, left + 33, bottom, TAPE)
    pen.box(left, bottom - 30, left + 58, bottom - 27, TAPE)


def _lorry(pen: _Pen) -> None:
    pen.box(960, 610, 1290, 800, ACCENT, round_=8)
    pen.box(972, 622, 1278, 690, PAPER, round_=4)
    pen.shape([(1296, 668), (1378, 668), (1422, 736), (1422, 800), (1296, 800)], WARM)
    pen.shape([(1316, 684), (1370, 684), (1400, 734), (1316, 734)], SKY)
    pen.box(950, 796, 1430, 816, INK, round_=4)
    for x in (1030, 1110, 1360):
        pen.disc(x, 822, 38, INK)
        pen.disc(x, 822, 16, PAPER)
    for one in range(2):
        _carton(pen, 894 - one * 66, 830)
    _carton(pen, 861, 784)


def _people(pen: _Pen) -> None:
    for x, y, carries in ((620, 800, True), (770, 836, True), (500, 905, False), (660, 940, False)):
        pen.line([(x - 12, y), (x - 14, y + 62)], INK, 15)
        pen.line([(x + 12, y), (x + 15, y + 62)], INK, 15)
        pen.box(x - 27, y - 86, x + 27, y + 10, VEST, round_=16)
        pen.box(x - 27, y - 40, x + 27, y - 30, PAPER)
        pen.disc(x, y - 112, 22, (222, 184, 150))
        pen.shape([(x - 26, y - 116), (x - 14, y - 140), (x + 14, y - 140), (x + 26, y - 116)], ACCENT)
        if carries:
            _carton(pen, x + 8, y - 22)
        else:
            pen.line([(x + 20, y - 68), (x + 62, y - 92)], VEST, 15)


def _sign(picture: Image.Image, label: str) -> None:
    font = ImageFont.truetype(str(FONT), 34)
    draw = ImageDraw.Draw(picture)
    left, top, right, bottom = draw.textbbox((0, 0), label, font=font)
    wide, high = right - left, bottom - top
    x, y = SIZE[0] - wide - 48, SIZE[1] - high - 46
    draw.rounded_rectangle((x - 18, y - 12, x + wide + 18, y + high + 16), radius=6, fill=PAPER)
    draw.text((x - left, y - top), label, font=font, fill=WARM)
