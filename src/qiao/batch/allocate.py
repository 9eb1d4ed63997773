"""`./qiao allocate NEEDS OFFERS PLAN.xlsx`: who gets what from where, and why. No database, no network."""

import argparse
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from tqdm import tqdm

from qiao.batch.allocate_cells import BEIJING
from qiao.batch.allocate_rows import NEEDS, OFFERS, Doubt, Tables
from qiao.batch.allocate_sheets import Sheet, sheets_of, write_workbook
from qiao.batch.allocate_words import Reference, words_of
from qiao.batch.tables import check_target, read_table, write_sheets, write_table
from qiao.engines.allocation import DEFAULT_FLOOR, RULES, Plan, Rule, allocate
from qiao.exceptions import TableUnreadableError

OK, SOME_REFUSED, USAGE, STOPPED = 0, 1, 2, 130
WORKBOOK = ".xlsx"


def allocate_tables(
    needs: Path,
    offers: Path,
    *,
    rule: Rule,
    now: datetime,
    substitutes: bool = True,
    packs: bool = True,
    seconds: float | None = None,
) -> tuple[Tables, Plan]:
    """Read both tables and share the goods out.

    Parameters
    ----------
    needs, offers
        Tables by their endings, see `qiao.batch.tables`; columns in `qiao.batch.allocate_rows.HEADERS`.
    rule, now
        As for `qiao.engines.allocation.allocate`.
    substitutes
        Whether what the item table accepts in place of an item may serve it.
    packs
        Whether boxes of untold content count by what such boxes usually hold; else they are unknown.
    seconds
        The engine stops after so long with the best plan in hand and its proven gap.

    Raises
    ------
    TableUnreadableError
        When a table cannot be read or has no column of items.
    """
    tables = Tables(Reference(), now, packs)
    for table, path in ((NEEDS, needs), (OFFERS, offers)):
        rows = tqdm(read_table(path), unit=" 行 rows", disable=not sys.stderr.isatty(), file=sys.stderr)
        tables.take(table, rows)
    plan = allocate(
        tables.demands,
        tables.supplies,
        now=now,
        rule=rule,
        substitutes=tables.reference.substitutes if substitutes else {},
        labels=labels_of(tables),
        stop=_stopper(seconds),
    )
    return tables, plan


def labels_of(tables: Tables) -> dict[str, str]:
    """Return id or code → the word for it, Chinese, and under "en:" English where there is one."""
    items = {demand.item for demand in tables.demands} | {supply.item for supply in tables.supplies}
    places = {demand.place for demand in tables.demands}
    places |= {place for supply in tables.supplies for place in (supply.place, supply.earmark_region)}
    return tables.recipients | words_of(tables.reference, items, places)


def _stopper(seconds: float | None) -> Callable[[], bool]:
    if seconds is None:
        return lambda: False
    until = time.monotonic() + seconds
    return lambda: time.monotonic() > until


def write_plan(path: Path, sheets: list[Sheet]) -> None:
    """Write the plan: one workbook for people, or a file a sheet in CSV or JSON Lines."""
    if path.suffix.lower() == WORKBOOK:
        write_workbook(path, sheets)
        return
    with write_sheets(
        path, {sheet.name: [column.name for column in sheet.columns] for sheet in sheets}
    ) as tables:
        for sheet in sheets:
            for row in sheet.rows:
                tables[sheet.name].write(row)


