"""`./qiao link --kind organization|report IN OUT`: which rows mean the same. No database, no network."""

import argparse
import csv
import math
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from qiao.batch.lexicon import reference_directory
from qiao.batch.tables import ending_of, read_table, write_sheets
from qiao.engines.linkage import (
    OrganisationRecord,
    VerdictKind,
    organisation_keys,
    same_organisation,
    text_marks,
)
from qiao.engines.linkage.clusters import components
from qiao.engines.linkage.columns import Coded, ReportColumns
from qiao.engines.linkage.levels import FIELDS
from qiao.engines.linkage.many import Links, link_table
from qiao.engines.linkage.marks import MARKS
from qiao.engines.linkage.verdicts import SURE
from qiao.exceptions import TableUnreadableError

OK, SOME_REFUSED, USAGE = 0, 1, 2
PAIRS = ("id_a", "id_b", "verdict", "probability", "reasons")
CLUSTERS = ("id", "cluster")
COLUMNS = ("name", "city", "district", "address", "phones", "links", "item")
MOST_OF_A_KEY = 200
"""Rows under one key beyond which it says nothing of them."""
_STEPS = 6

Values = dict[str, Any]


def _text(value: object) -> str:
    """Return a cell as text; lists by spaces."""
    if isinstance(value, list):
        return " ".join(map(_text, value))
    return "" if value is None else str(value).strip()


def _moment(value: object) -> float:
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        return math.nan
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _amount(value: object) -> float:
    try:
        amount = float(_text(value))
    except ValueError:
        return -1.0
    return amount if math.isfinite(amount) and amount >= 0 else -1.0


def _aliases() -> dict[str, str]:
    """Return other names of things → their code; none where the reference tables are absent."""
    path = reference_directory() / "item_aliases.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {row["alias"].lower(): row["item"] for row in csv.DictReader(file)}


def report_columns(rows: list[Values]) -> ReportColumns:
    """Return tellings as columns; times that are none are unknown, as are amounts."""
    aliases = _aliases()
    coded = {column: Coded() for column in COLUMNS}
    for row in rows:
        for column, target in coded.items():
            text = _text(row.get(column))
            target.add(aliases.get(text.lower(), text) if column == "item" else text)
    marks = None
    if any(row.get("text") for row in rows):
        marks = np.zeros((len(rows), MARKS), dtype=np.uint32)
        for number, row in enumerate(rows):
            found = text_marks(_text(row.get("text")))
            if found:
                marks[number] = found
    return ReportColumns(
        **{column: target.done() for column, target in coded.items()},
        quantity=np.array([_amount(row.get("quantity")) for row in rows]),
        time=np.array([_moment(row.get("time")) for row in rows]),
        marks=marks,
    )


def _report_pairs(rows: list[Values], links: Links) -> Iterator[Values]:
    for place in range(len(links.one)):
        probability = float(links.probability[place])
        levels = links.levels[place]
        reasons = [
            f"{field} {links.weights.bits[number][levels[number]]:+.1f}"
            for number, field in enumerate(FIELDS)
            if levels[number]
        ]
        yield {
            "id_a": rows[links.one[place]]["id"],
            "id_b": rows[links.other[place]]["id"],
            "verdict": "same" if probability >= SURE else "unsure",
            "probability": round(probability, 4),
            "reasons": "; ".join(reasons),
        }


def _record(row: Values) -> OrganisationRecord:
    phones = _text(row.get("phones")).replace(",", " ").replace("|", " ").split()
    return OrganisationRecord(
        _text(row.get("name")), _text(row.get("city")), frozenset(phones),
        _text(row.get("address")), frozenset(_text(row.get("links")).split()),
    )  # fmt: skip


