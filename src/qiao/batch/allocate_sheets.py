"""A plan as sheets that a coordinator can send on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

import xlsxwriter

from qiao.batch.allocate_rows import NEEDS
from qiao.batch.tables import guarded
from qiao.engines.allocation import reason_en, reason_zh, rule_en, rule_zh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from qiao.batch.allocate_rows import Tables
    from qiao.engines.allocation import Demand, Plan, Rule, Supply

LONGEST_CELL = 32_000
HEADER_ROW = 1


class Column(NamedTuple):
    """A column of a sheet: its name for machines, its heading for people, its width in signs."""

    name: str
    heading: str
    width: int


class Sheet(NamedTuple):
    """A sheet: its name for machines and for people, its columns, its rows, which are made as they are written."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: Iterable[dict[str, Any]]


def sheets_of(tables: Tables, plan: Plan, rule: Rule) -> list[Sheet]:
    """Return lines, unserved needs, what is left, fairness and bound, and doubts."""
    return [
        _lines(tables, plan),
        _unserved(tables, plan),
        _left(tables, plan),
        _proof(tables, plan, rule),
        _doubts(tables),
    ]


def _lines(tables: Tables, plan: Plan) -> Sheet:
    columns = (
        Column("need_id", "需求编号 need_id", 14), Column("recipient", "接收单位 recipient", 26), Column("item", "物资 item", 20),
        Column("quantity", "数量 quantity", 12), Column("unit", "单位 unit", 8), Column("tier", "等级 tier", 8),
        Column("offer_id", "资源编号 offer_id", 14), Column("donor", "提供方 donor", 24), Column("offered_item", "所给物资 offered item", 20),
        Column("from", "从哪里 from", 16), Column("to", "到哪里 to", 16), Column("km", "公里 km", 8),
        Column("reason_zh", "理由", 60), Column("reason_en", "reason", 60),
    )  # fmt: skip
    demands = {one.id: one for one in tables.demands}
    supplies = {one.id: one for one in tables.supplies}
    reference = tables.reference

    def rows() -> Iterator[dict[str, Any]]:
        for line in sorted(
            plan.shares, key=lambda one: (demands[one.demand_id].tier, one.demand_id, one.supply_id)
        ):
            demand, supply = demands[line.demand_id], supplies[line.supply_id]
            yield {
                "need_id": demand.id,
                "recipient": tables.recipients[demand.id],
                "item": reference.item_name(demand.item),
                "quantity": line.quantity,
                "unit": reference.base_unit(demand.item, ""),
                "tier": demand.tier,
                "offer_id": supply.id,
                "donor": tables.donors[supply.id],
                "offered_item": reference.item_name(supply.item),
                "from": reference.place_name(supply.place),
                "to": reference.place_name(demand.place),
                "km": line.distance_km,
                "reason_zh": reason_zh(line.reason),
                "reason_en": reason_en(line.reason),
            }

    return Sheet("lines", "分配 lines", columns, rows())


def _unserved(tables: Tables, plan: Plan) -> Sheet:
    columns = (
        Column("need_id", "需求编号 need_id", 14), Column("recipient", "接收单位 recipient", 26), Column("item", "物资 item", 20),
        Column("tier", "等级 tier", 8), Column("asked", "所需 asked", 12), Column("given", "已分 given", 12),
        Column("missing", "尚缺 missing", 12), Column("unit", "单位 unit", 8), Column("code", "理由代码 code", 26),
        Column("reason_zh", "理由", 60), Column("reason_en", "reason", 60),
    )  # fmt: skip
    demands = {one.id: one for one in tables.demands}
    ordered = sorted(plan.unmet, key=lambda one: (demands[one.demand_id].tier, one.demand_id))
    rows = (
        {
            "need_id": one.demand_id,
            "recipient": tables.recipients[one.demand_id],
            "item": tables.reference.item_name(demands[one.demand_id].item),
            "tier": demands[one.demand_id].tier,
            "asked": one.asked,
            "given": one.given,
            "missing": one.missing,
            "unit": tables.reference.base_unit(demands[one.demand_id].item, ""),
            "code": one.reason.code,
            "reason_zh": reason_zh(one.reason),
            "reason_en": reason_en(one.reason),
        }
        for one in ordered
    )
    return Sheet("unserved", "未满足 unserved", columns, rows)


def _left(tables: Tables, plan: Plan) -> Sheet:
    columns = (
        Column("offer_id", "资源编号 offer_id", 14), Column("donor", "提供方 donor", 24), Column("item", "物资 item", 20),
        Column("offered", "共有 offered", 12), Column("left", "剩余 left", 12), Column("unit", "单位 unit", 8), Column("place", "地点 place", 16),
    )  # fmt: skip
    supplies = {one.id: one for one in tables.supplies}
    rows = (
        {
            "offer_id": one.supply_id,
            "donor": tables.donors[one.supply_id],
            "item": tables.reference.item_name(supplies[one.supply_id].item),
            "offered": supplies[one.supply_id].quantity,
            "left": one.quantity,
            "unit": tables.reference.base_unit(supplies[one.supply_id].item, ""),
            "place": tables.reference.place_name(supplies[one.supply_id].place),
        }
        for one in plan.unused
    )
    return Sheet("left", "剩余 left", columns, rows)


