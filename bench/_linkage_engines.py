"""Whole tables linked by our engine, by Splink and by the rules of thumb people use: F1, speed, memory."""

import csv
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

import numpy as np

from bench._linkage_file import write
from bench._repeats import megabytes
from qiao.batch.link_rows import read_rows
from qiao.engines.linkage.clusters import components
from qiao.engines.linkage.columns import ReportColumns, encode
from qiao.engines.linkage.many import link_table

PEERS = """ENGINES.md B, F1 at 10k / 100k / 1M, rows a second of wall time, another machine:
  Splink 5 normalised   .993 / .9935 / .989   81 k/s  2.2 GB
  DuckDB jaro_winkler   .73  / .73   / .61    32 k/s  0.7 GB
  RapidFuzz in county   .50  / .49   / .49    52 k/s  0.5 GB
  exact keys            .17  / .16   / .15   730 k/s  0.4 GB
  recordlinkage         .93  / .82   / -      53 k/s  0.4 GB"""
SEED = 5


def exact(columns: ReportColumns) -> np.ndarray:
    """Return clusters of rows whose name, item and telephone are written alike."""
    codes = np.stack([columns.name.codes, columns.item.codes, columns.phones.codes])
    return np.unique(codes, axis=1, return_inverse=True)[1].reshape(-1)


def jaro_winkler(columns: ReportColumns) -> np.ndarray:
    """Return clusters of rows of one place and item within three days whose names are alike, by DuckDB."""
    import duckdb
    import pyarrow as pa

    table = encode(columns)
    rows = pa.table(  # noqa: F841 - DuckDB finds it by its name
        {
            "row": np.arange(len(columns)),
            "place": table.place,
            "item": table.item,
            "at": columns.time,
            "name": pa.array([columns.name.values[code] for code in columns.name.codes]),
        }
    )
    found = duckdb.sql(
        "SELECT l.row AS one, r.row AS other FROM rows l JOIN rows r USING (place, item) WHERE l.row < r.row "
        "AND abs(l.at - r.at) <= 3.05 * 86400 AND jaro_winkler_similarity(l.name, r.name) >= 0.9"
    ).fetchnumpy()
    return components(len(columns), found["one"], found["other"])


def splink(columns: ReportColumns) -> np.ndarray:
    """Return the clusters by Splink over our columns."""
    from qiao.batch.splink_link import link_with_splink

    return link_with_splink(columns).cluster


ENGINES = {
    "own": lambda columns: link_table(columns).cluster,
    "splink": splink,
    "jaro-winkler": jaro_winkler,
    "exact": exact,
}


def pairs_in(labels: np.ndarray) -> int:
    """Return how many pairs of rows bear the same label."""
    _, counts = np.unique(labels, return_counts=True)
    return int((counts * (counts - 1) // 2).sum())


def measure(engine: str, path: Path) -> dict[str, float]:
    """Link a table with one engine; return its scores."""
    with path.open(encoding="utf-8", newline="") as file:
        truth = np.array([int(row["need"]) for row in csv.DictReader(file)])
    columns = deque(read_rows(path, "report"), maxlen=1)[0].reports()
    before, begin = time.process_time(), time.perf_counter()
    cluster = ENGINES[engine](columns)
    cpu, wall = time.process_time() - before, time.perf_counter() - begin
    both, found, told = pairs_in(truth * len(truth) + cluster), pairs_in(cluster), pairs_in(truth)
    return {
        "precision": both / max(1, found), "recall": both / told, "f1": 2 * both / (found + told),
        "per_cpu_second": len(truth) / cpu, "wall": wall, "megabytes": megabytes(),
    }  # fmt: skip


def main(rows: int, engines: list[str]) -> None:
    """Print a line for each engine, each in a process of its own."""
    print(PEERS)
    print(f"here, {rows:,} invented tellings, from columns to clusters:")
    with tempfile.TemporaryDirectory(prefix="qiao-bench-") as folder:
        path = Path(folder) / "told.csv"
        write(path, rows, SEED)
        for engine in engines:
            command = [sys.executable, "-W", "ignore", "-m", "bench._linkage_engines", engine, str(path)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            told = json.loads(done.stdout.splitlines()[-1])
            print(
                f"  {engine:13} F1 {told['f1']:.4f}  P {told['precision']:.4f}  R {told['recall']:.4f}"
                f"  {told['per_cpu_second']:9,.0f} rows a CPU s  {told['wall']:6.1f} s  {told['megabytes']:5,.0f} MB"
            )
        command_line(path, rows)
    print()


def command_line(path: Path, rows: int) -> None:
    """Print what `./qiao link` takes for the table, from file to file."""
    begin = time.perf_counter()
    command = [sys.executable, "-m", "qiao.batch.link", "--kind", "report", str(path), str(path.with_name("out.csv"))]  # fmt: skip
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    held = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  ./qiao link, file to file: {time.perf_counter() - begin:.1f} s for {rows:,} rows; largest child so far {held:,.0f} MB")  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))
