"""One stage at one size in a process of its own: `python -m bench._scale_stages STAGE SIZE`, a line of JSON comes out."""

from __future__ import annotations

import csv
import json
import os
import resource
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from bench._scale_chain import allocation, batch_local, batch_spark, intake
from bench._scale_load import back

START = datetime(2020, 1, 20, tzinfo=UTC)
REPORTS_A_COUNTY, MOST_COUNTIES = 100, 2_800


def nation_of(reports: int) -> Any:
    """Return a crisis of so many reports: a hundred a county, until the nation has no more counties."""
    from qiao.batch.lexicon import reference_directory
    from qiao.batch.simulate import places_of
    from qiao.engines.simulation import EXAMPLE_ITEMS, Hazard, NationSetting, lay_out

    counties = max(1, min(MOST_COUNTIES, reports // REPORTS_A_COUNTY))
    places = places_of(reference_directory())
    setting = NationSetting(1, reports, START)
    return lay_out(setting, places=places, items=EXAMPLE_ITEMS[Hazard.EPIDEMIC], counties=counties)


def texts(reports: int) -> Iterator[str]:
    """Yield the texts of a crisis of so many reports."""
    from qiao.engines.simulation import blocks, rows_of

    nation = nation_of(reports)
    for block in blocks(nation):
        for one in rows_of(nation, block).messages:
            yield one.text


def simulate(reports: int) -> dict[str, float]:
    """Write the tables of a crisis."""
    from qiao.batch.simulate import simulate as write

    nation = nation_of(reports)
    with tempfile.TemporaryDirectory(prefix="qiao-bench-") as folder, _Clock() as clock:
        write(nation, Path(folder))
    return clock.told


def read(reports: int) -> dict[str, float]:
    """Read what each report asks and offers."""
    from qiao.batch.lexicon import reference_lexicon
    from qiao.engines.extraction import read as read_one

    held = list(texts(reports)) if reports <= 100_000 else None
    lexicon = reference_lexicon()
    with _Clock() as clock:
        for text in held if held is not None else texts(reports):
            read_one(text, lexicon)
    return clock.told


def link(reports: int) -> dict[str, float]:
    """Find the repeats among so many tellings of needs."""
    from bench._linkage_file import write
    from qiao.batch.link_rows import read_rows
    from qiao.engines.linkage.many import link_table

    with tempfile.TemporaryDirectory(prefix="qiao-bench-") as folder:
        path = Path(folder) / "told.csv"
        write(path, reports, 5)
        columns = deque(read_rows(path, "report"), maxlen=1)[0].reports()
        with path.open(encoding="utf-8", newline="") as file:
            rows = sum(1 for _ in csv.reader(file)) - 1
    with _Clock() as clock:
        link_table(columns)
    return clock.told | {"rows": rows}


def gaps(reports: int) -> dict[str, float]:
    """Draw up the four lists."""
    from bench._gap_scale import report

    with _Clock() as clock:
        told = report(counties=max(30, min(3_000, reports // 300)), reports=reports)
    return clock.told | {"wall": float(told["wall_s"]), "cpu": float(told["cpu_s"])}  # type: ignore[arg-type]


def database(needs: int) -> dict[str, float]:
    """Fill a database of its own; leave it where QIAO_DATA says, for the pages."""
    import django

    django.setup()
    from bench._scale_fill import fill
    from bench._storm import prepare
    from qiao.pages.search.index import drain_all

    prepare()
    with _Clock() as clock:
        rows = fill(needs, 5 * needs, quiet=True)
    with _Clock() as indexed:
        drain_all()
    return clock.told | {"movements": rows["relief_stockmovement"], "index_cpu": indexed.told["cpu"]}


def pages(needs: int) -> dict[str, Any]:
    """Fill a database, then ask every page; CPU milliseconds in SQLite are those of the statements too."""
    import logging

    told = database(needs)
    logging.disable(logging.CRITICAL)
    from bench._scale_fill import USER
    from bench._scale_pages import sweep

    found = sweep("bench", USER)
    cpu = sorted(one.cpu_ms for one in found)
    return told | {
        "pages": len(found),
        "p50_ms": cpu[len(cpu) // 2],
        "p95_ms": cpu[int(len(cpu) * 0.95)],
        "slow": [(one.path, round(one.cpu_ms), one.queries) for one in found if one.cpu_ms > SLOW_MS],
    }


SLOW_MS = 200
STAGES: dict[str, Callable[[int], dict[str, Any]]] = {
    "allocation": allocation,
    "intake": intake,
    "loaded back": back,
    "batch local": batch_local,
    "batch Spark": batch_spark,
    "simulate": simulate,
    "read": read,
    "link": link,
    "gaps": gaps,
    "database": database,
    "pages": pages,
}


class _Clock:
    """Wall and processor seconds, and the peak of memory."""

    def __enter__(self) -> Self:
        self.began, self.used = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.told: dict[str, Any] = {
            "wall": time.perf_counter() - self.began,
            "cpu": time.process_time() - self.used,
            "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiao.project.settings")
    name, size = sys.argv[1], int(sys.argv[2])
    print(json.dumps({"stage": name, "size": size, **STAGES[name](size)}))
