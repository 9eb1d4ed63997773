"""Cells of needs and offers as people write them: amounts with their kind, days with and without a year."""

import re
import unicodedata
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from qiao.engines.extraction import QuantityKind
from qiao.engines.extraction.numerals import parse_numeral
from qiao.engines.extraction.packs import take_packs
from qiao.engines.extraction.quantities import find_quantities, find_uncounted

LARGEST = 2**40
BEIJING = timezone(timedelta(hours=8))
FORMULA = "=@"
"""What begins so is a formula of a spreadsheet and no quantity."""
NO_YEAR = re.compile(r"(\d{1,2})(?:月|[-/.])(\d{1,2})(?:日|号)?(?:\s*(\d{1,2})[:时点](\d{1,2})?分?)?$")


class Amount(NamedTuple):
    """A quantity in base units: its kind, the lower and the upper end, and what a pack holds if it was told."""

    kind: str
    low: int | None
    high: int | None
    pack: int | None


def read_amount(text: str) -> tuple[Amount | None, str]:
    """Return the quantity that a cell tells and its unit; (None, "") where it tells none. Empty is unknown.

    两万只, 1,000, 1000-2000套, 至少50台, 若干, 不限, 50箱(每箱1000只).
    """
    plain = plain_of(text)
    if not plain:
        return Amount("UNKNOWN", None, None, None), ""
    if plain[0] in FORMULA:
        return None, ""
    blanked, packs = take_packs(plain.replace(",", "") if plain.replace(",", "").isdigit() else plain)
    found = next(iter(find_quantities(blanked, 0, len(blanked))), None)
    if found is None or found.kind is QuantityKind.UNKNOWN:
        uncounted = (
            None if any(sign.isdigit() for sign in blanked) else find_uncounted(blanked, 0, len(blanked))
        )
        if uncounted is not None:
            return Amount(uncounted.kind.value, None, None, None), ""
        bounds = parse_numeral(blanked.removesuffix(".0"))
        if bounds is None or bounds[0].denominator != 1 or bounds[0] != bounds[1]:
            return None, ""
        return _within(Amount("EXACT", int(bounds[0]), None, None)), ""
    pack = next((one.pack.size for one in packs if one.box == found.unit), None)
    return _within(Amount(found.kind.value, found.low, found.high, pack)), found.unit or ""


def _within(amount: Amount) -> Amount | None:
    """Return the amount unless it is too large for any store."""
    return (
        None
        if any(end is not None and not 0 <= end <= LARGEST for end in (amount.low, amount.high))
        else amount
    )


def day_without_year(text: str, near: datetime) -> datetime | None:
    """Return 1月31日 or 1.31 in the year that brings it nearest to a moment; None where it is no day."""
    found = NO_YEAR.match(text)
    if found is None:
        return None
    parts = [int(part or 0) for part in found.groups()]
    days = [day for year in (near.year - 1, near.year, near.year + 1) if (day := _moment(year, *parts))]
    return min(days, key=lambda day: abs(day - near), default=None)


def _moment(year: int, month: int, day: int, hour: int, minute: int) -> datetime | None:
    """Return a moment of Beijing; None for a day or an hour that is none."""
    try:
        return datetime(year, month, day, hour, minute, tzinfo=BEIJING)
    except ValueError:
        return None


def times(end: int | None, size: int) -> int | None:
    """Return an end of an interval so many times; None stays None."""
    return None if end is None else end * size


def plain_of(text: object) -> str:
    """Return a text in half-width signs, without invisible ones."""
    normal = unicodedata.normalize("NFKC", str(text if text is not None else ""))
    return "".join(
        sign for sign in normal if unicodedata.category(sign) not in ("Cf", "Cc") or sign == " "
    ).strip()
