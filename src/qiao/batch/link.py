"""`./qiao link --kind organization|report IN OUT`: which rows mean the same. No database, no network."""

import argparse
import sys
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from qiao.batch.link_rows import Doubt, Told, read_rows
from qiao.batch.tables import ending_of, write_sheets, write_table
from qiao.engines.linkage import (
    OrganisationRecord,
    Verdict,
    VerdictKind,
    organisation_keys,
    same_organisation,
)
from qiao.engines.linkage.clusters import components
from qiao.engines.linkage.columns import ReportColumns
from qiao.engines.linkage.levels import FIELDS
from qiao.engines.linkage.many import CAMPUS, NUMBER, Links, link_table
from qiao.engines.linkage.verdicts import SURE
from qiao.engines.linkage.words import PARTED, words_of
from qiao.exceptions import TableUnreadableError

OK, SOME_REFUSED, USAGE = 0, 1, 2
PAIRS = ("id_a", "id_b", "verdict", "probability", "reasons")
CLUSTERS = ("id", "cluster")
DOUBTS = ("row", "id", "field", "problem", "remedy")
MOST_OF_A_KEY = 200
"""Rows under one key beyond which it says nothing of them."""
FACTS = frozenset({"PHONE", "ADDRESS", "LINK"})
_STEPS = 5

Values = dict[str, Any]
Engine = Callable[..., Links]


def verdict_of(links: Links, place: int, columns: ReportColumns) -> str:
    """Return same, update (the same with a later figure), branch, different or unsure."""
    parted = {NUMBER: "different", CAMPUS: "branch"}.get(int(links.parted[place]))
    if parted:
        return parted
    if links.probability[place] < SURE:
        return "unsure"
    one, other = links.one[place], links.other[place]
    figures, times = columns.quantity[[one, other]], columns.time[[one, other]]
    is_update = min(figures) >= 0 and figures[0] != figures[1] and abs(times[0] - times[1]) > 0
    return "update" if is_update else "same"


def weighed(links: Links, place: int) -> list[tuple[str, float, tuple[str, str]]]:
    """Return what speaks for and against a pair: field, bits of evidence and words, the weightiest first."""
    found = [
        (FIELDS[field], links.weights.bits[field][level], words_of(field, int(level)))
        for field, level in enumerate(links.levels[place])
        if level
    ]
    found.sort(key=lambda one: -abs(one[1]))
    return found


def _report_pairs(told: Told, columns: ReportColumns, links: Links) -> Iterator[Values]:
    for place in range(len(links.one)):
        reasons = [
            f"{chinese} {english} ({bits:+.1f})" for _, bits, (chinese, english) in weighed(links, place)
        ]
        if links.parted[place]:
            reasons.insert(0, " ".join(PARTED[int(links.parted[place])]))
        yield {
            "id_a": told.ids[links.one[place]],
            "id_b": told.ids[links.other[place]],
            "verdict": verdict_of(links, place, columns),
            "probability": round(float(links.probability[place]), 4),
            "reasons": "; ".join(reasons),
        }


def _is_told(verdict: Verdict) -> bool:
    """Say whether a pair is worth telling: not different, or different though it shares a fact."""
    return verdict.kind is not VerdictKind.DIFFERENT or bool(
        FACTS & {reason.code for reason in verdict.reasons}
    )


def _near(firsts: dict[OrganisationRecord, int]) -> list[tuple[OrganisationRecord, OrganisationRecord]]:
    """Return the records that share a key, each pair once, in order of rows; a crowded key says nothing."""
    by_key: dict[str, list[OrganisationRecord]] = defaultdict(list)
    for record in firsts:
        for key in organisation_keys(record):
            by_key[key].append(record)
    near = {
        pair for found in by_key.values() if len(found) <= MOST_OF_A_KEY for pair in combinations(found, 2)
    }
    return sorted(near, key=lambda pair: (firsts[pair[0]], firsts[pair[1]]))


def organisation_pairs(told: Told, *, quiet: bool = True) -> Iterator[tuple[int, int, Values]]:
    """Yield (row, row, pair) of organisations that share a key: those that may be one, and those kept apart.

    Of rows that say the same in every column each is paired with the first.
    """
    firsts: dict[OrganisationRecord, int] = {}
    for row, record in enumerate(told.organisations()):
        first = firsts.setdefault(record, row)
        if first != row:
            yield from _pair(told, first, row, same_organisation(record, record))
    for one, other in tqdm(_near(firsts), unit=" 对 pairs", disable=quiet, file=sys.stderr):
        yield from _pair(told, firsts[one], firsts[other], same_organisation(one, other))


