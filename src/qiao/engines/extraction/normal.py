"""A message in one spelling, with the way back to the characters it was written in."""

import re
import sys
import unicodedata
from dataclasses import dataclass

from qiao.engines.extraction.readings import Span

# Zero-width, direction and variation marks, the keycap of "1️⃣": nothing a reader sees.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u20e3]")
_FULL_WIDTH_FIRST, _FULL_WIDTH_LAST, _FULL_WIDTH_SHIFT = 0xFF01, 0xFF5E, 0xFEE0
_FULL_WIDTH_COMMA = 0xFF0C
_DRAWN_FIRST, _DRAWN_LAST = 0x1D400, 0x1D6A5
_SAME = {
    "\u3000": " ",
    "\u00a0": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2009": " ",
    "\t": " ",
    "\r": "\n",
    "×": "*",
    "✕": "*",
    "✖": "*",
    "╳": "*",
    "–": "-",
    "﹣": "-",
    "−": "-",
    "〜": "~",
    "∼": "~",
    "⁃": "-",
    "﹕": ":",
    "∶": ":",
    "﹐": "，",
    "〇": "零",
    "○": "零",
    # Private characters are our own marks in the blanked text.
    "\ue000": "□",
    "\ue001": "□",
    "\ue002": "□",
    "\ue003": "□",
    "兩": "两",
    "萬": "万",
    "億": "亿",
}


def _table() -> dict[int, str]:
    """Return the one-to-one table: full width to half, any decimal digit to 0-9, capitals to small."""
    table = {
        code: chr(code - _FULL_WIDTH_SHIFT).lower()
        for code in range(_FULL_WIDTH_FIRST, _FULL_WIDTH_LAST + 1)
        # The full-width comma parts a list; the half-width one may stand inside a number.
        if code != _FULL_WIDTH_COMMA
    }
    table |= {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
    table |= {ord(char): same for char, same in _SAME.items()}
    for code in range(sys.maxunicode + 1):
        digit = unicodedata.decimal(chr(code), None)
        if digit is not None and code > ord("9"):
            table[code] = str(digit)
    # 𝐍𝟗𝟓: letters drawn for formulas, which telephones offer as "fonts".
    for code in range(_DRAWN_FIRST, _DRAWN_LAST + 1):
        plain = unicodedata.normalize("NFKC", chr(code)).lower()
        if len(plain) == 1 and plain.isalpha() and plain.isascii():
            table[code] = plain
    return table


_TABLE = _table()


@dataclass(frozen=True, slots=True)
class NormalText:
    """A normalised text; ``offsets`` is None when each character stands where it stood."""

    original: str
    text: str
    offsets: tuple[int, ...] | None

    def span(self, start: int, end: int) -> Span:
        """Return the span in the original text of the normalised characters [start, end)."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1

    def written(self, start: int, end: int) -> str:
        """Return the characters as they were written, without the invisible ones."""
        if self.offsets is None:
            return self.original[start:end]
        return "".join(self.original[offset] for offset in self.offsets[start:end])


def normalise(text: str) -> NormalText:
    """Return *text* in one spelling, each character mapped to one, invisible ones left out.

    Parameters
    ----------
    text
        The message as it came in.

    Returns
    -------
    NormalText
        Full-width letters, digits and signs are half-width (but not the comma), letters are small,
        decimal digits of any script are 0-9.
    """
    plain = text.translate(_TABLE)
    if not _INVISIBLE.search(plain):
        return NormalText(text, plain, None)
    kept = [(offset, char) for offset, char in enumerate(plain) if not _INVISIBLE.match(char)]
    return NormalText(text, "".join(char for _, char in kept), tuple(offset for offset, _ in kept))
