"""Bank lines and lists of gifts as people keep them: columns found by their names, rows read, repeats told apart.

Nothing here asks the database or the clock. Two equal lines of one file are two gifts (a hundred yuan from a 王 on one
day is common); a line that another file has as often already is an overlap. A reference number is once.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from qiao.batch.grids import Grid
from qiao.intake.sources.tables.cells import read_day

FEN, TEN_THOUSAND = 100, 10_000
SEARCHED = 20
"""Rows in which the head is looked for."""

LARGEST_FEN = 10**15
MOST_DIGITS = 15


class Column(StrEnum):
    """What a column holds."""

    DAY = "DAY"
    AMOUNT = "AMOUNT"
    IN = "IN"
    OUT = "OUT"
    NAME = "NAME"
    NOTE = "NOTE"
    REFERENCE = "REFERENCE"
    SOURCE = "SOURCE"
    KIND = "KIND"


WORDS = {
    Column.DAY: r"(交易|记账|到账|捐赠|捐款|入账)?(日期|时间)|date",
    Column.AMOUNT: r"(捐赠|捐款|交易|到账)?金额|amount(_cny)?",
    Column.IN: r"(收入|贷方|存入)(发生额|金额)?|credit|paid_in",
    Column.OUT: r"(支出|借方|支取)(发生额|金额)?|debit|paid_out",
    Column.NAME: r"(捐赠|捐款)(人|者|方|单位)(/单位)?|(对方)?户名|对方名称|姓名|donor(_masked|_name)?|payer",
    Column.NOTE: r"备注|附言|摘要|用途|(捐赠|指定|限定)(意向|用途)|note(_masked)?|purpose",
    Column.REFERENCE: r"(交易)?流水号|凭证号|订单号|交易号|reference|transaction_id",
    Column.SOURCE: r"来源(文件)?|source(_file)?",
    Column.KIND: r"捐赠(人|方)类(别|型)|donor_type",
}
_WORDS = {column: re.compile(f"(?:{words})\\Z", re.IGNORECASE) for column, words in WORDS.items()}
_UNIT = re.compile(r"[(（](?P<unit>[^)）]*)[)）]\s*\Z")
_MONEY = re.compile(r"[¥￥,，\s]|人民币|元\Z|RMB|CNY", re.IGNORECASE)


class Verdict(StrEnum):
    """What becomes of a row."""

    NEW = "NEW"
    OVERLAP = "OVERLAP"
    KNOWN = "KNOWN"
    SAME_REFERENCE = "SAME_REFERENCE"
    NO_DAY = "NO_DAY"
    NO_AMOUNT = "NO_AMOUNT"
    FUTURE = "FUTURE"


WRONG = frozenset({Verdict.NO_DAY, Verdict.NO_AMOUNT, Verdict.FUTURE})


@dataclass(frozen=True, slots=True)
class Read:
    """One row: its number in the sheet, the amount in fen (above zero came in), what else it says."""

    number: int
    source: str
    day: date | None
    amount_fen: int | None
    name: str = ""
    note: str = ""
    reference: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with its verdict; `serial` counts equal lines within one source from 1."""

    row: Read
    verdict: Verdict
    serial: int
    told: str
    """What the row is known by: equal told, equal line."""


class HeadMissingError(ValueError):
    """No row has a day and an amount among its headers."""


def read_grid(grid: Grid) -> list[Read]:
    """Return the rows below the head. Raises HeadMissingError."""
    start, columns, factor = _head(grid.rows)
    rows = []
    for index, cells in enumerate(grid.rows[start + 1 :], start=start + 2):
        if any(cell.strip() for cell in cells):
            rows.append(_read(index, cells, columns, factor))
    return rows


def _head(rows: Sequence[Sequence[str]]) -> tuple[int, dict[Column, int], int]:
    for index, cells in enumerate(rows[:SEARCHED]):
        found: dict[Column, int] = {}
        factor = FEN
        for place, cell in enumerate(cells):
            text = "".join(unicodedata.normalize("NFKC", cell).split())
            unit = _UNIT.search(text)
            word = _UNIT.sub("", text).strip()
            column = next((one for one, words in _WORDS.items() if words.match(word)), None)
            if column is None or column in found:
                continue
            found[column] = place
            if unit and "万" in unit["unit"]:
                factor = FEN * TEN_THOUSAND
        if Column.DAY in found and ({Column.AMOUNT, Column.IN, Column.OUT} & set(found)):
            return index, found, factor
    raise HeadMissingError


def _read(number: int, cells: Sequence[str], columns: dict[Column, int], factor: int) -> Read:
    def cell(column: Column) -> str:
        place = columns.get(column)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    return Read(
        number=number,
        source=cell(Column.SOURCE),
        day=read_day(cell(Column.DAY), year=None).day,
        amount_fen=_moved(cell(Column.AMOUNT), cell(Column.IN), cell(Column.OUT), factor),
        name=cell(Column.NAME),
        note=cell(Column.NOTE),
        reference=cell(Column.REFERENCE),
        kind=cell(Column.KIND),
    )


def _moved(amount: str, came_in: str, went_out: str, factor: int) -> int | None:
    into, out = read_money(came_in, factor), read_money(went_out, factor)
    if into or out:
        return (into or 0) - (out or 0) or None
    return read_money(amount, factor) or None


def read_money(text: str, factor: int = FEN) -> int | None:
    """Return an amount in fen; None where the cell holds no amount or parts of a fen."""
    plain = _MONEY.sub("", unicodedata.normalize("NFKC", text))
    try:
        amount = Decimal(plain)
        # 1e999990 is eight signs, and a million digits once it is written out: five minutes of the machine.
        if not amount.is_finite() or amount.adjusted() > MOST_DIGITS:
            return None
        fen = amount * factor
        whole = int(fen)
    except (ArithmeticError, ValueError):
        return None
    return whole if fen == whole and abs(whole) < LARGEST_FEN else None


def told_of(row: Read, serial: int) -> str:
    """Return what a row is known by: its reference, else day, name, amount and the how-manieth of its kind it is."""
    if row.reference:
        return f"{row.day}\0{row.amount_fen}\0#{row.reference}"
    return f"{row.day}\0{row.amount_fen}\0{_plain(row.name)}\0{serial}"


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def judge(rows: Iterable[Read], *, today: date, known: Collection[str] = ()) -> list[Judged]:
    """Return each row with its verdict. `known` is what stands in the books already (`told_of`)."""
    serials: Counter[tuple[str, str]] = Counter()
    seen: dict[str, str] = {}
    judged = []
    for row in rows:
        base = told_of(row, 0)
        serials[row.source, base] += 1
        serial = serials[row.source, base]
        told = told_of(row, serial)
        verdict = _verdict(row, today) or _repeat(row, told, seen, known)
        if verdict == Verdict.NEW:
            seen[told] = row.source
        judged.append(Judged(row, verdict, serial, told))
    return judged


def _verdict(row: Read, today: date) -> Verdict | None:
    if row.day is None:
        return Verdict.NO_DAY
    if row.day > today:
        return Verdict.FUTURE
    return Verdict.NO_AMOUNT if row.amount_fen is None else None


def _repeat(row: Read, told: str, seen: dict[str, str], known: Collection[str]) -> Verdict:
    if told in known:
        return Verdict.KNOWN
    if told not in seen:
        return Verdict.NEW
    return Verdict.SAME_REFERENCE if row.reference and seen[told] == row.source else Verdict.OVERLAP
