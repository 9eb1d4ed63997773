"""Telephone numbers of a public notice: short service numbers and extensions too."""

import re

from qiao.engines.extraction.phones import find_phones
from qiao.engines.extraction.readings import PhoneKind, Span

_SERVICE = re.compile(
    r"(?<![\d\-*])(?P<number>9[56]\d{3,4}|1[012]\d{3}|400[ \-]?\d{3,4}[ \-]?\d{3,4}|800[ \-]?\d{3,4}[ \-]?\d{3,4})(?![\d*])"
)
_RINGING = re.compile(
    r"(?:热线|电话|客服|拨打|致电|专线|联系|咨询|通过|呼叫)[^\d\n。;]{0,12}$|[/、;和或]\s?$"
)
_MASKED_LANDLINE = re.compile(r"(?<!\d)\(?0\d{2,3}\)?[ \-]{0,2}\*{3,4}\d{3,4}(?!\d)")
_DASHED_LANDLINE = re.compile(r"(?<!\d)\(?0\d{2,3}\)?\s?[-—–_]{1,2}\s?[2-8]\d{6,7}(?!\d)")
_EXTENSION = re.compile(r"\s?\(?(?:分机号?|转)[: ]?(?P<number>\d{2,6})\)?")

Contact = tuple[int, int, str, PhoneKind]


def notice_contacts(text: str) -> list[Contact]:
    """Return the numbers to ring, each once, in order of their place."""
    found: list[Contact] = [(phone.start, phone.end, phone.number, phone.kind) for phone in find_phones(text)]
    for pattern, kind in ((_DASHED_LANDLINE, PhoneKind.LANDLINE), (_MASKED_LANDLINE, PhoneKind.MASKED)):
        found += [
            (one.start(), one.end(), _digits(one[0]), kind)
            for one in pattern.finditer(text)
            if _is_free(found, one.span())
        ]
    for one in _SERVICE.finditer(text):
        rings = _RINGING.search(text[max(0, one.start() - 24) : one.start()])
        if rings and _is_free(found, one.span()):
            found.append((one.start(), one.end(), _digits(one[0]), PhoneKind.SERVICE))
    for _, end, _, _ in tuple(found):
        extension = _EXTENSION.match(text, end)
        if extension:
            found.append((*extension.span("number"), extension["number"], PhoneKind.LANDLINE))
    each: dict[str, Contact] = {}
    for contact in sorted(found):
        each.setdefault(contact[2], contact)
    return list(each.values())


def _is_free(found: list[Contact], span: Span) -> bool:
    return all(span[1] <= start or end <= span[0] for start, end, _, _ in found)


def _digits(number: str) -> str:
    return re.sub(r"[^\d*]", "", number)