def organisation_pairs(rows: list[Values], *, quiet: bool = True) -> Iterator[tuple[int, int, Values]]:
    """Yield (row, row, pair) of organisations that share a key and are not different."""
    records = [_record(row) for row in rows]
    by_key: dict[str, list[int]] = defaultdict(list)
    for number, record in enumerate(records):
        for key in organisation_keys(record):
            by_key[key].append(number)
    near = {
        pair for found in by_key.values() if len(found) <= MOST_OF_A_KEY for pair in combinations(found, 2)
    }
    for one, other in tqdm(sorted(near), unit=" 对 pairs", disable=quiet, file=sys.stderr):
        verdict = same_organisation(records[one], records[other])
        if verdict.kind is not VerdictKind.DIFFERENT:
            told = "; ".join(f"{reason.chinese} {reason.english}" for reason in verdict.reasons)
            yield one, other, {
                "id_a": rows[one]["id"], "id_b": rows[other]["id"], "verdict": verdict.kind.value.lower(),
                "probability": round(verdict.probability, 4), "reasons": told,
            }  # fmt: skip


def link(rows: list[Values], kind: str, *, quiet: bool = True) -> tuple[Iterator[Values], list[int]]:
    """Return the pairs of rows that may mean the same, and the cluster of each row."""
    if kind == "organization":
        found = list(organisation_pairs(rows, quiet=quiet))
        same = [(one, other) for one, other, pair in found if pair["verdict"] == "same"]
        ends = np.array(same, dtype=np.int64).reshape(-1, 2)
        return (pair for _, _, pair in found), components(len(rows), ends[:, 0], ends[:, 1]).tolist()
    with tqdm(total=_STEPS, unit=" 步 steps", disable=quiet, file=sys.stderr) as bar:
        links = link_table(report_columns(rows), progress=lambda _step: bar.update() and None)
    return _report_pairs(rows, links), links.cluster.tolist()


def _read(source: Path) -> tuple[list[Values], list[str]]:
    rows, wrong = [], []
    for row in read_table(source):
        if row.wrong:
            wrong.append(f"第 {row.number} 行 row {row.number}: {row.wrong}")
        else:
            rows.append({**row.values, "id": row.values.get("id", row.number)})
    return rows, wrong


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qiao link",
        description="找出表中说同一件事的行；不用数据库，不联网。 Find the rows of a table that mean the same; no database.",
        epilog="退出码 exit codes: 0 全部读完 all read; 1 有几行没有读 some rows were refused; 2 用法不对 usage.",
    )
    parser.add_argument(
        "--kind", required=True, choices=("organization", "report"), help="单位或信息 what a row is"
    )
    parser.add_argument("source", metavar="IN", type=Path, help="id, name, city, district, address, phones, links, text, time, item, quantity")  # fmt: skip
    parser.add_argument("target", metavar="OUT", type=Path, help="XLSX: 两张表 two sheets; JSONL, CSV: OUT.pairs.*, OUT.clusters.*")  # fmt: skip
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command; return 0, 1 when some rows were refused, 2 when it cannot run at all."""
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        if ending_of(options.source) and options.source.resolve() == options.target.resolve():
            parser.error("IN 与 OUT 是同一个文件 IN and OUT are the same file")
        rows, wrong = _read(options.source)
        with write_sheets(options.target, {"pairs": PAIRS, "clusters": CLUSTERS}) as tables:
            pairs, clusters = link(rows, options.kind, quiet=not sys.stderr.isatty())
            for pair in pairs:
                tables["pairs"].write(pair)
            for row, cluster in zip(rows, clusters, strict=True):
                tables["clusters"].write({"id": row["id"], "cluster": rows[cluster]["id"]})
    except TableUnreadableError as error:
        sys.stderr.write(f"{error.message('zh')}\n{error.message('en')}\n")
        return USAGE
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return USAGE
    if wrong:
        sys.stderr.write(f"{len(wrong)} 行没有读。 {len(wrong)} rows were not read.\n{wrong[0]}\n")
    return SOME_REFUSED if wrong else OK


if __name__ == "__main__":
    sys.exit(main())
