"""A year's accounts in a sheet as offices keep it: title rows first, subtotals between, and a verdict for each row."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from qiao.batch.grids import Grid, open_tables
from qiao.engines.extraction import mask
from qiao.exceptions import AccountsHeadError, AccountsTooLongError
from qiao.funding.models import Stream
from qiao.registry.ties.tables import day_of

MOST_ROWS = 2_000
HEAD_WITHIN = 15
LONGEST = 120
FEN = 100
TEN_THOUSAND = 10_000
LARGEST_FEN = 10**15

COLUMNS: dict[str, tuple[str, ...]] = {
    "stream": ("收入类别", "类别", "项目", "科目", "收入项目", "摘要", "stream", "item", "account"),
    "funder": ("来源", "资助方", "付款单位", "捐赠人", "对方", "来源单位", "funder", "source", "from"),
    "amount": (
        "金额",
        "本年金额",
        "本年累计数",
        "金额（元）",
        "金额（万元）",
        "合计",
        "amount",
        "amount (yuan)",
    ),
    "restricted": ("是否限定", "限定性", "限定", "性质", "restricted"),
    "ends_on": ("合同截止", "截止日期", "到期", "合同到期", "ends", "ends on"),
}
STREAM_WORDS: dict[str, Stream] = {
    "会费": Stream.DUES,
    "会费收入": Stream.DUES,
    "捐赠（个人）": Stream.GIFTS_PERSONS,
    "个人捐赠": Stream.GIFTS_PERSONS,
    "捐赠收入（个人）": Stream.GIFTS_PERSONS,
    "捐赠（企业）": Stream.GIFTS_ENTERPRISES,
    "企业捐赠": Stream.GIFTS_ENTERPRISES,
    "捐赠收入（企业）": Stream.GIFTS_ENTERPRISES,
    "单位捐赠": Stream.GIFTS_ENTERPRISES,
    "基金会资助": Stream.FOUNDATION_GRANTS,
    "基金会项目": Stream.FOUNDATION_GRANTS,
    "政府购买服务与补助": Stream.GOVERNMENT,
    "政府补助": Stream.GOVERNMENT,
    "政府补助收入": Stream.GOVERNMENT,
    "政府购买服务": Stream.GOVERNMENT,
    "服务收入": Stream.SERVICES,
    "提供服务收入": Stream.SERVICES,
    "商品销售收入": Stream.SERVICES,
    "投资与利息": Stream.INVESTMENT,
    "投资收益": Stream.INVESTMENT,
    "利息收入": Stream.INVESTMENT,
    "利息": Stream.INVESTMENT,
    "其他": Stream.OTHER,
    "其他收入": Stream.OTHER,
    "dues": Stream.DUES,
    "membership dues": Stream.DUES,
    "gifts of persons": Stream.GIFTS_PERSONS,
    "gifts of enterprises": Stream.GIFTS_ENTERPRISES,
    "foundation grants": Stream.FOUNDATION_GRANTS,
    "government": Stream.GOVERNMENT,
    "service income": Stream.SERVICES,
    "interest": Stream.INVESTMENT,
    "other": Stream.OTHER,
}
BROAD = frozenset({"捐赠", "捐赠收入", "资助", "资助收入", "项目收入", "gifts", "donations", "grants"})
"""Words that leave open of which stream a row is; whom it came from may tell."""
FUNDER_SIGNS: tuple[tuple[str, Stream], ...] = (
    ("基金会", Stream.FOUNDATION_GRANTS),
    ("foundation", Stream.FOUNDATION_GRANTS),
    ("公司", Stream.GIFTS_ENTERPRISES),
    ("集团", Stream.GIFTS_ENTERPRISES),
    ("厂", Stream.GIFTS_ENTERPRISES),
    ("局", Stream.GOVERNMENT),
    ("委员会", Stream.GOVERNMENT),
    ("政府", Stream.GOVERNMENT),
)
BALANCES: dict[str, str] = {
    "本年支出": "expense_fen",
    "本年支出合计": "expense_fen",
    "费用合计": "expense_fen",
    "支出合计": "expense_fen",
    "expense": "expense_fen",
    "total expense": "expense_fen",
    "管理费用": "administration_fen",
    "administration": "administration_fen",
    "净资产": "net_assets_fen",
    "净资产合计": "net_assets_fen",
    "net assets": "net_assets_fen",
    "非限定性净资产": "unrestricted_net_assets_fen",
    "unrestricted net assets": "unrestricted_net_assets_fen",
    "固定资产": "fixed_assets_fen",
    "固定资产净值": "fixed_assets_fen",
    "fixed assets": "fixed_assets_fen",
    "固定资产负债": "fixed_asset_debt_fen",
    "fixed asset debt": "fixed_asset_debt_fen",
}
NUMBERING = re.compile(
    r"(?:其中:?|加:|减:|[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|\d+[、.])+(?=\S)"
)
"""What stands before an item in a form: its number, or that it is part of the one above."""
TOTALS = re.compile(r"小计|合\s*计|总\s*计|subtotal|^total", re.IGNORECASE)
RESTRICTED = {"是": True, "限定": True, "限定性": True, "restricted": True, "yes": True}
UNRESTRICTED = {"否": False, "非限定": False, "非限定性": False, "unrestricted": False, "no": False}
FREE_BY_NATURE = frozenset({Stream.DUES, Stream.SERVICES, Stream.INVESTMENT, Stream.OTHER})
LOADED = frozenset({"OK", "READ_AS"})


def _plain(text: str) -> str:
    """Return a word of a sheet as it is compared: one width, no spaces, small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def _item(text: str) -> str:
    """Return an item without its number: “（一） 其中：管理 费用” is 管理费用."""
    return NUMBERING.sub("", _plain(text), count=1).rstrip(":") if text else ""


