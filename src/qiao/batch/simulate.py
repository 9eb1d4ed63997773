"""`./qiao simulate OUT`: an invented crisis from one county to the nation, as tables, in bounded memory. No database."""

import argparse
import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from tqdm import tqdm

from qiao.batch.lexicon import GROUPING, reference_directory
from qiao.engines.simulation import (
    EXAMPLE_ITEMS,
    LABEL,
    Block,
    Hazard,
    Nation,
    NationSetting,
    PlaceRow,
    SyntheticMessage,
    blocks,
    lay_out,
    organizations_of,
    rows_of,
    volunteers_of,
)

OK, USAGE = 0, 2
START = "2020-01-20T08:00:00+08:00"
FORMS = ("jsonl", "parquet")
TABLES = ("places", "organizations", "volunteers", "reports", "offers", "official", "deliveries")
ABOUT = "simulation.json"
UNDER_WAY = 8
"""Parts that are made at a time; what is done waits in memory for its turn."""
Rows = list[dict[str, Any]]


class Sink(Protocol):
    """Takes the rows of a table as they were packed by a worker."""

    def put(self, packed: Any) -> None:
        """Write one packed piece."""


def places_of(directory: Path, within: str = "") -> list[PlaceRow]:
    """Return the places in force, without headings such as 市辖区; counties only where the code begins with *within*."""
    with (directory / "places.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] != GROUPING and not row["valid_to"]]
    return [
        PlaceRow(row["code"], row["name"], row["level"], row["parent"] or None)
        for row in rows
        if row["level"] != "county" or row["code"].startswith(within)
    ]


def report_row(one: SyntheticMessage) -> dict[str, Any]:
    """Return a report as one flat row: `id`, `text` and `time` as `./qiao extract` reads them, the truth beside."""
    truth = one.truth
    return {
        "id": one.id,
        "time": one.at.isoformat(),
        "channel": one.channel,
        "sender": one.sender,
        "reporter_place": one.reporter_place,
        "text": one.text,
        "true_type": truth.type,
        "true_place": truth.place,
        "true_items": json.dumps([asdict(item) for item in truth.items], ensure_ascii=False),
        "true_phones": " ".join(truth.phones),
        "true_organization": truth.organization,
        "true_urgency": truth.urgency,
        "repeat_of": truth.repeat_of,
        "synthetic": one.synthetic,
    }


def _flat(one: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(one).items()
    }


def block_rows(nation: Nation, block: Block) -> dict[str, Rows]:
    """Return the rows of a block by table."""
    made = rows_of(nation, block)
    return {
        "reports": [report_row(one) for one in made.messages],
        "offers": [_flat(one) for one in made.offers],
        "official": [_flat(one) for one in made.official],
        "deliveries": [_flat(one) for one in made.deliveries],
    }


def county_rows(nation: Nation, number: int) -> dict[str, Rows]:
    """Return the rows that are made once a county."""
    county = nation.counties[number]
    place = dict(zip(PlaceRow._fields, county.place, strict=True))
    facts = {"population": county.population, "severity": county.severity, "voice": county.voice.value}
    organizations = organizations_of(nation, county)
    return {
        "places": [place | facts | {"reports": county.reports, "synthetic": True}],
        "organizations": [
            {"name": one.name, "place": one.place, "contact": one.contact.name, "phone": one.contact.phone, "synthetic": True}
            for one in organizations
        ],
        "volunteers": [_flat(one) for one in volunteers_of(nation, county)],
    }  # fmt: skip


def _lines(rows: Rows) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


SHAPES = {
    "places": {"population": "int64", "severity": "double", "reports": "int64"},
    "reports": {"true_urgency": "int64"},
    "offers": {"quantity": "int64"},
    "official": {"listed": "int64", "truly": "int64"},
    "deliveries": {"sent": "int64", "received": "int64"},
}


def _arrow(table: str, rows: Rows) -> Any:
    """Return the rows as an Arrow table of which every column has its kind, also where all of it is empty."""
    import pyarrow as pa

    names = list(rows[0])
    kinds = {name: pa.type_for_alias(kind) for name, kind in SHAPES.get(table, {}).items()}
    kinds["synthetic"] = pa.bool_()
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in names])
    return pa.Table.from_pylist(rows, schema=schema)


class _Lines:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def put(self, packed: bytes) -> None:
        self._file.write(packed)