def _proof(tables: Tables, plan: Plan, rule: Rule) -> Sheet:
    columns = (Column("figure", "指标 figure", 44), Column("value", "数值 value", 70))
    fairness = plan.fairness
    told: list[tuple[str, Any]] = [
        ("规则 rule", plan.rule),
        ("规则的意思", rule_zh(rule.facts)),
        ("what the rule does", rule_en(rule.facts)),
        *((f"参数 parameter: {name}", value) for name, value in plan.parameters.items()),
        ("需求 needs", len(tables.demands)),
        ("资源 offers", len(tables.supplies)),
        ("分配明细 lines", len(plan.shares)),
        ("未足额 unserved", len(plan.unmet)),
    ]
    for tier in fairness.tiers:
        told += [
            (f"第 {tier.tier} 级所需 asked, tier {tier.tier}", tier.asked),
            (f"第 {tier.tier} 级已分 given, tier {tier.tier}", tier.given),
            (
                f"第 {tier.tier} 级满足率 fill, tier {tier.tier}",
                None if tier.fill is None else round(tier.fill, 6),
            ),
        ]
    told += [
        ("最低满足率 minimum fill", _rounded(fairness.minimum_fill)),
        ("基尼系数（满足率） Gini of fills", _rounded(fairness.gini)),
        ("一件未得的占比 share that got nothing", _rounded(fairness.none_served)),
        ("目标值 objective", str(plan.objective)),
        ("已证明的界 proven bound", str(plan.bound)),
        ("离最优的差距 proven gap", round(plan.gap, 8)),
        ("各级已证明最优 levels proven best", "是 yes" if plan.levels_proven else "否：时间到 no, stopped"),
        ("输入指纹 hash of the input (SHA-256)", input_hash(tables)),
    ]
    return Sheet(
        "proof",
        "公平与界 fairness and bound",
        columns,
        [{"figure": name, "value": value} for name, value in told],
    )


def _doubts(tables: Tables) -> Sheet:
    columns = (
        Column("table", "哪张表 table", 12), Column("row", "第几行 row", 10), Column("id", "编号 id", 14), Column("field", "哪一格 field", 16),
        Column("problem", "问题 problem", 60), Column("remedy", "怎样改 remedy", 50), Column("refused", "整行没有收 refused", 16),
    )  # fmt: skip
    words = {True: "是 yes", False: ""}
    rows = [
        one._asdict()
        | {"table": "需求 needs" if one.table == NEEDS else "资源 offers", "refused": words[one.refused]}
        for one in tables.doubts
    ]
    return Sheet("doubts", "提示 doubts", columns, rows)


def input_hash(tables: Tables) -> str:
    """Return the SHA-256 of what the engine was given, by which the same input is known again."""
    found = hashlib.sha256()
    tables_given: tuple[Sequence[Demand | Supply], ...] = (tables.demands, tables.supplies)
    for records in tables_given:
        for one in sorted(records, key=lambda one: one.id):
            line = json.dumps(asdict(one), default=_plain, sort_keys=True, ensure_ascii=False)
            found.update(f"{line}\n".encode())
        found.update(b"\n")
    return found.hexdigest()


def write_workbook(path: Path, sheets: Iterable[Sheet]) -> None:
    """Write the sheets as one XLSX; it is put in its place once it is whole. No cell is a formula.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    half = path.with_name(path.name + ".part")
    try:
        with xlsxwriter.Workbook(str(half), {"constant_memory": True, "strings_to_formulas": False}) as book:
            bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EFEE"})
            wrapped = book.add_format({"text_wrap": True, "valign": "top"})
            whole = book.add_format({"num_format": "#,##0", "valign": "top"})
            for sheet in sheets:
                page = book.add_worksheet(sheet.title[:31])
                page.freeze_panes(HEADER_ROW, 0)
                for place, column in enumerate(sheet.columns):
                    page.set_column(place, place, column.width)
                    page.write_string(0, place, column.heading, bold)
                last = 0
                for last, row in enumerate(sheet.rows, HEADER_ROW):
                    for place, column in enumerate(sheet.columns):
                        value = row.get(column.name)
                        if isinstance(value, int | float) and not isinstance(value, bool):
                            page.write_number(
                                last, place, value, whole if isinstance(value, int) else wrapped
                            )
                        elif value is not None:
                            page.write_string(last, place, guarded(str(value))[:LONGEST_CELL], wrapped)
                if last:
                    page.autofilter(0, 0, last, len(sheet.columns) - 1)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _plain(value: object) -> object:
    return sorted(value) if isinstance(value, frozenset) else str(value)
