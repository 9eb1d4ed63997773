"""Strangers' bytes: each reader of them fuzzed for a while, by coverage where atheris has a wheel, else by mutation.

Held: nothing but our own refusals is raised, no input takes more than 10 s, and what each target promises of any input
(a masked copy is as long as its text, spans lie in it, each row has one verdict; bench/_fuzz_targets.py). Every find is
mended and becomes a fixed test. 1 where there is one; --replay FILE runs a kept input again.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench._storm import ROOT, environment

LAST_LINES = 14


def main(argv: list[str]) -> int:
    """Fuzz the targets one after the other, print a row for each."""
    parser = argparse.ArgumentParser(prog="bench fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="a target, default 60")
    parser.add_argument("--only", nargs="*", default=[], help="these targets only")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--keep", type=Path, help="keep finds and corpora there; a corpus that is there is gone on from"
    )
    parser.add_argument("--replay", type=Path, help="run one target (--only) on the bytes of this file")
    options = parser.parse_args(argv)
    found = 0
    with tempfile.TemporaryDirectory(prefix="qiao-fuzz-") as folder:
        kept = options.keep or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        for name in options.only or names(folder):
            found += fuzzed(name, kept, folder, options)
    print(f"{found} found")
    return int(found > 0)


def names(folder: str) -> list[str]:
    """Return the targets; asked in another process, because Django is to be set up before they are imported."""
    asked = "import django; django.setup(); from bench._fuzz_targets import TARGETS; print(*TARGETS)"
    done = subprocess.run(
        [sys.executable, "-c", asked],
        env=_environment(folder),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def fuzzed(name: str, kept: Path, folder: str, options: argparse.Namespace) -> int:
    """Fuzz one target; return 1 where something was found."""
    command = [
        sys.executable,
        "-m",
        "bench._fuzz_one",
        name,
        "--kept",
        str(kept),
        "--seed",
        str(options.seed),
    ]
    command += [
        "--seconds",
        str(options.seconds),
        *(["--replay", str(options.replay)] if options.replay else []),
    ]
    began = time.monotonic()
    done = subprocess.run(
        command,
        env=_environment(folder),
        cwd=ROOT,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    said = done.stdout + done.stderr
    engine = re.search(r"^engine: (\w+)", said, re.MULTILINE)
    runs = re.search(r"number_of_executed_units: *(\d+)", said)
    slowest = re.search(r"slowest_unit_time_sec: *(\d+)", said)
    reached = re.findall(r"cov: (\d+)", said)
    told = f"{engine[1] if engine else '-':<9} {int(runs[1]) if runs else 0:>9,} inputs, "
    told += (
        f"{reached[-1] if reached else '-':>6} edges, slowest ≤ {int(slowest[1]) + 1 if slowest else '?'} s"
    )
    verdict = "nothing found" if done.returncode == 0 else f"FOUND (exit {done.returncode})"
    print(f"  {name:<13} {told}: {verdict} ({time.monotonic() - began:.0f} s)", flush=True)
    if done.returncode:
        lines = [
            one for one in said.splitlines() if one.strip() and not one.startswith(("#", "INFO", "stat::"))
        ]
        print("\n".join(f"      {one}" for one in lines[-LAST_LINES:]))
    return int(done.returncode != 0)


def _environment(folder: str) -> dict[str, str]:
    own = environment(folder)
    return own | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}", "PYTHONUTF8": "1"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
