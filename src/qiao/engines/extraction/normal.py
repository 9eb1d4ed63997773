"""A message in one spelling, with the way back to the characters it was written in."""

import re
import unicodedata
from dataclasses import dataclass

from qiao.engines.extraction.readings import Span

# Zero-width, direction and variation marks, the keycap of "1️⃣": nothing a reader sees.
_UNSEEN = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u20e3"
_INVISIBLE = re.compile(f"[{_UNSEEN}]+")
_KEYCAP_SIGN = "\u20e3"
# 2️⃣ numbers a line, as ② does; a row of keycaps is a number.
_KEYCAP = re.compile("(?<![0-9\u20e3\ufe0f])[1-9](?=\ufe0f?\u20e3\ufe0f?(?![0-9]))")
_FULL_WIDTH_FIRST, _FULL_WIDTH_LAST, _FULL_WIDTH_SHIFT = 0xFF01, 0xFF5E, 0xFEE0
_FULL_WIDTH_COMMA = 0xFF0C
_DRAWN_FIRST, _DRAWN_LAST = 0x1D400, 0x1D6A5
_SURROGATE_FIRST, _SURROGATE_LAST = 0xD800, 0xDFFF
_LAST_DIGIT = 0x1FFFF
"""The planes behind the second hold no digits."""
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
    "🈶": "有",
    "🈚": "无",
    "億": "亿",
}


def _same() -> dict[str, str]:
    """Return the one-to-one table: full width to half, any decimal digit to 0-9, capitals to small."""
    same = {
        chr(code): chr(code - _FULL_WIDTH_SHIFT).lower()
        for code in range(_FULL_WIDTH_FIRST, _FULL_WIDTH_LAST + 1)
        # The full-width comma parts a list; the half-width one may stand inside a number.
        if code != _FULL_WIDTH_COMMA
    }
    same |= {chr(code): chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
    for char in map(chr, range(ord("9") + 1, _LAST_DIGIT + 1)):
        if char.isdecimal():
            same[char] = str(unicodedata.decimal(char))
    # 𝐍𝟗𝟓: letters drawn for formulas, which telephones offer as "fonts".
    for char in map(chr, range(_DRAWN_FIRST, _DRAWN_LAST + 1)):
        plain = unicodedata.normalize("NFKC", char).lower()
        if len(plain) == 1 and plain.isalpha() and plain.isascii():
            same[char] = plain
    # Half a surrogate pair, as a broken export leaves it, is no character.
    same |= dict.fromkeys(map(chr, range(_SURROGATE_FIRST, _SURROGATE_LAST + 1)), "□")
    return same | _SAME


_TABLE = _same()
_BASIC = "".join(re.escape(char) for char in _TABLE if char <= "\uffff")
# What has another spelling, or none; of the characters beyond the basic plane each is looked up.
_ODD = re.compile(f"[{_BASIC}{_UNSEEN}\U00010000-\U0010ffff]")


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


def _circled(digit: re.Match[str]) -> str:
    return chr(ord("①") + int(digit[0]) - 1)


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
    odd = _ODD.findall(text)
    if not odd:
        return NormalText(text, text, None)
    plain = _KEYCAP.sub(_circled, text) if _KEYCAP_SIGN in text else text
    for char in set(odd):
        plain = plain.replace(char, _TABLE.get(char, char))
    hidden = _INVISIBLE.search(plain)
    return _without_hidden(text, plain) if hidden else NormalText(text, plain, None)


def _without_hidden(text: str, plain: str) -> NormalText:
    kept: list[str] = []
    offsets: list[int] = []
    last = 0
    for hidden in (*_INVISIBLE.finditer(plain), None):
        start = hidden.start() if hidden else len(plain)
        kept.append(plain[last:start])
        offsets.extend(range(last, start))
        last = hidden.end() if hidden else start
    return NormalText(text, "".join(kept), tuple(offsets))