class _Parquet:
    """A Parquet file of row groups; opened with the first, for that knows the columns."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self._path, self._stack = path, stack
        self._writer: Any = None

    def put(self, packed: Any) -> None:
        import pyarrow.parquet as pq

        if self._writer is None:
            opened = pq.ParquetWriter(self._path, packed.schema, compression="zstd")
            self._writer = self._stack.enter_context(opened)
        self._writer.write_table(packed)


def _packed(tables: dict[str, Rows], form: str) -> dict[str, Any]:
    filled = {name: rows for name, rows in tables.items() if rows}
    if form == "parquet":
        return {name: _arrow(name, rows) for name, rows in filled.items()}
    return {name: _lines(rows) for name, rows in filled.items()}


_AT_HAND: list[tuple[Nation, str]] = []
"""The crisis a process works on: handed over once, not with every part."""


def _begin(nation: Nation, form: str) -> None:
    _AT_HAND[:] = [(nation, form)]


def _work(make: Callable[[Nation, Any], dict[str, Rows]], part: Any) -> dict[str, Any]:
    nation, form = _AT_HAND[0]
    return _packed(make(nation, part), form)


def _in_turn(
    pool: ProcessPoolExecutor | None, work: Callable[[Any], Any], parts: Iterable[Any]
) -> Iterator[Any]:
    """Yield what comes of each part, in order; a few at a time are under way, so memory stays bounded."""
    waiting = iter(parts)
    if pool is None:
        yield from map(work, waiting)
        return
    running = [pool.submit(work, part) for part in islice(waiting, UNDER_WAY)]
    while running:
        yield running.pop(0).result()
        running += [pool.submit(work, part) for part in islice(waiting, 1)]


def _pool(nation: Nation, form: str, processes: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(processes, get_context("spawn"), initializer=_begin, initargs=(nation, form))


def simulate(
    nation: Nation, target: Path, *, form: str = "jsonl", processes: int = 1, quiet: bool = True
) -> dict[str, int]:
    """Write a crisis into a folder, a file a table; return the reports and blocks written.

    Parameters
    ----------
    nation
        As `lay_out` gives it.
    target
        The folder; files of the same names are written over.
    form
        ``jsonl``, or ``parquet`` where pyarrow is installed.
    processes
        Processes to use. The files are the same, byte for byte.
    quiet
        No progress bar.
    """
    target.mkdir(parents=True, exist_ok=True)
    written = {"reports": 0, "blocks": 0}
    with ExitStack() as stack:
        if form == "parquet":
            sinks: dict[str, Sink] = {name: _Parquet(target / f"{name}.parquet", stack) for name in TABLES}
        else:
            files = {name: (target / f"{name}.jsonl").open("wb") for name in TABLES}
            sinks = {name: _Lines(stack.enter_context(file)) for name, file in files.items()}
        _begin(nation, form)
        pool = stack.enter_context(_pool(nation, form, processes)) if processes > 1 else None
        for packed in _in_turn(pool, partial(_work, county_rows), range(len(nation.counties))):
            _put(sinks, packed)
        parts = list(blocks(nation))
        made = _in_turn(pool, partial(_work, block_rows), parts)
        bar = tqdm(total=nation.setting.reports, unit=" 条 reports", disable=quiet, file=sys.stderr)
        for block, packed in zip(parts, made, strict=True):
            _put(sinks, packed)
            written["reports"] += block.reports
            written["blocks"] += 1
            bar.update(block.reports)
        bar.close()
    return written


def _put(sinks: dict[str, Sink], packed: dict[str, Any]) -> None:
    for name, piece in packed.items():
        sinks[name].put(piece)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="qiao simulate",
        description="编一场危机：从一个县到全国，逐块写成表，内存不随条数长。全是示例数据，电话以 154 开头。"
        " Invent a crisis from one county to the nation, as tables, in bounded memory. The same seed gives the same bytes.",
    )
    parser.add_argument("target", metavar="OUT", type=Path, help="文件夹 folder")
    parser.add_argument("--reports", type=int, default=10_000, help="信息条数 reports (default: 10,000)")
    parser.add_argument("--counties", type=int, default=10, help="县数 counties (default: 10)")
    parser.add_argument(
        "--within",
        default="",
        metavar="代码",
        help="只用这个代码开头的县 counties whose code begins so, as 42",
    )
    parser.add_argument("--seed", type=int, default=1, help="种子 seed (default: 1)")
    parser.add_argument("--days", type=int, default=30, help="天数 days (default: 30)")
    parser.add_argument("--hazard", choices=[one.value for one in Hazard], default=Hazard.EPIDEMIC.value)
    parser.add_argument("--start", default=START, metavar="时刻", help=f"开始 beginning (default: {START})")
    parser.add_argument("--form", choices=FORMS, default=FORMS[0], help="default: jsonl")
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="进程数 processes (default: 1)")
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command; return 0, or 2 when it cannot run."""
    parser = _parser()
    options = parser.parse_args(argv)
    if options.processes < 1:
        parser.error("--processes: 至少 1 at least 1")
    try:
        setting = NationSetting(
            options.seed,
            options.reports,
            datetime.fromisoformat(options.start),
            options.days,
            Hazard(options.hazard),
        )
        nation = lay_out(
            setting,
            places=places_of(reference_directory(), options.within),
            items=EXAMPLE_ITEMS[setting.hazard],
            counties=options.counties,
        )
    except ValueError as error:
        parser.error(f"参数不对 {error}")
    quiet = not sys.stderr.isatty()
    try:
        written = simulate(
            nation, options.target, form=options.form, processes=options.processes, quiet=quiet
        )
        about = {"label": LABEL, "seed": setting.seed, "counties": options.counties, **written}
        (options.target / ABOUT).write_text(json.dumps(about, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return USAGE
    sys.stdout.write(
        f"{LABEL}：{written['reports']:,} 条信息 reports，{len(nation.counties):,} 个县 counties\n"
    )
    return OK


if __name__ == "__main__":
    sys.exit(main())
