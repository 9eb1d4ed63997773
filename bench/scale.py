"""Growth curves: invented crises of 10⁴ reports and more, stage by stage, each in a process of its own.

Seconds of processor and of the wall, memory, and the slope between sizes (1 is linear). Stages: simulate, read
(extraction), link, allocation (by province and thing), gaps; batch local and batch Spark (all jobs, one after another,
on two cores); loaded back (records out, through the jobs, back into the database); intake (filled forms through the live door), database (rows into SQLite, and into PostgreSQL where
QIAO_DATABASE_URL names a database that may be filled), pages (every list, map, search and trace page). Runs are written to --into, one JSON line each, and a
size that is there already is not run again; --chart draws what is there.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench._scale_chart import draw
from bench._scale_stages import STAGES
from bench._storm import ROOT, environment

CHART = ROOT / "docs" / "pictures" / "scale.svg"
RUNS = ROOT / "bench" / "scale_runs.jsonl"
IN_DATABASE = ("database", "pages", "intake", "loaded back")


def main(argv: list[str]) -> int:
    """Run what is not there yet, print the table, draw the chart."""
    parser = argparse.ArgumentParser(prog="bench scale", description=__doc__)
    parser.add_argument(
        "--sizes", type=int, nargs="*", default=[10_000, 100_000], help="reports, or needs in a database"
    )
    parser.add_argument("--stages", nargs="*", default=[*STAGES], choices=[*STAGES], help="default: all")
    parser.add_argument("--into", type=Path, default=RUNS, help="where runs are kept, a line of JSON each")
    parser.add_argument("--chart", action="store_true", help=f"draw {CHART.relative_to(ROOT)}")
    options = parser.parse_args(argv)
    runs = read_runs(options.into)
    failed = 0
    for stage in options.stages:
        for url in urls_of(stage):
            name = f"{stage} {'PostgreSQL' if url else 'SQLite'}" if stage in IN_DATABASE else stage
            for size in options.sizes:
                if (name, size) not in {(one["stage"], one["size"]) for one in runs}:
                    told = run(stage, size, url)
                    failed += told is None
                    if told is not None:
                        runs.append(told | {"stage": name})
                        keep(options.into, runs[-1])
    print(table(runs))
    if options.chart:
        CHART.write_text(draw(runs), encoding="utf-8")
    return int(failed > 0)


def urls_of(stage: str) -> list[str]:
    """Return the databases of a stage: "" is SQLite."""
    named = os.environ.get("QIAO_DATABASE_URL")
    return ["", named] if stage in IN_DATABASE and named else [""]


def run(stage: str, size: int, url: str) -> dict[str, Any] | None:
    """Run one stage in a process of its own; None where it failed, which is told."""
    with tempfile.TemporaryDirectory(prefix="qiao-bench-") as data:
        env = environment(data, url)
        env["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
        command = [sys.executable, "-m", "bench._scale_stages", stage, str(size)]
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{stage} {size:,} failed: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    print(
        f"  {stage} {size:,}: {found['cpu']:.1f} CPU s, {found['wall']:.1f} s, {found['mb']:.0f} MB",
        flush=True,
    )
    return found


def read_runs(path: Path) -> list[dict[str, Any]]:
    """Return the runs that were kept."""
    return (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    )


def keep(path: Path, told: dict[str, Any]) -> None:
    """Add a run to those kept."""
    rounded = {name: round(value, 2) if isinstance(value, float) else value for name, value in told.items()}
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(rounded, ensure_ascii=False) + "\n")


def slope(first: dict[str, Any], last: dict[str, Any]) -> float:
    """Return by which power of the size the processor's seconds grow between two runs."""
    return math.log(max(last["cpu"], 0.01) / max(first["cpu"], 0.01)) / math.log(last["size"] / first["size"])


def table(runs: list[dict[str, Any]]) -> str:
    """Return a line for each run, stage by stage."""
    by_stage: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in runs:
        by_stage[one["stage"]].append(one)
    lines = [
        "| stage | size | CPU s | a CPU s | wall s | peak MB | slope |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for stage, held in by_stage.items():
        ordered = sorted(held, key=lambda one: one["size"])
        for before, one in zip([None, *ordered], ordered, strict=False):
            power = f"{slope(before, one):.2f}" if before else "–"
            rate = one["size"] / max(one["cpu"], 0.01)
            lines.append(
                f"| {stage} | {one['size']:,} | {one['cpu']:.1f} | {rate:,.0f} | {one['wall']:.1f} | {one['mb']:,.0f} | {power} |"
            )
    return "\n".join(lines)
