"""Numbers to which money could be sent: found in any disguise, so that a person looks before anybody pays."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from qiao.engines.extraction.normal import NormalText, normalise
from qiao.engines.extraction.readings import Span

_CHINESE_DIGITS = str.maketrans("零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖幺两", "0012345678912345678912")
_RUN = re.compile(r"\d(?:[ \-_.·,，、/]{0,2}\d){11,22}")
_PARTING = re.compile(r"\D")
_PARTS = re.compile(r"\d+")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_CARD_DIGITS = range(13, 20)
_ACCOUNT_DIGITS = range(8, 24)
_LUHN_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10x98765432"
_ID_DIGITS = 18
_MONEY = (
    r"支\s*付\s*宝|财付通|微信(?:收款|转账|支付)|alipay|paypal|银行|开户行?|户名|卡号|收款|付款|打款|汇款|转账|捐款账[号户]"
    r"|账\s*[号户]|帐\s*[号户]|对公|bank account|account no|card no"
)
_NAMED = re.compile(rf"(?:{_MONEY})[^\d\n]{{0,16}}?(?P<id>\d(?:[ \-]?\d){{7,22}}|[a-z0-9][\w.\-]*@[\w.\-]+)")
_CODE = re.compile(
    r"(?:收款|付款|转账|支付|赞赏|捐款|打款)\s*(?:二维)?码|扫码(?:支付|付款|转账|捐款|打款)|pay(?:ment)? qr"
)


class AccountKind(StrEnum):
    """What a stretch of text could be used for."""

    CARD = "CARD"
    ACCOUNT = "ACCOUNT"
    CODE = "CODE"


@dataclass(frozen=True, slots=True)
class AccountReading:
    """A stretch that could take money, with its characters in the original text. The number is not kept."""

    kind: AccountKind
    span: Span


def find_accounts(text: str) -> tuple[AccountReading, ...]:
    """Return the bank cards, accounts and paying codes a text names, in order of their characters.

    Full width, blanks, dashes, zero-width characters and Chinese numerals do not hide a number. A card is a run
    of 13 to 19 digits with a right Luhn check digit which is no identity card number; an account is a number or
    an address that stands just behind a word for paying.

    Parameters
    ----------
    text
        The message as it came in.

    Returns
    -------
    tuple[AccountReading, ...]
        Without overlaps; a card goes before an account on the same characters.

    References
    ----------
    ISO/IEC 7812-1 Annex B (Luhn); GB 11643-1999 (identity card number).

    """
    normal = normalise(text)
    plain = normal.text.translate(_CHINESE_DIGITS)
    found: list[AccountReading] = []
    for one in (*_cards(plain, normal), *_named(normal), *_codes(normal)):
        if all(one.span[1] <= other.span[0] or other.span[1] <= one.span[0] for other in found):
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.span))


def _cards(plain: str, normal: NormalText) -> Iterator[AccountReading]:
    for run in _RUN.finditer(plain):
        parts = [(run.start() + part.start(), run.start() + part.end()) for part in _PARTS.finditer(run[0])]
        # A card is the whole run, or all of it but another number that stands just before or behind it.
        for within in (parts, parts[:-1], parts[1:]):
            if within and _is_card([plain[start:end] for start, end in within]):
                yield AccountReading(AccountKind.CARD, normal.span(within[0][0], within[-1][1]))
                break


def _is_card(parts: list[str]) -> bool:
    digits = "".join(parts)
    has_mobile = any(_MOBILE.fullmatch(part) for part in parts)
    return len(digits) in _CARD_DIGITS and _is_luhn(digits) and not (has_mobile or _is_identity(digits))


def _named(normal: NormalText) -> Iterator[AccountReading]:
    for one in _NAMED.finditer(normal.text):
        digits = _PARTING.sub("", one["id"])
        if "@" in one["id"] or len(digits) in _ACCOUNT_DIGITS:
            yield AccountReading(AccountKind.ACCOUNT, normal.span(*one.span("id")))


def _codes(normal: NormalText) -> Iterator[AccountReading]:
    for one in _CODE.finditer(normal.text):
        yield AccountReading(AccountKind.CODE, normal.span(*one.span()))


def _is_luhn(digits: str) -> bool:
    if len(set(digits)) == 1:
        return False
    total = sum(
        _LUHN_DOUBLED[int(digit)] if place % 2 else int(digit) for place, digit in enumerate(reversed(digits))
    )
    return total % 10 == 0


def _is_identity(digits: str) -> bool:
    if len(digits) != _ID_DIGITS:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(digits[:-1], _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11] == digits[-1]
