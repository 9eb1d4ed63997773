"""A copy of a message that shows no personal data and keeps its length, so that spans hold."""

import re
from collections.abc import Iterable, Iterator

from qiao.engines.extraction.normal import normalise
from qiao.engines.extraction.people import find_contacts
from qiao.engines.extraction.phones import find_phones
from qiao.engines.extraction.readings import Persons, PhoneKind, Reading, Span

MASK = "*"
# Numbers of 11 digits and more (mobile, identity card, bank), also in groups of four.
_LONG_NUMBER = re.compile(r"\d(?:[ \-]?\d){10,}[ \-]?x?|\d{6}\*+\d{3}[\dx]|[a-z]{1,2}\d{7,9}(?!\d)")
_ACCOUNT = re.compile(
    r"(?:微信号?|微\s?信|威信|薇信|v信|加v|vx|wx|wechat|weixin|支付宝|qq|q群|抖音号?|快手号?)(?:号|id|账号|群)?\s?[:是为]?\s{0,2}"
    r"(?P<id>[a-z0-9][\w\-.@]{4,29})",
    re.ASCII,
)
_MAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,64}(?:\.[\w\-]{1,64})+", re.ASCII)
_SHOWN_DIGITS = 3
_TITLED_FROM = re.compile(
    r"护士长|医生|大夫|医师|护士|女士|先生|老师|同学|主任|院长|书记|.长|经理|师傅|大[哥姐]|阿姨|[姐哥总工]$|教授|律师|军医|警官|同志"
)
_PERSONAL_PHONES = {PhoneKind.MOBILE, PhoneKind.MASKED}


def _personal_spans(text: str) -> Iterator[Span]:
    """Yield the spans of the normalised text that must not be read."""
    phones = find_phones(text)
    for phone in phones:
        shown = (
            _SHOWN_DIGITS
            if phone.kind in _PERSONAL_PHONES and text[phone.start : phone.start + 3].isdigit()
            else 0
        )
        yield phone.start + shown, phone.end
    for contact in find_contacts(text, phones):
        # The surname and a title stay: 王** and 王老师 say enough to answer the telephone.
        title = _TITLED_FROM.search(contact.name, 1)
        yield contact.start + 1, contact.start + (title.start() if title else len(contact.name))
    told = [(phone.start, phone.end) for phone in phones]
    for found in _LONG_NUMBER.finditer(text):
        if not any(start <= found.start() and found.end() <= end for start, end in told):
            yield found.span()
    yield from (found.span() for found in _MAIL.finditer(text))
    yield from (found.span("id") for found in _ACCOUNT.finditer(text))


def mask(text: str, readings: Iterable[Reading | Persons] = ()) -> str:
    """Return *text* with telephone numbers, long numbers, accounts and names of contacts starred out.

    Parameters
    ----------
    text
        The message as it came in.
    readings
        What was read of it; the contacts named there are masked wherever their name stands again.

    Returns
    -------
    str
        A text of exactly the same length. Of a mobile number at most the first three digits stay, of
        a name the surname and the title. Landlines are starred out whole.
    """
    normal = normalise(text)
    shown = list(text)
    for start, end in _personal_spans(normal.text):
        if start < end:
            first, last = normal.span(start, end)
            shown[first:last] = MASK * (last - first)
    for name in {contact.name for reading in readings for contact in reading.contacts}:
        title = _TITLED_FROM.search(name, 1)
        hidden = title.start() if title else len(name)
        for found in re.finditer(re.escape(name), text):
            shown[found.start() + 1 : found.start() + hidden] = MASK * (hidden - 1)
    return "".join(shown)
