"""Linkage measured: labelled pairs of organisations; whole tables; one new telling against all.

Pairs: ../shared/data/benchmarks/entity_pairs.csv, truth same, different, branch or unsure; ``--errors`` lists
those that came out otherwise. Tellings are invented, as many as ``--rows`` says.
"""

import argparse
import csv
import time
from collections import Counter
from pathlib import Path

from bench._linkage_engines import ENGINES
from bench._linkage_engines import main as whole_tables
from bench._linkage_labels import organisations, recipients
from bench._linkage_live import main as live
from bench._linkage_mentions import mentions
from qiao.engines.linkage import OrganisationRecord, Verdict, same_organisation

PAIRS = Path(__file__).resolve().parents[2] / "shared" / "data" / "benchmarks" / "entity_pairs.csv"
LABELS = ("same", "different", "branch", "unsure")
ROUNDS = 50


def records(row: dict[str, str]) -> tuple[OrganisationRecord, OrganisationRecord]:
    """Return both sides of a pair; what they share is told as a count only, so it is made up as keys."""
    phones = frozenset(f"key{number}" for number in range(int(row["shared_mobile_numbers"])))
    address = "address" if int(row["shared_addresses"]) else ""
    links = frozenset({"link"}) if int(row["shared_links"]) else frozenset[str]()
    return (
        OrganisationRecord(row["name_a"], row["city_a"], phones | {"a"}, address, links),
        OrganisationRecord(row["name_b"], row["city_b"], phones | {"b"}, address, links),
    )


def print_confusion(counts: Counter[tuple[str, str]]) -> None:
    """Print truth by line, verdict by column."""
    print(f"{'truth':12}" + "".join(f"{label:>11}" for label in LABELS))
    for truth in LABELS:
        print(f"{truth:12}" + "".join(f"{counts[truth, found]:>11}" for found in LABELS))
    found = sum(count for (_, verdict), count in counts.items() if verdict == "same")
    told = sum(count for (truth, _), count in counts.items() if truth == "same")
    hit = counts["same", "same"]
    print(f"\n'same': precision {hit / found if found else 1:.3f}  recall {hit / told if told else 1:.3f}")
    print(f"branches merged: {counts['branch', 'same']}")


def main(argv: list[str]) -> int:
    """Run the benchmark; 1 where a target is missed, 0 also where the labelled pairs are absent."""
    parser = argparse.ArgumentParser(prog="bench linkage", description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list the pairs judged otherwise than labelled")
    parser.add_argument("--rows", type=int, default=100_000, help="tellings known, default 100,000")
    parser.add_argument("--engines", nargs="*", default=[*ENGINES], choices=[*ENGINES], help="default: all")
    options = parser.parse_args(argv)
    pairs_of_names(errors=options.errors)
    organisations(errors=options.errors)
    mentions(errors=options.errors)
    recipients(errors=options.errors)
    print()
    whole_tables(options.rows, options.engines)
    return live(options.rows)


def pairs_of_names(*, errors: bool) -> None:
    """Print how the labelled pairs are judged; where they are absent, say so."""
    if not PAIRS.is_file():
        print(f"skipped: no labelled pairs at {PAIRS}")
        return
    with PAIRS.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    pairs = [(row, *records(row)) for row in rows]
    start = time.process_time()
    for _ in range(ROUNDS):
        for _, one, other in pairs:
            same_organisation(one, other)
    spent = time.process_time() - start
    verdicts: list[tuple[dict[str, str], Verdict]] = [
        (row, same_organisation(one, other)) for row, one, other in pairs
    ]
    print(f"{len(rows)} pairs of organisation names, {ROUNDS * len(rows) / spent:,.0f} pairs a CPU second\n")
    print_confusion(Counter((row["label"], verdict.kind.value.lower()) for row, verdict in verdicts))
    if errors:
        for row, verdict in verdicts:
            if row["label"] != verdict.kind.value.lower():
                said = "; ".join(reason.english for reason in verdict.reasons)
                print(f"\n{row['name_a']} | {row['name_b']}: {row['label']} → {verdict.kind} ({said})")
    print()