HEADS = {key: tuple(_plain(word) for word in words) for key, words in COLUMNS.items()}
STREAMS = {_item(word): stream for word, stream in STREAM_WORDS.items()}
BALANCE_ITEMS = {_item(word): name for word, name in BALANCES.items()}


@dataclass(frozen=True)
class RowVerdict:
    """One row as it stood, what it becomes, and what is to be said of it (column and code of each remark)."""

    number: int
    cells: Mapping[str, str]
    level: str = "OK"
    issues: tuple[tuple[str, str], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kept(self) -> dict[str, Any]:
        """Return what is stored of the row."""
        return {
            "number": self.number,
            "cells": dict(self.cells),
            "level": self.level,
            "issues": [list(one) for one in self.issues],
            "facts": dict(self.facts),
        }


def read_accounts(name: str, content: bytes) -> list[RowVerdict]:
    """Return the rows beneath the head of the sheet that has one, each with its verdict.

    A row is income (OK, READ_AS), a balance of the year (BALANCE), a sum that is checked and not loaded (TOTAL), a
    heading or a note without an amount (TITLE), or REFUSED. An amount in a merged cell is counted once.

    Raises
    ------
    TableUnreadableError
        When the file is no table or is out of bounds.
    AccountsHeadError
        When no row names the columns "stream" and "amount".
    AccountsTooLongError
        When it has more rows than a year's accounts have.
    """
    for grid in open_tables(name, content):
        found = _head(grid)
        if found is not None:
            return _rows(grid, *found)
    raise AccountsHeadError


def _head(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for number, row in enumerate(grid.rows[:HEAD_WITHIN]):
        said = [_plain(cell) for cell in row]
        columns = {
            key: next(said.index(word) for word in words if word in said)
            for key, words in HEADS.items()
            if any(word in said for word in words)
        }
        if {"stream", "amount"} <= columns.keys():
            return number, columns
    return None


def _rows(grid: Grid, head: int, columns: Mapping[str, int]) -> list[RowVerdict]:
    above = "".join(cell for row in grid.rows[: head + 1] for cell in row)
    unit = TEN_THOUSAND if "万元" in above else 1
    rows = [
        (number, _cells(grid, number - 1, row, columns))
        for number, row in enumerate(grid.rows[head + 1 :], start=head + 2)
    ]
    rows = [(number, cells) for number, cells in rows if any(cells.values())]
    if len(rows) > MOST_ROWS:
        raise AccountsTooLongError(rows=len(rows), most=MOST_ROWS)
    return list(_judged(rows, unit))


def _cells(grid: Grid, at: int, row: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    """Return the cells of a row by column. What a merged cell repeats is kept of the item and of whom it came from."""
    cells = {key: row[column].strip() for key, column in columns.items() if column < len(row)}
    for key in cells.keys() - {"stream"}:
        if (at, columns[key]) in grid.filled and (key == "amount" or cells[key] == cells.get("stream")):
            cells[key] = ""
    return cells


def _judged(rows: list[tuple[int, dict[str, str]]], unit: int) -> Iterator[RowVerdict]:
    """Judge row by row; a sum is compared with the rows since the last sum, or with all of them."""
    since, whole, above = 0, 0, ""
    for number, told in rows:
        cells = told
        is_under = not cells.get("stream") and bool(cells.get("funder"))
        if is_under and above:
            cells = {**cells, "stream": above}
        row = _read(number, cells, unit)
        if row.level in LOADED:
            above = cells["stream"]
            if is_under:
                row = replace(row, level="READ_AS", issues=(*row.issues, ("stream", "AS_ABOVE")))
        if row.level in LOADED:
            since, whole = since + row.facts["amount_fen"], whole + row.facts["amount_fen"]
        if row.level == "TOTAL":
            stated = amount_fen(cells.get("amount", ""), unit)
            if stated is not None and stated not in {since, whole}:
                row = RowVerdict(number, row.cells, "TOTAL", (("amount", "SUM_DIFFERS"),))
            since = 0
        yield row


def amount_fen(text: str, unit: int = 1) -> int | None:
    """Return an amount of yuan (or `unit` yuan) in fen; None where the text is no amount, or below a fen."""
    plain = re.sub(r"[,，\s￥¥]", "", text).removesuffix("元")
    if plain.endswith("万"):
        plain, unit = plain[:-1], TEN_THOUSAND
    try:
        value = Decimal(plain) * FEN * unit
    except ArithmeticError:  # no number, or one beyond the largest exponent
        return None
    if not value.is_finite() or value != value.to_integral_value() or abs(value) > LARGEST_FEN:
        return None
    return int(value)


def _read(number: int, cells: Mapping[str, str], unit: int) -> RowVerdict:
    shown = {key: mask(text)[:LONGEST] for key, text in cells.items()}
    item, amount = _item(cells.get("stream", "")), amount_fen(cells.get("amount", ""), unit)
    if not cells.get("amount") and not cells.get("funder"):
        return RowVerdict(number, shown, "TITLE")
    balance = BALANCE_ITEMS.get(item)
    if balance is not None:
        if amount is None:
            return RowVerdict(number, shown, "REFUSED", (("amount", "NUMBER"),))
        return RowVerdict(number, shown, "BALANCE", facts={balance: amount})
    if TOTALS.search(item):
        return RowVerdict(number, shown, "TOTAL")
    return _income(number, cells, shown, amount)


def _income(
    number: int, cells: Mapping[str, str], shown: Mapping[str, str], amount: int | None
) -> RowVerdict:
    wrong: list[tuple[str, str]] = []
    doubts: list[tuple[str, str]] = []
    stream = _stream(cells, wrong, doubts)
    if amount is None:
        wrong.append(("amount", "NUMBER"))
    elif amount < 0:
        wrong.append(("amount", "NEGATIVE"))
    if mask(cells.get("funder", "")) != cells.get("funder", ""):
        wrong.append(("funder", "PERSONAL"))
    restricted = _restricted(cells.get("restricted", ""), stream, wrong, doubts)
    ends = cells.get("ends_on", "")
    if ends and day_of(ends) is None:
        wrong.append(("ends_on", "DAY"))
    if wrong:
        return RowVerdict(number, shown, "REFUSED", tuple(wrong))
    day: date | None = day_of(ends) if ends else None
    facts = {
        "stream": stream,
        "funder": shown.get("funder", ""),
        "amount_fen": amount,
        "is_restricted": restricted,
        "ends_on": day.isoformat() if day else None,
    }
    return RowVerdict(number, shown, "READ_AS" if doubts else "OK", tuple(doubts), facts)


def _stream(
    cells: Mapping[str, str], wrong: list[tuple[str, str]], doubts: list[tuple[str, str]]
) -> Stream | None:
    word = _item(cells.get("stream", ""))
    if word in STREAMS:
        return STREAMS[word]
    funder = cells.get("funder", "").lower()
    told = next((stream for sign, stream in FUNDER_SIGNS if sign in funder), None)
    if word in BROAD and told is not None:
        doubts.append(("stream", "BY_FUNDER"))
        return told
    wrong.append(("stream", "BROAD" if word in BROAD else "STREAM"))
    return None


def _restricted(
    text: str, stream: Stream | None, wrong: list[tuple[str, str]], doubts: list[tuple[str, str]]
) -> bool:
    word = text.strip().lower()
    if not word:
        if stream in FREE_BY_NATURE:
            return False
        doubts.append(("restricted", "TAKEN_AS_RESTRICTED"))
        return True
    if word not in RESTRICTED and word not in UNRESTRICTED:
        wrong.append(("restricted", "RESTRICTED"))
    return RESTRICTED.get(word, False)


def balances_of(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Return the balances that kept rows state; of one stated twice the last counts."""
    found: dict[str, int] = {}
    for row in rows:
        if row["level"] == "BALANCE":
            found |= row["facts"]
    return found
