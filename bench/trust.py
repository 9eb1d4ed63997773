"""Nothing is lost: the promises of SECURITY 7 tried on a real server, a table of which were held.

SQLite always; PostgreSQL too where QIAO_DATABASE_URL names a database that may be filled (`pg_virtualenv bash -c '…'`).
R1 kill -9, R2 power cut (SQLite: bench/_trust_power.py says how), R3 the database falls (PostgreSQL), R4 repeats, R6 one
offer, R8 a backup under load and its restoring (SQLite), R10 a full disk (SQLite), R12 the clock. 1 where one was broken.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench._databases import add_databases, urls
from bench._trust_acts import clock_jumps, disk_full, killed, one_offer, repeated
from bench._trust_database import backup_under_load, database_falls
from bench._trust_house import House, Row, build
from bench._trust_power import power_cut


def main(argv: list[str]) -> int:
    """Try each promise on each database."""
    parser = argparse.ArgumentParser(prog="bench trust", description=__doc__)
    parser.add_argument(
        "--trials", type=int, default=200, help="kills of R1, default 200; a quarter are cuts of R2"
    )
    parser.add_argument("--rounds", type=int, default=100, help="rounds of R6, default 100")
    parser.add_argument("--repeats", type=int, default=1000, help="repeats of R4, default 1,000")
    parser.add_argument("--only", nargs="*", default=[], help="these promises only, as R1 R10")
    add_databases(parser)
    options = parser.parse_args(argv)
    broken = 0
    for url in urls(options):
        print(f"\n{'PostgreSQL' if url else 'SQLite'}", flush=True)
        with tempfile.TemporaryDirectory(prefix="qiao-bench-") as data:
            for row in promises(Path(data), url, options):
                broken += not row.holds
    return int(broken > 0)


def promises(data: Path, url: str, options: argparse.Namespace) -> Sequence[Row]:
    """Try the promises on one database, print a row for each."""
    (data / "house").mkdir()
    (data / "full").mkdir()
    house = build(data / "house", url)
    wanted, rows = {one.upper() for one in options.only}, []
    for name, act in _acts(house, data, options).items():
        if wanted and name not in wanted:
            continue
        began = time.monotonic()
        rows.append(act())
        print(f"{rows[-1].line()} ({time.monotonic() - began:.0f} s)", flush=True)
    return rows


def _acts(house: House, data: Path, options: argparse.Namespace) -> dict[str, Callable[[], Row]]:
    acts: dict[str, Callable[[], Row]] = {
        "R4": lambda: repeated(house, options.repeats),
        "R6": lambda: one_offer(house, options.rounds),
        "R12": lambda: clock_jumps(house),
        "R1": lambda: killed(house, options.trials),
    }
    if house.url:
        acts["R3"] = lambda: database_falls(house)
    else:
        acts["R8"] = lambda: backup_under_load(house, data)
        acts["R2"] = lambda: power_cut(house, max(4, options.trials // 4), data)
        acts["R10"] = lambda: disk_full(data / "full")
    return acts


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
