"""Needs and offers out of two tables: cells as people write them, doubts told, nothing lost."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from qiao.batch.allocate_cells import BEIJING, Amount, day_without_year, plain_of, read_amount, times
from qiao.batch.allocate_words import Reference
from qiao.batch.link_cells import moment_of, text_of
from qiao.batch.tables import Row
from qiao.engines.allocation import Demand, Supply
from qiao.engines.extraction import pieces_of
from qiao.engines.extraction.units import counts_pieces_of
from qiao.exceptions import TableUnreadableError

LONGEST_CELL = 2_000
NEEDS, OFFERS = "needs", "offers"
HEADERS = {
    NEEDS: {
        "need_id": "id 编号 序号 需求编号",
        "item": "物资 物品 品名 物资名称 需求物资",
        "quantity": "数量 需求数量",
        "quantity_max": "最多 数量上限 至多",
        "quantity_kind": "数量种类 数量类型",
        "unit": "单位 计量单位",
        "place": "地点 地区 区县 县区 所在地 地址",
        "tier": "优先级 等级 紧急程度 级别",
        "deadline": "期限 截止时间 最晚",
        "recipient": "接收单位 受赠单位 医院 机构 需求单位 单位名称",
        "received": "已得 已收 已定",
        "estimate": "估计 估计数量",
        "estimate_low": "估计下限",
        "estimate_high": "估计上限",
        "permit": "通行证 需要通行证",
        "can_take": "能收下 最多能收",
        "asked_at": "提出时间 登记时间 时间",
        "freshness": "新鲜度",
    },
    OFFERS: {
        "offer_id": "id 编号 序号 资源编号 批次",
        "item": "物资 物品 品名 物资名称",
        "quantity": "数量",
        "unit": "单位 计量单位",
        "pack_size": "每件数量 每箱 每包 包装",
        "place": "地点 地区 存放地 所在地 地址",
        "available_from": "可发时间 到货时间 起运时间",
        "expires_at": "有效期 有效期至 失效日期",
        "earmark_recipient": "指定单位 定向单位",
        "earmark_region": "指定地区 定向地区",
        "minimum_lot": "起运量 最少起运",
        "can_send": "能发出 当天能发",
        "permits": "持有通行证 承运方通行证",
        "donor": "捐赠方 捐赠单位 提供方",
        "donor_limit": "每家限额 每家最多 每单位限额",
    },
}
"""Table → column → other headers it is known by."""
_CALLED = {
    table: {word: column for column, words in columns.items() for word in (column, *words.split())}
    for table, columns in HEADERS.items()
}
MULTIPLES = "百千万亿"
TIERS = {
    "1": 1, "一": 1, "一级": 1, "第一": 1, "高": 1, "危急": 1, "危及生命": 1, "紧急": 1, "critical": 1, "high": 1,
    "2": 2, "二": 2, "二级": 2, "第二": 2, "中": 2, "急需": 2, "urgent": 2, "medium": 2,
    "3": 3, "三": 3, "三级": 3, "第三": 3, "低": 3, "一般": 3, "ordinary": 3, "low": 3,
}  # fmt: skip
KINDS = {
    "exact": "EXACT", "准确": "EXACT", "range": "RANGE", "范围": "RANGE", "unknown": "UNKNOWN", "未知": "UNKNOWN",
    "open": "OPEN", "不限": "OPEN", "none": "NONE", "无": "NONE", "不需要": "NONE",
}  # fmt: skip


class Doubt(NamedTuple):
    """A cell that was not taken as written. ``refused`` says whether the whole row was left out."""

    table: str
    row: int
    id: str
    field: str
    problem: str
    remedy: str
    refused: bool


@dataclass
class Tables:
    """Both tables as the engine's values, with the words for its reasons and all doubts."""

    reference: Reference
    now: datetime
    with_packs: bool = True
    demands: list[Demand] = field(default_factory=list)
    supplies: list[Supply] = field(default_factory=list)
    donors: dict[str, str] = field(default_factory=dict)
    recipients: dict[str, str] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    dated: tuple[int, datetime] | None = None
    """The last row that told a whole date, and the date: what a day without a year is read by."""

    def take(self, table: str, rows: Iterable[Row]) -> None:
        """Take the rows of a table; what cannot be read becomes a doubt.

        Raises
        ------
        TableUnreadableError
            When no column says what the goods are.
        """
        seen: set[str] = set()
        first = True
        self.dated = None
        for row in rows:
            values = {
                _CALLED[table].get(plain_of(name).lower(), plain_of(name)): cell
                for name, cell in row.values.items()
            }
            if first and not row.wrong and "item" not in values:
                raise _no_item(table)
            first = first and bool(row.wrong)
            reader = _RowReader(self, table, row, values, seen)
            reader.take()


