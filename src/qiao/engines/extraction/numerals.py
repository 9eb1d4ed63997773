"""Arabic, Chinese and mixed numerals: 1.5万, 两千三, 一万五, 两三百, 百十, 几十, 壹佰."""

import re
from fractions import Fraction
from functools import lru_cache

_DIGITS = {
    "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9, "俩": 2, "仨": 3,
}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_LETTERS = {"k": 1000, "w": 10_000}
_TEN = 10
_REMEMBERED = 4096
LONGEST_NUMERAL = 30
"""Longer runs of digit signs are no number anybody means; reading them would cost time by their square."""

# 几 and 数 stand for a digit that the writer did not count.
_FEW_LOW, _FEW_HIGH = 2, 9
_ABOUT_A_HUNDRED = (100, 110)

_ARABIC = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,{LONGEST_NUMERAL}}})(?:\.\d{{1,{LONGEST_NUMERAL}}})?"
_CHINESE = "零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
NUMERAL = (
    rf"(?:\d{{1,{LONGEST_NUMERAL}}}\s?(?:万\s?\d千|千\s?\d百)|{_ARABIC}\s?(?:[十百千]?[万亿]|[百千]|[kw](?![a-z0-9]))?|百十|"
    rf"(?:好?几|数)[十百千万亿]{{1,2}}|十几|几|[{_CHINESE}]{{1,{LONGEST_NUMERAL}}}|俩|仨)"
)
_MIXED = re.compile(rf"({_ARABIC})\s?([十百千万亿kw]*)")
# 1万5千, 2千5百: a numeral in two parts.
_TWO_PARTS = re.compile(r"(\d+)\s?([万千])\s?(\d)([千百])")
_NEIGHBOURS = re.compile(
    r"([一二两三四五六七八九])([二三四五六七八九])([十百千万亿]+)|([一二三四五六七八])([二三四五六七八九])"
)


def _scale(letters: str) -> int:
    scale = 1
    for letter in letters:
        scale *= _TENS.get(letter) or _MYRIADS.get(letter) or _LETTERS[letter]
    return scale


def _below_myriad(text: str) -> int | None:
    """Return the value of a Chinese numeral below 万, or None; 三百五 is 350, 二零二零 is 2020."""
    total, digit, last = 0, 0, 1
    for place, char in enumerate(text):
        if char in _TENS:
            last = _TENS[char]
            total += (digit or 1) * last
            digit = 0
        elif char in _DIGITS:
            if place and digit and text[place - 1] in _DIGITS:
                return _digit_by_digit(text)
            digit = _DIGITS[char]
            if char == "零":
                last = _TEN
        else:
            return None
    tail_is_short = digit and len(text) > 1 and last > _TEN and text[-2] in _TENS
    return total + (digit * last // _TEN if tail_is_short else digit)


def _digit_by_digit(text: str) -> int | None:
    if any(char not in _DIGITS for char in text):
        return None
    return int("".join(str(_DIGITS[char]) for char in text))


def _chinese(text: str) -> int | None:
    """Return the value of a Chinese numeral; 一万五 is 15000."""
    for myriad in ("亿", "万"):
        head, sign, tail = text.rpartition(myriad)
        if not sign:
            continue
        high = _chinese(head) if head else 1
        low = _chinese(tail) if tail else 0
        if high is None or low is None:
            return None
        if len(tail) == 1 and tail in _DIGITS:
            low *= _MYRIADS[myriad] // _TEN
        return high * _MYRIADS[myriad] + low
    return _below_myriad(text)


def _uncounted(text: str) -> tuple[int, int] | None:
    """Return the bounds of 几十, 数百, 十几, 几, 百十, or None for a numeral that counts."""
    if text == "百十":
        return _ABOUT_A_HUNDRED
    if text == "十几":
        return _TEN + 1, _TEN + _FEW_HIGH
    bare = text.removeprefix("好")
    if bare[:1] in {"几", "数"}:
        return _FEW_LOW * _scale(bare[1:]), _FEW_HIGH * _scale(bare[1:])
    return None


def _neighbours(text: str) -> tuple[int, int] | None:
    """Return the bounds of 两三百 and 三五个: two digits beside each other, the first the smaller."""
    found = _NEIGHBOURS.fullmatch(text)
    if not found:
        return None
    first, second, scale = found[1] or found[4], found[2] or found[5], found[3] or ""
    low, high = _DIGITS[first] * _scale(scale), _DIGITS[second] * _scale(scale)
    return (low, high) if low < high else None


@lru_cache(maxsize=_REMEMBERED)
def parse_numeral(text: str) -> tuple[Fraction, Fraction] | None:
    """Return the lowest and the highest value a numeral stands for.

    Parameters
    ----------
    text
        A numeral as matched by ``NUMERAL``, in normalised characters.

    Returns
    -------
    tuple of Fraction or None
        Equal bounds for a counted numeral, different ones for 两三百 or 几十; None when the
        characters are no number, or too many to be one.
    """
    if len(text) > LONGEST_NUMERAL:
        return None
    parts = _TWO_PARTS.fullmatch(text)
    if parts:
        value = Fraction(int(parts[1]) * _scale(parts[2]) + int(parts[3]) * _scale(parts[4]))
        return value, value
    arabic = _MIXED.fullmatch(text)
    if arabic:
        value = Fraction(arabic[1].replace(",", "")) * _scale(arabic[2])
        return value, value
    bounds = _uncounted(text) or _neighbours(text)
    if bounds:
        return Fraction(bounds[0]), Fraction(bounds[1])
    counted = _chinese(text)
    return None if counted is None else (Fraction(counted), Fraction(counted))
