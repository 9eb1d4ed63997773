"""Pairs of names as people wrote them in tables, addresses, notes and posts, many of them the same organisation.

A label names both places where the names stand (file, row, column, from, to); the texts stay in ../shared/data. Only the
city is told beside the names: no telephone, no address.
"""

import csv
from collections import Counter
from functools import lru_cache

from bench._linkage_labels import LABELS, SHARED, rows_of, wilson
from qiao.engines.linkage import OrganisationRecord, same_organisation

FILE = "organisation_mentions.csv"
SETS = (("first", "labelled blind"), ("second", "labelled blind, asked after mending"))


@lru_cache
def table(path: str) -> list[dict[str, str]]:
    """Return a table of the shared data, read once."""
    return rows_of(SHARED / path)


def said(where: str) -> str:
    """Return the name that stands at a place of a table."""
    path, row, column, start, end = where.rsplit(":", 4)
    return table(path)[int(row)][column][int(start) : int(end)]


def mentions(*, errors: bool) -> None:
    """Print precision and recall of 'same' on both sets, and how many branches were merged."""
    if not SHARED.is_dir():
        print("skipped: no shared data")
        return
    with (LABELS / FILE).open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    for name, told in SETS:
        counts, wrong = Counter[tuple[str, str]](), []
        for row in (one for one in labels if one["set"] == name):
            pair = [OrganisationRecord(said(row[side]), row["city"]) for side in ("a", "b")]
            verdict = same_organisation(*pair)
            counts[row["label"], verdict.kind.lower()] += 1
            if row["label"] != verdict.kind.lower():
                names = " | ".join(one.name for one in pair)
                wrong.append(
                    f"  {row['label']} → {verdict.kind}: {names} ({row['city']}) {verdict.reasons[0].english}"
                )
        same = sum(count for (_, verdict), count in counts.items() if verdict == "same")
        true = sum(count for (label, _), count in counts.items() if label == "same")
        branch = sum(count for (label, _), count in counts.items() if label == "branch")
        unsure = counts["same", "unsure"]
        print(f"{FILE}, {name} set, {told}: {counts.total()} pairs")
        print(f"  'same' precision {wilson(counts['same', 'same'], same)}, recall {wilson(counts['same', 'same'], true)}")  # fmt: skip
        print(f"  same but told as a question {unsure}, as different {counts['same', 'different']}, as a branch {counts['same', 'branch']}")  # fmt: skip
        print(f"  branches merged {counts['branch', 'same']} of {branch}, told as branches {counts['branch', 'branch']}")  # fmt: skip
        print("\n".join(wrong) if errors else "", end="\n" if errors else "")