class _RowReader:
    """One row: its cells read with doubts told."""

    def __init__(self, tables: Tables, table: str, row: Row, values: dict[str, Any], seen: set[str]) -> None:
        self.tables, self.table, self.row, self.seen = tables, table, row, seen
        self.values = values
        self.id = self.text("need_id" if table == NEEDS else "offer_id") or str(row.number)

    def text(self, name: str) -> str:
        return plain_of(text_of(self.values.get(name)))

    def doubt(self, name: str, problem: str, remedy: str, *, refused: bool = False) -> None:
        self.tables.doubts.append(
            Doubt(self.table, self.row.number, self.id, name, problem[:200], remedy, refused)
        )

    def take(self) -> None:
        """Read the row into the tables, or say why not."""
        if self.row.wrong:
            self.doubt("", self.row.wrong, "每行一个完整的记录 one whole record a row", refused=True)
            return
        if not any(text_of(cell) for cell in self.values.values()):
            return
        long = next((name for name, cell in self.values.items() if len(text_of(cell)) > LONGEST_CELL), None)
        if long is not None:
            self.doubt(
                long, f"超过 {LONGEST_CELL} 字 too long", "一格只写一件事 one thing a cell", refused=True
            )
            return
        item = self.text("item")
        if not item:
            self.doubt("item", "没有写物资 no item", "写明是什么物资 say what it is", refused=True)
            return
        if self.id in self.seen:
            told, self.id = self.id, f"{self.id}#{self.row.number}"
            self.doubt(
                "id", f"编号“{told}”前面用过，改用“{self.id}” used before", "每行一个编号 one id a row"
            )
        self.seen.add(self.id)
        code = self.tables.reference.item(item)
        if not self.tables.reference.knows(code):
            self.doubt("item", f"物资表里没有“{item[:40]}”，只和同样写法的匹配 not in the item table, matched by its own word only", "写通用名 use a common name")  # fmt: skip
        try:
            self._demand(code) if self.table == NEEDS else self._supply(code)
        except ValueError as error:
            self.doubt("", str(error), "改正后再算 mend and run again", refused=True)

    def _demand(self, code: str) -> None:
        reference = self.tables.reference
        amount = self.amount(code)
        place = self.place("place")
        position = reference.position(place)
        estimate = self.whole("estimate")
        self.tables.demands.append(
            Demand(
                id=self.id,
                item=code,
                quantity=amount.low,
                quantity_kind=amount.kind,  # type: ignore[arg-type]
                quantity_max=amount.high,
                tier=self.tier(),
                place=place,
                longitude=position[0],
                latitude=position[1],
                recipient=self.text("recipient") or None,
                deadline=self.moment("deadline"),
                freshness=self.share("freshness"),
                estimate=estimate,
                estimate_low=self.whole("estimate_low") if estimate is not None else None,
                estimate_high=self.whole("estimate_high") if estimate is not None else None,
                received=self.whole("received") or 0,
                can_take=self.whole("can_take"),
                permit=self.text("permit"),
                asked_at=self.moment("asked_at"),
            )
        )
        self.tables.recipients[self.id] = self.text("recipient") or (reference.place_name(place) or self.id)

    def _supply(self, code: str) -> None:
        reference = self.tables.reference
        amount = self.amount(code)
        place = self.place("place")
        position = reference.position(place)
        pack = self.whole("pack_size") or amount.pack or 1
        limit = self.whole("donor_limit")
        if limit is None and self.text("donor_limit"):
            raise ValueError("每家限额没有读懂，这一批不能动用 the donor's limit was not understood")
        self.tables.supplies.append(
            Supply(
                id=self.id,
                item=code,
                quantity=amount.low if amount.kind in ("EXACT", "RANGE") else None,
                place=place,
                longitude=position[0],
                latitude=position[1],
                pack_size=max(1, pack),
                minimum_lot=self.whole("minimum_lot") or 0,
                available_from=self.moment("available_from"),
                expires_at=self.moment("expires_at"),
                earmark_recipient=self.text("earmark_recipient") or None,
                earmark_region=self.place("earmark_region"),
                can_send=self.whole("can_send"),
                permits=frozenset(
                    part for part in self.text("permits").replace("，", "、").split("、") if part
                ),
                donor=self.text("donor") or self.id,
                donor_limit=limit,
            )
        )
        self.tables.donors[self.id] = self.text("donor") or self.id

    def amount(self, code: str) -> Amount:
        """Return the quantity in base units; a box of unknown content makes it unknown, and that is said."""
        told, cell, unit = (
            KINDS.get(self.text("quantity_kind").lower(), ""),
            self.text("quantity"),
            self.text("unit"),
        )
        if told in ("UNKNOWN", "OPEN", "NONE"):
            return Amount(told, None, None, None)
        is_multiple = unit and unit[0] in MULTIPLES and cell[-1:].isdigit()  # 2 | 万只
        amount, written = read_amount(cell + unit if is_multiple else cell)
        if amount is None:
            self.doubt("quantity", f"数量“{cell[:40]}”读不懂，当作未知 not understood, taken as unknown", "写数字加单位，不知道就写“若干” a number with its unit")  # fmt: skip
            return Amount("UNKNOWN", None, None, None)
        upper = self.whole("quantity_max") if self.table == NEEDS else None
        if upper is not None:
            low = amount.low if amount.low is not None and amount.low <= upper else None
            amount = amount._replace(kind="RANGE", low=low, high=upper)
        if amount.kind not in ("EXACT", "RANGE"):
            return amount
        unit, base = written or unit, self.tables.reference.base_unit(code, written or unit)
        size = amount.pack or self.whole("pack_size")
        if counts_pieces_of(unit, base):
            return amount._replace(pack=size)
        if size:
            return Amount(amount.kind, times(amount.low, size), times(amount.high, size), size)
        return self._boxes(code, amount, unit, base)

    def _boxes(self, code: str, amount: Amount, unit: str, base: str) -> Amount:
        """Return boxes of untold content by what such boxes usually hold, else as unknown; either is told."""
        known = pieces_of(1, unit, base, known=self.tables.reference.packs.get(code, {}))
        remedy = f"写“50{unit}（每{unit}1000{base}）”或填每件数量 say what it holds"
        if not self.tables.with_packs or known.low is None or known.high is None:
            self.doubt("quantity", f"每{unit}有多少{base}没有写，当作未知 content of a {unit} not told, taken as unknown", remedy)  # fmt: skip
            return Amount("UNKNOWN", None, None, None)
        taken = "按范围 as a range" if self.table == NEEDS else f"按至少 at least, {known.low}"
        self.doubt("quantity", f"每{unit}有多少{base}没有写，照同类箱常见的 {known.low}–{known.high} 估计，{taken} content of a {unit} not told, estimated as such boxes usually hold", remedy)  # fmt: skip
        low = None if amount.low is None else amount.low * known.low
        most = amount.high if amount.high is not None else amount.low
        return Amount("RANGE", low, times(most, known.high), None)

    def tier(self) -> int:
        text = self.text("tier").lower().removesuffix("优先级").removesuffix(".0")
        if text and text not in TIERS:
            self.doubt(
                "tier",
                f"等级“{text[:20]}”不认得，按 2 算 not known, taken as 2",
                "写 1、2 或 3 write 1, 2 or 3",
            )
        return TIERS.get(text, 2)

    def place(self, name: str) -> str | None:
        text = self.text(name)
        code = self.tables.reference.place(text) if text else None
        if text and code is None:
            self.doubt(
                name,
                f"地点“{text[:40]}”没有认出 place not found",
                "写省市县或六位代码 province, city, county or the code",
            )
            if name == "earmark_region":
                raise ValueError(f"指定地区没有认出，这一批不能动用 earmarked region not found: {text[:40]}")
        return code

    def moment(self, name: str) -> datetime | None:
        text = self.text(name)
        seconds = moment_of(text) if text else math.nan
        if text and math.isnan(seconds):
            short = self._without_year(name, text)
            if short is not None:
                return short
            self.doubt(
                name,
                f"时间“{text[:40]}”读不懂，当作没有 not understood, taken as none",
                "写成 2021-07-24 23:37 write it so",
            )
        if math.isnan(seconds):
            return None
        told = datetime.fromtimestamp(seconds, BEIJING)
        self.tables.dated = self.row.number, told
        return told

    def _without_year(self, name: str, text: str) -> datetime | None:
        """Read 1月31日 by the last whole date above, else by the moment of planning, and say so."""
        row, near = self.tables.dated or (0, self.tables.now)
        told = day_without_year(text, near)
        if told is not None:
            ground = f"第 {row} 行 row {row}" if row else "计划时刻 the moment of planning"
            self.doubt(name, f"“{text[:40]}”没有写年，照{ground}按 {told.year} 年算 no year told, taken as {told.year}", "写成 2021-07-24 write it so")  # fmt: skip
        return told

    def whole(self, name: str) -> int | None:
        text = self.text(name)
        if not text:
            return None
        amount, _unit = read_amount(text)
        if amount is None or amount.low is None or amount.kind != "EXACT":
            self.doubt(
                name,
                f"“{text[:40]}”不是整数，当作没有 no whole number, taken as none",
                "写整数 write a whole number",
            )
            return None
        return amount.low

    def share(self, name: str) -> float:
        text = self.text(name)
        try:
            return min(1.0, max(0.0, float(text))) if text else 1.0
        except ValueError:
            self.doubt(name, f"“{text[:40]}”不在 0 到 1 之间 not between 0 and 1", "写 0 到 1 write 0 to 1")
            return 1.0


def _no_item(table: str) -> TableUnreadableError:
    zh, en = ("需求表", "needs") if table == NEEDS else ("资源表", "offers")
    columns = "、".join(HEADERS[table])
    return TableUnreadableError(
        path=zh,
        reason_zh=f"没有“物资”一列，不知道分什么。可用的列：{columns}",
        reason_en=f"the table of {en} has no column item; known columns: {columns}",
    )
