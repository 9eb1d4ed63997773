"""Would the tests see it? Mutants of engines and of money, by mutmut's operators, each tried by the tests that are its own.

A mutant that every test passes has survived: either a line that makes no difference, or a missing test. Where a module
has more than --most mutants, that many are drawn by the seed. --write keeps the table in bench/mutation.md.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench._storm import ROOT, environment

TABLE = Path(__file__).with_name("mutation.md")
ABOUT = (
    "# Mutants, and what the tests made of them",
    "",
    (
        "`./qiao bench mutation --write`. Operators of mutmut 3 inside functions; of a module with more mutants some are drawn "
        "by the seed (tried). A mutant that takes five times as long as the tests counts as killed."
    ),
    "",
    "| module | mutants | tried | killed | survived | score | when |",
    "|---|---|---|---|---|---|---|",
)
ENGINES = "tests/engines"
LEDGER = ("tests/funding/test_ledger.py", "tests/funding/test_ledger_checkpoints.py")
NUMBERS = (
    f"{ENGINES}/extraction/test_extraction_numerals.py",
    f"{ENGINES}/extraction/test_extraction_items.py",
)
SHARES = (f"{ENGINES}/allocation/test_properties.py", f"{ENGINES}/allocation/test_allocate.py")
TESTS: dict[str, tuple[str, ...]] = {
    "qiao.engines.small_cells.table": (f"{ENGINES}/small_cells",),
    **{f"qiao.engines.income.{one}": (f"{ENGINES}/income",) for one in ("concentration", "structure")},
    **{
        f"qiao.engines.eligibility.{one}": (f"{ENGINES}/eligibility",)
        for one in ("applicant", "clocks", "law", "routes", "rules")
    },
    "qiao.engines.hours.value": (f"{ENGINES}/hours",),
    **{f"qiao.engines.extraction.{one}": NUMBERS for one in ("numerals", "quantities")},
    "qiao.engines.allocation.expiry": (f"{ENGINES}/allocation/test_expiry.py", *SHARES),
    "qiao.engines.allocation.fairness": SHARES,
    "qiao.engines.allocation.greedy": SHARES,
    "qiao.engines.allocation.limits": (f"{ENGINES}/allocation/test_limits.py", *SHARES),
    **{f"qiao.funding.{one}": LEDGER for one in ("ledger_chain", "ledger_rows", "checks", "booking")},
    "qiao.funding.table_reading": ("tests/funding/test_importing.py",),
}


@dataclass
class Score:
    """What became of the mutants of a module."""

    module: str
    total: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)
    survivors: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""

    @property
    def killed(self) -> int:
        return self.verdicts.get("killed", 0) + self.verdicts.get("slow", 0)

    @property
    def survived(self) -> int:
        return self.verdicts.get("survived", 0)

    @property
    def share(self) -> str:
        tried = self.killed + self.survived
        return f"{self.killed / tried:.0%}" if tried else "–"


def main(argv: list[str]) -> int:
    """Try the modules one after the other."""
    parser = argparse.ArgumentParser(prog="bench mutation", description=__doc__)
    parser.add_argument(
        "--only", nargs="*", default=[], help="modules that begin with this, as qiao.engines.income"
    )
    parser.add_argument("--most", type=int, default=40, help="mutants a module, default 40; 0 is all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="keep the table in bench/mutation.md")
    options = parser.parse_args(argv)
    wanted = [one for one in TESTS if not options.only or one.startswith(tuple(options.only))]
    wrong = 0
    for one in wanted:
        score = scored(one, options)
        wrong += bool(score.error)
        if options.write and not score.error:
            TABLE.write_text(written([score], options, TABLE.read_text() if TABLE.exists() else ""))
    return int(wrong > 0)


def scored(module: str, options: argparse.Namespace) -> Score:
    """Try one module; print its row and its survivors."""
    began, score = time.monotonic(), Score(module)
    command = [
        sys.executable,
        "-m",
        "bench._mutation_one",
        module,
        *TESTS[module],
        "--seed",
        str(options.seed),
    ]
    command += ["--most", str(options.most or 10**9)]
    with tempfile.TemporaryDirectory(prefix="qiao-mutation-") as folder:
        env = environment(folder) | {
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "HYPOTHESIS_STORAGE_DIRECTORY": folder,
        }
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    for told in map(json.loads, (line for line in done.stdout.splitlines() if line.startswith("{"))):
        score.total = told.get("total", score.total)
        score.error = told.get("error", score.error)
        if verdict := told.get("verdict"):
            score.verdicts[verdict] = score.verdicts.get(verdict, 0) + 1
            score.survivors += [told] if verdict == "survived" else []
    if done.returncode and not score.error:
        score.error = done.stderr[-600:]
    print(f"  {row(score)} ({time.monotonic() - began:.0f} s) {score.error}", flush=True)
    for one in score.survivors:
        print(f"      {one['line']:>4} {one['function']}: {one['change'][:150]}", flush=True)
    return score


def row(score: Score) -> str:
    """Return the row of the table for people."""
    tried = score.killed + score.survived
    return f"{score.module:<42} {score.share:>4}: {score.killed} of {tried} killed, of {score.total} in all"


def written(scores: list[Score], options: argparse.Namespace, before: str) -> str:
    """Return the page that is kept: the modules tried now, and those that stand there from before."""
    rows = dict(re.findall(r"^\| ([a-z_.]+\.[a-z_]+) \|(.*)$", before, re.MULTILINE))
    told = re.findall(r"^- ([a-z_.]+):(.*)$", before, re.MULTILINE)
    for one in scores:
        name = one.module.removeprefix("qiao.")
        told = [each for each in told if each[0] != name]
        tried, how = one.killed + one.survived, f"{datetime.now(UTC):%Y-%m-%d}, seed {options.seed}"
        rows[name] = f" {one.total} | {tried} | {one.killed} | {one.survived} | {one.share} | {how} |"
        for each in one.survivors:
            change = each["change"].replace("`", "'")[:160]
            told.append((name, f"{each['line']} {each['function']}: `{change}`"))
    figures = [list(map(int, row.split("|")[:4])) for row in rows.values()]
    every, tried, killed, survived = map(sum, zip(*figures, strict=True))
    return "\n".join(
        [
            *ABOUT,
            *(f"| {name} |{rows[name]}" for name in sorted(rows)),
            f"| together | {every} | {tried} | {killed} | {survived} | {killed / max(1, tried):.0%} | |",
            "",
            "## Survivors",
            "",
            *(f"- {name}:{said}" for name, said in sorted(told)),
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
