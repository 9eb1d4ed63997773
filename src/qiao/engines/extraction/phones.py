"""Telephone numbers: mobile, masked, landline and 400; spaced, joined, disguised."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from qiao.engines.extraction.readings import PhoneKind

_MOBILE_DIGITS = 11
_SPOKEN = str.maketrans("零一幺二三四五六七八九壹贰叁肆伍陆柒捌玖", "01123456789123456789")
_SEPARATOR = r"[ \-.·_]?"
_MOBILE = rf"1{_SEPARATOR}[3-9](?:{_SEPARATOR}\d){{9}}"
_PATTERN = re.compile(
    r"(?=[\d(+电热座值])(?:"
    rf"(?<!\d)(?:\+?86[ \-]?)?(?P<twice>1[3-9]\d{{9}}1[3-9]\d{{9}})(?!\d)"
    rf"|(?<![\d.])(?:\+?86[ \-]?)?(?P<mobile>{_MOBILE})(?!\d)"
    r"|(?<!\d)(?<!\d\*)(?<!\d\*\*)(?<!\d\*\*\*)(?<!\d\*\*\*\*)(?P<masked>1[3-9]\d[ \-]?[*x]{4,5}[ \-]?\d{3,4})(?!\d)"
    r"|(?<!\d)(?P<service>[48]00[ \-]?\d{3,4}[ \-]?\d{3,4})(?!\d)"
    r"|(?<!\d)(?P<landline>\(?0\d{2,3}\)?[ \-]{0,2}[2-8]\d{3}[ \-]?\d{3,4})(?![\d*])"
    r"|(?:电话|热线|座机|值班室?)[: ]{0,2}(?P<local>[2-8]\d{6,7})(?!\d))"
)
_DIGIT_WORD = "零一幺二三四五六七八九壹贰叁肆伍陆柒捌玖0-9"
_DISGUISED = re.compile(
    rf"(?<![{_DIGIT_WORD}])[一幺壹1][ \-]?[三四五六七八九叁肆伍陆柒捌玖3-9]"
    rf"(?:[ \-]?[{_DIGIT_WORD}]){{9}}(?![{_DIGIT_WORD}])"
)
_SPOKEN_RUN = re.compile("[零一幺二三四五六七八九壹贰叁肆伍陆柒捌玖]{3}")
# ①⑤④… and ❶❺❹…: signs that stand for a digit but count as none; the letter o for 零.
_CIRCLED = "".join(
    chr(code)
    for first, last in (
        (0x2460, 0x2468), (0x2474, 0x247C), (0x24EA, 0x24EA), (0x24F5, 0x24FD), (0x24FF, 0x24FF), (0x2776, 0x277E),
        (0x2780, 0x2788), (0x278A, 0x2792),
    )
    for code in range(first, last + 1)
)  # fmt: skip
_ANY_DIGIT = rf"[{_DIGIT_WORD}o{_CIRCLED}]"
_PLAIN = {**_SPOKEN, ord("o"): ord("0")} | {ord(sign): str(unicodedata.digit(sign)) for sign in _CIRCLED}
# Between the groups of a hidden number: 154a0000b1234, 154加0000加1234, 154(空)0000.
_HIDDEN = re.compile(
    rf"(?<!{_ANY_DIGIT})(?<![a-z]){_ANY_DIGIT}(?:[ \-.·_*]{{0,2}}(?:[a-z加杠空横点]|\([空横杠]\))?[ \-.·_*]{{0,2}}{_ANY_DIGIT}){{10}}(?!{_ANY_DIGIT})(?![a-z])"
)
_MAY_HIDE = re.compile(
    rf"[{_CIRCLED}]|[\d幺零][o零一幺二三四五六七八九a-z加杠空横(][\d幺零o空横杠一二三四五六七八九]"
)
_DIGIT_RUN = re.compile(rf"{_ANY_DIGIT}+")
_MOBILE_NUMBER = re.compile(r"1[3-9]\d{9}")
# The ways a mobile number is grouped by hand; other groups are lists of quantities.
_GROUPINGS = {(11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (4, 4, 3), (5, 6), (3, 4, 2, 2), (1,) * 11}
_GROUP = re.compile(r"\d+")
_NOT_A_DIGIT = re.compile(r"[^\d*x]")
_KINDS = {
    "mobile": PhoneKind.MOBILE,
    "masked": PhoneKind.MASKED,
    "service": PhoneKind.SERVICE,
    "landline": PhoneKind.LANDLINE,
    "local": PhoneKind.LANDLINE,
}


@dataclass(slots=True)
class FoundPhone:
    """A number in the normalised text; start and end count its characters."""

    number: str
    kind: PhoneKind
    start: int
    end: int


def _written_plainly(text: str) -> Iterator[FoundPhone]:
    for found in _PATTERN.finditer(text):
        name = str(found.lastgroup)
        start, end = found.span(name)
        if name == "twice":
            middle = start + _MOBILE_DIGITS
            yield FoundPhone(text[start:middle], PhoneKind.MOBILE, start, middle)
            yield FoundPhone(text[middle:end], PhoneKind.MOBILE, middle, end)
            continue
        if name == "mobile" and tuple(map(len, _GROUP.findall(found[name]))) not in _GROUPINGS:
            continue
        number = _NOT_A_DIGIT.sub("", found[name]).replace("x", "*")
        yield FoundPhone(number, _KINDS[name], start, end)


def _hidden(text: str) -> Iterator[FoundPhone]:
    """Yield the mobile numbers whose digits were disguised or parted by letters."""
    for found in _HIDDEN.finditer(text):
        groups = tuple(len(run[0]) for run in _DIGIT_RUN.finditer(text, *found.span()))
        number = "".join(run[0] for run in _DIGIT_RUN.finditer(text, *found.span())).translate(_PLAIN)
        if groups in _GROUPINGS and _MOBILE_NUMBER.fullmatch(number):
            yield FoundPhone(number, PhoneKind.MOBILE, *found.span())


def find_phones(text: str) -> list[FoundPhone]:
    """Return the telephone numbers of a normalised text, left to right.

    Numbers told in Chinese digits (幺五四…), in circled ones (①⑤④…), with o for 0, a mix of them, or with
    letters between their groups are read as mobile numbers.
    """
    phones = list(_written_plainly(text))
    disguised: list[FoundPhone] = []
    if _SPOKEN_RUN.search(text):
        disguised += [
            FoundPhone(_NOT_A_DIGIT.sub("", found[0].translate(_SPOKEN)), PhoneKind.MOBILE, *found.span())
            for found in _DISGUISED.finditer(text)
        ]
    if _MAY_HIDE.search(text):
        disguised += _hidden(text)
    for phone in disguised:
        if all(phone.end <= known.start or known.end <= phone.start for known in phones):
            phones.append(phone)
    if disguised:
        phones.sort(key=lambda phone: phone.start)
    return phones
