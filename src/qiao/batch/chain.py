"""`./qiao batch chain IN OUT`: all jobs one after another, each fed by those before it; broken off, it goes on."""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qiao.batch.between import STEPS as BETWEEN
from qiao.batch.runners.folder import MANIFEST, write_whole
from qiao.exceptions import BatchInputError

OK, SOME_REFUSED, STOPPED = 0, 1, 130
TOLD = "chain.json"
GIVEN = ("reports", "offers", "places", "official", "volunteers")
"""Tables that come in, as `./qiao simulate --form parquet` writes them."""
JOBS = {
    "extract": "reports",
    "tellings": "extract",
    "link": "needs",
    "allocate": "goods",
    "gaps": "places_heard",
    "aggregates": "voices",
    "bulletins": "voices",
    "meet": "needs",
}
"""Job → what it reads."""
ORDER = (
    "extract", "tellings", "needs", "link", "voices", "goods", "allocate", "places", "gaps", "aggregates", "bulletins",
    "meet",
)  # fmt: skip


@dataclass(frozen=True)
class Measured:
    """What a step took: seconds of the wall and of all its processes, the largest of them, what it left on the disk."""

    step: str
    rows: int
    wall_s: float
    cpu_s: float
    peak_mb: float
    disk_mb: float


def lines_of(source: Path, target: Path, options: argparse.Namespace) -> list[tuple[str, list[str]]]:
    """Return each step with the command that does it, in order; any of them may be run by itself."""
    where = {name: source / f"{name}.parquet" for name in GIVEN}
    made = {name: target / name for name in JOBS}
    rows = {name: target / f"{name}.parquet" for name in BETWEEN}
    bounds = ["--processes", str(options.processes), "--memory", options.memory]
    found = []
    for step in ORDER:
        if step in BETWEEN:
            known = where | made | {name: path for name, path in rows.items() if name != step}
            told = [f"{table}={known[table]}" for table in BETWEEN[step].tables]
            found.append((step, ["qiao.batch.between", step, str(rows[step]), *told, *bounds]))
            continue
        given = (
            {"places_heard": rows["places"]}
            | where
            | made
            | {n: rows[n] for n in ("needs", "voices", "goods")}
        )
        line = ["qiao.batch.command", step, str(given[JOBS[step]]), str(target / step), *bounds]
        runner = ["--runner", options.runner, "--master", options.master]
        own = ["--set", f"now={options.now}"] if step == "allocate" else []
        found.append((step, [*line, *runner, *own]))
    return found


def run(
    source: Path, target: Path, options: argparse.Namespace, *, say: Callable[[str], object]
) -> tuple[int, list[Measured]]:
    """Do every step that is not done; return 0, 1 where groups were refused, 2 where a step could not run.

    Raises
    ------
    BatchInputError
        When a table is missing.
    """
    lacking = [name for name in GIVEN if not (source / f"{name}.parquet").is_file()]
    if lacking:
        files = ", ".join(f"{name}.parquet" for name in lacking)
        raise BatchInputError(
            path=source.name,
            reason_zh=f"里面没有 {files}。用 ./qiao simulate 文件夹 --form parquet 写出，或照它的列备齐。",
            reason_en=f"it lacks {files}; ./qiao simulate OUT --form parquet writes them, or bring the same columns.",
        )
    target.mkdir(parents=True, exist_ok=True)
    measured: list[Measured] = _earlier(target)
    worst = OK
    for step, line in lines_of(source, target, options):
        code, told = _measure(step, line, target)
        worst = max(worst, code)
        if code > SOME_REFUSED:
            return code, measured
        had = next((one for one in measured if one.step == step), None)
        if had is None or told.cpu_s >= had.cpu_s:  # a step that was there already took next to nothing
            measured = [one for one in measured if one.step != step] + [told]
        say(
            f"  {step}: {told.rows:,} 行 rows, {told.cpu_s:.1f} CPU s, {told.wall_s:.1f} s, {told.peak_mb:,.0f} MB\n"
        )
        write_whole(target / TOLD, {"steps": [vars(one) for one in measured]})
    return worst, measured


def _earlier(target: Path) -> list[Measured]:
    path = target / TOLD
    return (
        [Measured(**one) for one in json.loads(path.read_text(encoding="utf-8"))["steps"]]
        if path.exists()
        else []
    )


def _measure(step: str, line: list[str], target: Path) -> tuple[int, Measured]:
    began = time.perf_counter()
    running = subprocess.Popen([sys.executable, "-P", "-m", *line], stderr=None)  # noqa: S603 - our own modules
    _pid, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    return running.returncode, Measured(
        step,
        _rows(step, target),
        round(wall, 1),
        round(used.ru_utime + used.ru_stime, 1),
        round(_megabytes(used), 1),
        round(_disk(step, target) / 2**20, 1),
    )


def _megabytes(used: resource.struct_rusage) -> float:
    """Return the peak of the largest process; macOS counts bytes, others kilobytes."""
    return used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _made(step: str, target: Path) -> Path:
    return target / f"{step}.json" if step in BETWEEN else target / step / MANIFEST


def _rows(step: str, target: Path) -> int:
    path = _made(step, target)
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return int(told.get("rows", 0))


def _disk(step: str, target: Path) -> int:
    files = [target / f"{step}.parquet"] if step in BETWEEN else (target / step).rglob("*")
    return sum(one.stat().st_size for one in files if one.is_file())


def table(measured: list[Measured]) -> str:
    """Return what each step took, a line each, and all of it."""
    lines = ["| step | rows | CPU s | wall s | peak MB | disk MB |", "|---|---:|---:|---:|---:|---:|"]
    lines += [
        f"| {one.step} | {one.rows:,} | {one.cpu_s:.1f} | {one.wall_s:.1f} | {one.peak_mb:,.0f} | {one.disk_mb:,.1f} |"
        for one in measured
    ]
    cpu, wall = (sum(getattr(one, name) for one in measured) for name in ("cpu_s", "wall_s"))
    disk, peak = sum(one.disk_mb for one in measured), max((one.peak_mb for one in measured), default=0.0)
    return "\n".join([*lines, f"| all | | {cpu:.1f} | {wall:.1f} | {peak:,.0f} | {disk:,.1f} |"])
