"""Labelled pairs of organisations and of recipients: verdicts against labels, texts found again by their hashes."""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import sha256
from itertools import combinations
from math import sqrt
from pathlib import Path

from qiao.engines.linkage import OrganisationRecord, link_recipients, same_organisation

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
LABELS = ROOT / "bench" / "labels"
TABLES = (
    ("wuhan2020/hospital_history.csv", "city", "hospital"),
    ("wuhan2020/hospitals.csv", "city", "hospital"),
    ("wuhan2020/needs.csv", "city", "hospital"),
    ("health_facilities/designated_hospitals_hubei_wuhan_support.csv", "city", "name"),
    ("health_facilities/fever_clinics_designated_hospitals_20200211.csv", "city", "name"),
)
SETS = (("organisation_pairs.csv", "labelled with the verdict in sight"), ("organisation_pairs_blind.csv", "labelled blind"))  # fmt: skip


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def pairs_by_key() -> Iterator[tuple[str, str, str, str]]:
    """Yield (key, name, name, city) of all pairs of names of one city."""
    names: dict[str, set[str]] = defaultdict(set)
    for table, city, name in TABLES:
        for row in rows_of(SHARED / table):
            names[row[city]].add(row[name].strip())
    for city, found in names.items():
        for one, other in combinations(sorted(found), 2):
            yield sha256(f"{one}|{other}{city}".encode()).hexdigest()[:16], one, other, city


def wilson(hits: int, of: int) -> str:
    """Return a share with its 95 % interval."""
    if not of:
        return "-"
    share, z = hits / of, 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{share:.3f} ({hits}/{of}, {middle - half:.2f} to {middle + half:.2f})"


def records(row: dict[str, str], one: str, other: str, city: str) -> list[OrganisationRecord]:
    """Return both sides; what they share is told as a count only, so it is made up as keys."""
    phones = frozenset(f"key{number}" for number in range(int(row["shared_phones"])))
    links = frozenset({"link"}) if int(row["shared_links"]) else frozenset[str]()
    address = "address" if int(row["shared_addresses"]) else ""
    return [OrganisationRecord(name, city, phones, address, links) for name in (one, other)]


def organisations(*, errors: bool) -> None:
    """Print precision and recall of 'same' on both sets, and how many branches were merged."""
    if not SHARED.is_dir():
        print("skipped: no shared data")
        return
    labels = [(name, told, {row["pair"]: row for row in rows_of(LABELS / name)}) for name, told in SETS]
    wanted = set().union(*(rows for _, _, rows in labels))
    found = {key: names for key, *names in pairs_by_key() if key in wanted}
    for name, told, rows in labels:
        counts, wrong = Counter[tuple[str, str]](), []
        for key, row in rows.items():
            if key not in found:
                continue
            verdict = same_organisation(*records(row, *found[key]))
            counts[row["label"], verdict.kind.lower()] += 1
            if row["label"] != verdict.kind.lower():
                wrong.append(f"  {row['label']} → {verdict.kind}: {found[key]} {verdict.reasons[0].english}")
        same = sum(count for (_, verdict), count in counts.items() if verdict == "same")
        true = sum(count for (label, _), count in counts.items() if label == "same")
        branch = sum(count for (label, _), count in counts.items() if label == "branch")
        print(f"{name}, {told}: {counts.total()} of {len(rows)} pairs found again")
        print(f"  'same' precision {wilson(counts['same', 'same'], same)}, recall {wilson(counts['same', 'same'], true)}")  # fmt: skip
        print(f"  branches merged {counts['branch', 'same']} of {branch}, told as branches {counts['branch', 'branch']}")  # fmt: skip
        print("\n".join(wrong) if errors else "", end="\n" if errors else "")


def recipients(*, errors: bool) -> None:
    """Print how many recipients of the Red Cross are linked to the hospital that asked."""
    path = SHARED / "benchmarks" / "recipient_linking.jsonl"
    if not path.is_file():
        print("skipped: no recipients")
        return
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    asked = sorted({row["hospital"].strip() for row in rows_of(SHARED / "wuhan2020/needs.csv") if row["city"] == "武汉市"})  # fmt: skip
    asked = sorted({*asked, *(row["canonical_name"] for row in rows if row["canonical_name_in_wuhan2020_needs"] == "1")})  # fmt: skip
    links = link_recipients([row["recipient_as_written"] for row in rows], asked, city="武汉市")
    told = Counter[str]()
    for row, link in zip(rows, links, strict=True):
        is_asked = row["canonical_name_in_wuhan2020_needs"] == "1"
        right = link.name == row["canonical_name"] if is_asked else link.name is None
        told[("sure " if link.is_sure else "proposed ") + ("right" if right else "wrong") if link.name else ("none, right" if right else "missed")] += 1  # fmt: skip
        if errors and not right:
            print(f"  {row} → {link}")
    print(f"recipients of the Red Cross among {len(asked)} hospitals that asked: {dict(told)}")