def _tell(tables: Tables, plan: Plan, target: Path) -> None:
    """Say what came out; put the refused rows beside the plan."""
    refused = [one for one in tables.doubts if one.refused]
    beside = target.with_name(f"{target.stem}.refused.jsonl")
    beside.unlink(missing_ok=True)
    if refused:
        with write_table(beside, Doubt._fields) as table:
            for one in refused:
                table.write(one._asdict())
    least = plan.fairness.minimum_fill
    sys.stderr.write(
        f"{len(tables.demands)} 条需求 needs × {len(tables.supplies)} 批 offers → {len(plan.shares)} 行 lines，"
        f"{len(plan.unmet)} 条未足额 unserved；最低满足率 minimum fill {'—' if least is None else f'{least:.1%}'}；"
        f"差距 gap {plan.gap:.4%}；{target.name}\n"
    )
    if tables.doubts:
        first = tables.doubts[0]
        sys.stderr.write(
            f"{len(tables.doubts)} 处提示，{len(refused)} 行没有收。 {len(tables.doubts)} doubts, {len(refused)} rows refused.\n"
            f"{first.table} 第 {first.row} 行 row {first.row} {first.field}: {first.problem}; {first.remedy}\n"
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qiao allocate",
        description="按规则把资源分给需求，逐行写明理由；不用数据库，不联网。 Share offers out over needs with a reason for every "
        "line; no database, no network.",
        epilog="退出码 exit codes: 0 全部收下 all taken; 1 有几行没有收，见 PLAN.refused.jsonl some rows were refused; 2 用法不对 usage.",
    )
    parser.add_argument("needs", metavar="NEEDS", type=Path, help="need_id, item, quantity, quantity_max, quantity_kind, unit, place, tier, deadline, recipient")  # fmt: skip
    parser.add_argument("offers", metavar="OFFERS", type=Path, help="offer_id, item, quantity, unit, pack_size, place, available_from, expires_at, earmark_recipient, earmark_region, minimum_lot, donor, donor_limit")  # fmt: skip
    parser.add_argument(
        "plan", metavar="PLAN", type=Path, help="XLSX；CSV、JSONL 每张表一个文件 a file a sheet"
    )
    parser.add_argument("--rule", choices=RULES, default=RULES[0], help=f"规则 rule (default: {RULES[0]})")
    parser.add_argument("--floor", type=float, default=DEFAULT_FLOOR, metavar="0-1", help="每户的底线 floor for everybody (default: 0.3)")  # fmt: skip
    parser.add_argument("--floor-after", type=int, choices=(0, 1, 2), default=0, help="底线排在几级之后 tiers served before the floor")  # fmt: skip
    parser.add_argument(
        "--tier-weights", default="3,2,1", metavar="3,2,1", help="各级权重 weights of the tiers"
    )
    parser.add_argument("--at", type=datetime.fromisoformat, metavar="TIME", help="按这一时刻算 the moment of planning (default: now)")  # fmt: skip
    parser.add_argument("--seconds", type=float, help="最多算几秒 stop with the best plan in hand")
    parser.add_argument(
        "--no-packs", action="store_true", help="没写含量的箱当作未知 boxes of untold content stay unknown"
    )
    parser.add_argument("--no-substitutes", action="store_true", help="不用代用品 no substitutes")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command; return 0, 1 when some rows were refused, 2 when it cannot run at all."""
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        first, second, third = (int(part) for part in options.tier_weights.split(","))
        rule = Rule(options.rule, options.floor, options.floor_after, (first, second, third))
    except ValueError as error:
        parser.error(f"规则的参数不对 parameters of the rule: {error}")
    now = options.at or datetime.now(BEIJING)
    now = now if now.tzinfo else now.replace(tzinfo=BEIJING)
    try:
        if options.plan.resolve() in {options.needs.resolve(), options.offers.resolve()}:
            parser.error("PLAN 不能写在 NEEDS 或 OFFERS 上 PLAN would overwrite an input")
        check_target(options.plan)
        tables, plan = allocate_tables(
            options.needs,
            options.offers,
            rule=rule,
            now=now,
            substitutes=not options.no_substitutes,
            packs=not options.no_packs,
            seconds=options.seconds,
        )
        write_plan(options.plan, sheets_of(tables, plan, rule))
    except TableUnreadableError as error:
        sys.stderr.write(f"{error.message('zh')}\n{error.message('en')}\n")
        return USAGE
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return USAGE
    except KeyboardInterrupt:
        sys.stderr.write("停下了，什么都没有写。 Stopped; nothing was written.\n")
        return STOPPED
    _tell(tables, plan, options.plan)
    return SOME_REFUSED if any(one.refused for one in tables.doubts) else OK


if __name__ == "__main__":
    sys.exit(main())