def _pair(told: Told, one: int, other: int, verdict: Verdict) -> Iterator[tuple[int, int, Values]]:
    """Yield the pair if it is worth telling."""
    if not _is_told(verdict):
        return
    reasons = "; ".join(f"{reason.chinese} {reason.english}" for reason in verdict.reasons)
    yield one, other, {
        "id_a": told.ids[one], "id_b": told.ids[other], "verdict": verdict.kind.value.lower(),
        "probability": round(verdict.probability, 4), "reasons": reasons,
    }  # fmt: skip


def link(
    told: Told, *, engine: Engine = link_table, quiet: bool = True
) -> tuple[Iterator[Values], list[int]]:
    """Return the pairs of rows that may mean the same, and the cluster of each row."""
    if told.kind == "organization":
        found = list(organisation_pairs(told, quiet=quiet))
        same = [(one, other) for one, other, pair in found if pair["verdict"] == "same"]
        ends = np.array(same, dtype=np.int64).reshape(-1, 2)
        return (pair for _, _, pair in found), components(len(told), ends[:, 0], ends[:, 1]).tolist()
    columns = told.reports()
    with tqdm(total=_STEPS, unit=" 步 steps", disable=quiet, file=sys.stderr) as bar:
        links = engine(columns, progress=lambda _step: bar.update() and None)
    return _report_pairs(told, columns, links), links.cluster.tolist()


def _read(source: Path, kind: str, *, quiet: bool) -> Told:
    steps = tqdm(read_rows(source, kind), unit=" 行 rows", disable=quiet, file=sys.stderr)
    last: deque[Told] = deque(steps, maxlen=1)
    return last[0]


def _engine(name: str) -> Engine:
    """Return an engine by its name; Splink is asked for only here, for it is not always installed."""
    if name == "own":
        return link_table
    from qiao.batch.splink_link import link_with_splink

    return link_with_splink


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qiao link",
        description="找出表中说同一件事的行；不用数据库，不联网。 Find the rows of a table that mean the same; no database.",
        epilog="退出码 exit codes: 0 全部读完 all read; 1 有的行或格没有读，见 OUT.refused.jsonl some rows or cells were not read; 2 用法不对 usage.",
    )
    parser.add_argument(
        "--kind", required=True, choices=("organization", "report"), help="单位或信息 what a row is"
    )
    parser.add_argument(
        "--engine", default="own", choices=("own", "splink"), help="引擎 engine, for reports (default: own)"
    )
    parser.add_argument("source", metavar="IN", type=Path, help="id, name, city, district, address, phones, links, text, time, item, quantity; 单位、电话……也认得 Chinese headers too")  # fmt: skip
    parser.add_argument("target", metavar="OUT", type=Path, help="XLSX: 两张表 two sheets; JSONL, CSV: OUT.pairs.*, OUT.clusters.*")  # fmt: skip
    return parser


def _tell(doubts: list[Doubt], target: Path) -> None:
    """Write the doubts beside *target* and say how many there are."""
    beside = target.with_name(f"{target.stem}.refused.jsonl")
    beside.unlink(missing_ok=True)
    if not doubts:
        return
    with write_table(beside, DOUBTS) as table:
        for doubt in doubts:
            table.write(doubt._asdict())
    first = doubts[0]
    sys.stderr.write(
        f"{len(doubts)} 处没有读，见 {beside.name}。 {len(doubts)} rows or cells were not read, see {beside.name}.\n"
        f"第 {first.row} 行 row {first.row}: {first.field} {first.problem}; {first.remedy}\n"
    )


def run(options: argparse.Namespace) -> list[Doubt]:
    """Link the rows of one table into another; return what could not be read."""
    quiet = not sys.stderr.isatty()
    engine = _engine(options.engine)
    told = _read(options.source, options.kind, quiet=quiet)
    with write_sheets(options.target, {"pairs": PAIRS, "clusters": CLUSTERS}) as tables:
        pairs, clusters = link(told, engine=engine, quiet=quiet)
        for pair in tqdm(pairs, unit=" 对 pairs", disable=quiet, file=sys.stderr):
            tables["pairs"].write(pair)
        for key, cluster in zip(told.ids, clusters, strict=True):
            tables["clusters"].write({"id": key, "cluster": told.ids[cluster]})
    return told.doubts


def main(argv: list[str] | None = None) -> int:
    """Run the command; return 0, 1 when some rows or cells were not read, 2 when it cannot run at all."""
    parser = _parser()
    options = parser.parse_args(argv)
    try:
        if ending_of(options.source) and options.source.resolve() == options.target.resolve():
            parser.error("IN 与 OUT 是同一个文件 IN and OUT are the same file")
        doubts = run(options)
    except TableUnreadableError as error:
        sys.stderr.write(f"{error.message('zh')}\n{error.message('en')}\n")
        return USAGE
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return USAGE
    _tell(doubts, options.target)
    return SOME_REFUSED if doubts else OK


if __name__ == "__main__":
    sys.exit(main())
