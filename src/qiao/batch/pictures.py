"""Words of pictures: screenshots of chats, photographed notices. Read by a bounded process, laid out as a person reads.

An optional part: `./qiao ocr` installs it (RapidOCR with its models, Apache-2.0; decision 0040). No picture leaves the
machine and none is kept.
"""

import importlib.util
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from qiao.batch import picture_process as process
from qiao.exceptions import PictureUnreadableError

MEBI = 2**20
MOST_MEMORY = 6 * 1024 * MEBI
"""Of addresses; the models take about 330 MB of real memory."""
MOST_SECONDS = 120
MOST_PIXELS = 40_000_000
LARGEST = 10 * MEBI
SEPARATOR = "---"
LONGEST_NAME = 20
CLOSE, APART, INDENT = 0.5, 1.2, 0.25
"""In heights of a line: between lines of one bubble at most; between a name and its bubble at most; how far a bubble's words stand in."""
FULL = 1.5
ALIKE = 1.4
CENTRED = 0.15
CLOCK = re.compile(
    r"(?:(?:\d{4}[年/-])?\d{1,2}[月/-]\d{1,2}日?|昨天|前天|今天|(?:星期|周)[一二三四五六日天])?\s*"
    r"(?:凌晨|早上|上午|中午|下午|傍晚|晚上)?\s*\d{1,2}[:：]\d{2}"
)
CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")

_one_at_a_time = threading.Lock()
"""A picture takes a core and 330 MB: the next one waits."""


@dataclass(frozen=True)
class Line:
    """Words in a row, in pixels of the picture."""

    left: float
    top: float
    right: float
    bottom: float
    text: str

    @property
    def height(self) -> float:
        """How tall it is."""
        return max(1.0, self.bottom - self.top)


Block = list[Line]


def is_installed() -> bool:
    """Say whether pictures can be read here."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def words_of_picture(name: str, content: bytes) -> str:
    """Return the words of a picture (JPEG, PNG, WebP); messages of a chat parted by lines of ``---``.

    Raises
    ------
    PictureUnreadableError
        When it is no picture, is too large, holds no words, or this part is not installed; it says what to do.
    """
    if not is_installed():
        raise _refused(
            name,
            "这台机器没有装读图的部分。请管理员运行 ./qiao ocr --install 后重启。",
            "this machine cannot read pictures yet. Run ./qiao ocr --install and start it again.",
        )
    if len(content) > LARGEST:
        raise _refused(name, "超过 10 MB。请裁小后再试。", "it is larger than 10 MB; make it smaller.")
    lines, width = _read(name, content)
    words = laid_out(lines, width=width)
    if not words:
        raise _refused(
            name, "没有认出字。请换一张清楚的截图。", "no words were found. Try a clearer picture."
        )
    return words


def _read(name: str, content: bytes) -> tuple[list[Line], int]:
    limits = (MOST_MEMORY, MOST_SECONDS, MOST_PIXELS)
    command = [sys.executable, "-I", process.__file__, *map(str, limits)]
    with _one_at_a_time:
        try:
            done = subprocess.run(  # noqa: S603 - our own file; only numbers go with it
                command, input=content, capture_output=True, timeout=MOST_SECONDS, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise _refused(name, *_sentence(process.TOO_LARGE)) from error
    if done.returncode != process.READ:
        raise _refused(name, *_sentence(done.returncode))
    found = json.loads(done.stdout)
    return [Line(*line) for line in found["lines"]], found["width"]


def _sentence(code: int) -> tuple[str, str]:
    known = {
        process.UNREADABLE: (
            "不是能打开的图片，或已损坏。可用：JPEG、PNG、WebP。",
            "it is no picture that opens, or damaged. Use JPEG, PNG or WebP.",
        ),
        process.TOO_MANY_PIXELS: (
            "超过 4000 万像素。请裁成几张。",
            "it has more than 40 million pixels. Cut it into several.",
        ),
    }
    return known.get(
        code,
        ("太大，没有读完。请裁成几张再试。", "it is too large to be read. Cut it into several."),
    )


def _refused(name: str, zh: str, en: str) -> PictureUnreadableError:
    return PictureUnreadableError(path=name, reason_zh=zh, reason_en=en)


def laid_out(lines: Iterable[Line], *, width: float) -> str:
    """Return lines as text: bubbles of a chat as messages with their names, else paragraphs.

    A small line above words that stand further in is the name of who speaks; a moment in the middle belongs to what
    comes below it. Without any name it is no chat, and paragraphs are parted by an empty line.
    """
    blocks = _blocks(_rows(lines))
    said: list[str] = []
    name, before, is_chat = "", "", False
    for place, block in enumerate(blocks):
        follows = blocks[place + 1] if place + 1 < len(blocks) else None
        words = _words(block)
        if _is_moment(block, words, width):
            before = words
        elif follows and not name and _is_name(block, words, follows):
            name, is_chat = words, True
        else:
            spoken = f"{name}：{words}" if name else words
            said.append(f"{before}\n{spoken}" if before else spoken)
            name = before = ""
    said += [left for left in (before, name) if left]
    return (f"\n{SEPARATOR}\n" if is_chat else "\n\n").join(said)


def _rows(lines: Iterable[Line]) -> list[Line]:
    """Return pieces that stand side by side as one line, from top to bottom."""
    rows: list[Block] = []
    for line in sorted(lines, key=lambda one: (one.top + one.bottom, one.left)):
        middle = (line.top + line.bottom) / 2
        if rows and rows[-1][-1].top < middle < rows[-1][-1].bottom:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_joined(sorted(row, key=lambda one: one.left)) for row in rows]


def _joined(row: Sequence[Line]) -> Line:
    return Line(
        min(one.left for one in row),
        min(one.top for one in row),
        max(one.right for one in row),
        max(one.bottom for one in row),
        " ".join(one.text for one in row),
    )


def _blocks(rows: Iterable[Line]) -> list[Block]:
    """Return rows that stand close below each other together."""
    blocks: list[Block] = []
    for row in rows:
        last = blocks[-1][-1] if blocks else None
        if last and _belongs(last, row):
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return blocks


def _belongs(last: Line, row: Line) -> bool:
    small, tall = sorted((last.height, row.height))
    close = row.top - last.bottom <= CLOSE * tall
    return close and abs(row.left - last.left) < INDENT * tall and tall <= ALIKE * small


def _words(block: Block) -> str:
    """Return a block's words; a line that fills the block goes on in the next."""
    end = max(one.right for one in block)
    text = block[0].text
    for last, row in pairwise(block):
        goes_on = last.right >= end - FULL * last.height
        both = CJK.search(text[-1]) or CJK.search(row.text[0])
        text += ("" if both else " ") + row.text if goes_on else "\n" + row.text
    return text


def _is_moment(block: Block, words: str, width: float) -> bool:
    middle = (block[0].left + block[0].right) / 2
    return len(block) == 1 and bool(CLOCK.fullmatch(words)) and abs(middle - width / 2) <= CENTRED * width


def _is_name(block: Block, words: str, follows: Block) -> bool:
    line, below = block[0], follows[0]
    return (
        len(block) == 1
        and len(words) <= LONGEST_NAME
        and below.top - line.bottom <= APART * line.height
        and below.left - line.left >= INDENT * line.height
        and below.left < line.left + 3 * line.height
    )
