"""Telephone numbers: mobile, masked, landline and 400; spaced, joined, disguised."""

import re
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
    r"|(?<![\d*])(?P<masked>1[3-9]\d[ \-]?[*x]{4,5}[ \-]?\d{3,4})(?!\d)"
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


@dataclass(frozen=True, slots=True)
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


def find_phones(text: str) -> list[FoundPhone]:
    """Return the telephone numbers of a normalised text, left to right.

    Numbers told in Chinese digits (幺五四…) or a mix of both are read as mobile numbers.
    """
    phones = list(_written_plainly(text))
    if _SPOKEN_RUN.search(text):
        taken = {place for phone in phones for place in range(phone.start, phone.end)}
        phones += [
            FoundPhone(_NOT_A_DIGIT.sub("", found[0].translate(_SPOKEN)), PhoneKind.MOBILE, *found.span())
            for found in _DISGUISED.finditer(text)
            if found.start() not in taken
        ]
        phones.sort(key=lambda phone: phone.start)
    return phones
