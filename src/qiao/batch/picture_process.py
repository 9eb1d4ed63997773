"""Reads the words of one picture in a process of its own, within bounds; run as a file: picture on stdin, JSON on stdout.

The models lie in the package that is installed; nothing is fetched. A long screenshot is read in windows that overlap,
for a page shrunk to fit would lose its letters. Each line is [left, top, right, bottom, text] in pixels of the picture.
"""

import io
import json
import sys
from typing import Any

from qiao.batch.bounded import bound

WIDEST = 1440
WINDOW, OVERLAP = 1600, 240
LEAST_SCORE = 0.5

READ = 0
UNREADABLE, TOO_MANY_PIXELS, TOO_LARGE = range(40, 43)
"""How it went; none of the numbers with which Python or the system ends a process by itself."""
KINDS = ("JPEG", "PNG", "WEBP")

Line = tuple[float, float, float, float, str]


def windows(height: int) -> list[tuple[int, int, int, int]]:
    """Return (begin, end, first, last): what is read, and between which heights a line's middle counts there."""
    cut = []
    begin = 0
    while True:
        end = min(height, begin + WINDOW)
        first = begin + OVERLAP // 2 if begin else 0
        last = end - OVERLAP // 2 if end < height else height
        cut.append((begin, end, first, last))
        if end == height:
            return cut
        begin = end - OVERLAP


def read_lines(image: Any, engine: Any) -> list[Line]:
    """Return the lines of a picture, window by window."""
    lines: list[Line] = []
    for begin, end, first, last in windows(image.height):
        found = engine(image.crop((0, begin, image.width, end)))
        if found.boxes is None:
            continue
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
            across, down = [float(x) for x, _ in box], [float(y) + begin for _, y in box]
            middle = (min(down) + max(down)) / 2
            if first <= middle < last + (last == image.height) and score >= LEAST_SCORE and text.strip():
                lines.append((min(across), min(down), max(across), max(down), text.strip()))
    return lines


def make_engine() -> Any:
    """Return the reader, quiet and with two threads at most."""
    from rapidocr import RapidOCR

    quiet = {
        "Global.log_level": "critical",
        "EngineConfig.onnxruntime.intra_op_num_threads": 2,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    return RapidOCR(params=quiet)


def main(arguments: list[str]) -> int:
    """Read a picture from stdin; return how it went."""
    from PIL import Image, ImageOps

    memory, seconds, most_pixels = map(int, arguments)
    bound(memory, seconds)
    Image.MAX_IMAGE_PIXELS = None  # the bound is ours, and looked at before anything is unpacked
    try:
        image = Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=KINDS)
        if image.width * image.height > most_pixels:
            return TOO_MANY_PIXELS
        plain = ImageOps.exif_transpose(image).convert("RGB")
        if plain.width > WIDEST:
            plain = plain.resize((WIDEST, max(1, round(plain.height * WIDEST / plain.width))))
        lines = read_lines(plain, make_engine())
    except MemoryError:
        return TOO_LARGE
    except Exception:  # noqa: BLE001 - whatever a damaged file provokes, one sentence answers it
        return UNREADABLE
    sys.stdout.write(json.dumps({"width": plain.width, "lines": lines}) + "\n")
    return READ


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
