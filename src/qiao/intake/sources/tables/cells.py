"""One cell by its column: an amount with its kind, a day, a direction. Each says how it was read."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from qiao.engines.extraction import Lexicon, QuantityKind, read
from qiao.intake.sources.tables.cleaning import clean
from qiao.intake.sources.tables.plan import Direction

LARGEST = 10**9
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(36_526, 60_000)  # 2000 to 2064
LONGEST_AMOUNT = 80

_PLAIN = re.compile(r"^(\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?\s*([\u4e00-\u9fff]{1,3}|[A-Za-z]{1,5})?$")
_SIGNED = re.compile(r"^[-−–+±]\s*[\d.]")
_STRANGE = re.compile(
    r"^(?:nan|[-+]?inf(?:inity)?|[\d.]+e[-+]?\d+|true|false|#\w+[!?]?|0x[0-9a-f]+)$", re.IGNORECASE
)
_OPEN = re.compile(
    r"^(?:不限|不限量|数量不限|越多越好|多多益善|长期需要?|长期需求|有多少要多少|unlimited|any)$",
    re.IGNORECASE,
)
_UNKNOWN = re.compile(
    r"^(?:若干|一批|大量|少量|许多|一些|急需|紧缺|待定|未知|不详|/|-+|—+|n/?a|null|none)$", re.IGNORECASE
)
_NONE = re.compile(r"^(?:0+(?:\.0+)?|无|不需要|不缺|没有|零)$")
_LONG_DIGITS = re.compile(r"\d{12,}")
_WORD_UNITS = frozenset("万千百亿")


@dataclass(frozen=True)
class Amount:
    """A quantity as understood. `code` names what is doubtful; a refused amount carries no number."""

    kind: QuantityKind
    quantity: int | None = None
    quantity_max: int | None = None
    unit: str = ""
    code: str = ""
    is_refused: bool = False

    @property
    def words(self) -> str:
        """Return the amount in one line: 50,000, ≥200只, 不限量."""
        if self.quantity is None:
            return {"OPEN": "不限量", "NONE": "不需要"}.get(str(self.kind), "未知")
        if self.kind is QuantityKind.RANGE:
            most = f"–{self.quantity_max:,}" if self.quantity_max else ""
            return f"{'' if most else '≥'}{self.quantity:,}{most}{self.unit}"
        return f"{self.quantity:,}{self.unit}"


UNREAD = Amount(QuantityKind.UNKNOWN, code="quantity_not_read")
REFUSED = Amount(QuantityKind.UNKNOWN, code="quantity_invalid", is_refused=True)


def read_amount(
    text: str, unit: str, lexicon: Lexicon, *, open_marks: frozenset[str] = frozenset()
) -> Amount:
    """Understand a quantity cell and the unit cell beside it. Unknown is never 0, never 1."""
    plain, beside = clean(text), clean(unit)
    if not plain:
        return Amount(QuantityKind.UNKNOWN, unit=beside, code="quantity_empty")
    if plain in open_marks or _OPEN.match(plain):
        return Amount(QuantityKind.OPEN)
    if _NONE.match(plain):
        return Amount(QuantityKind.NONE)
    if _STRANGE.match(plain) or _SIGNED.match(plain) or _LONG_DIGITS.search(plain.replace(",", "")):
        return REFUSED
    if _UNKNOWN.match(plain):
        return Amount(QuantityKind.UNKNOWN, unit=beside)
    return _counted(plain, beside, lexicon) if len(plain) <= LONGEST_AMOUNT else UNREAD


def _counted(plain: str, beside: str, lexicon: Lexicon) -> Amount:
    found = _PLAIN.match(plain)
    if found and (found[2] or "")[:1] not in _WORD_UNITS:
        quantity, own = int(found[1].replace(",", "")), found[2] or ""
        code = "unit_twice" if own and beside and own != beside else ""
        amount = Amount(QuantityKind.EXACT, quantity, unit=own or beside, code=code)
    else:
        amount = _by_engine(plain, "" if re.search(r"[^\W\d]\W*$", plain) else beside, lexicon)
        if not amount.unit:
            amount = Amount(amount.kind, amount.quantity, amount.quantity_max, beside, amount.code)
    if max(amount.quantity or 0, amount.quantity_max or 0) > LARGEST:
        return REFUSED
    return amount


def _by_engine(plain: str, unit: str, lexicon: Lexicon) -> Amount:
    """Let the extraction engine read what is no plain number: 2万只, 50箱(*1000), 200-300套, 至少50台."""
    for reading in read(f"急需口罩{plain}{unit}", lexicon):
        for one in reading.items:
            if one.quantity_span is None and one.quantity is None:
                continue
            size = one.pack.size if one.pack else 1
            low = one.quantity * size if one.quantity is not None else None
            high = one.quantity_max * size if one.quantity_max is not None else None
            word = (one.pack.unit if one.pack else one.unit) or ""
            if low == 0:
                return Amount(QuantityKind.NONE)
            if low is None and one.quantity_kind in {QuantityKind.EXACT, QuantityKind.RANGE}:
                return UNREAD
            code = "" if low is None or _digits(plain) or size > 1 else "quantity_in_words"
            return Amount(one.quantity_kind, low, high, word, code)
    return UNREAD


def _digits(text: str) -> bool:
    return any(c.isdigit() for c in text)


@dataclass(frozen=True)
class Day:
    """A day as understood; `is_read` where it is not simply written, `code` where it is doubtful."""

    day: date | None
    is_read: bool = False
    code: str = ""


_YMD = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_COMPACT = re.compile(r"^(20\d{2})(\d{2})(\d{2})$")
_MD = re.compile(r"(?<!\d)(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?(?!\d)")


def read_day(text: str, *, year: int | None) -> Day:
    """Understand a day: 2020-01-31, 2020年1月31日, the serial 43861, 1月31日 in the year of the crisis."""
    plain = clean(text)
    if plain.isdigit() and int(plain[:6]) in SERIALS and len(plain) <= len("43861"):
        return Day(EXCEL_EPOCH + timedelta(days=int(plain)), is_read=True)
    compact = _COMPACT.match(plain)
    whole = [compact.groups()] if compact else _YMD.findall(plain)
    if whole:
        days = [day for parts in whole if (day := _day(*map(int, parts)))]
        return Day(max(days), is_read=len(whole) > 1) if days else Day(None, code="date_not_read")
    short = [day for parts in _MD.findall(plain) if year and (day := _day(year, *map(int, parts)))]
    return Day(max(short), is_read=True) if short else Day(None, code="date_not_read")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_NEED = re.compile(r"^(?:需求|求助|需要|缺|求|need|request)", re.IGNORECASE)
_OFFER = re.compile(r"^(?:捐赠|捐|提供|供应|可供|资源|供|offer|supply|donat)", re.IGNORECASE)
_INFO = re.compile(r"^(?:信息|情况|发放|分配|使用|info|distribut)", re.IGNORECASE)


def read_direction(text: str) -> Direction | None:
    """Understand a cell that says which way the row goes."""
    plain = clean(text)
    for pattern, direction in ((_NEED, Direction.NEED), (_OFFER, Direction.OFFER), (_INFO, Direction.INFO)):
        if pattern.match(plain):
            return direction
    return None
