"""Extraction against the labelled messages of ../shared/data/benchmarks (development halves).

Prints precision, recall and F1 for things (name, name and quantity, and unit), telephone numbers and
verification, accuracy of place, type and urgency, and messages a second. ``--errors`` lists misses.
"""

import argparse
import csv
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from qiao.engines.extraction import ItemReading, Lexicon, PhoneKind, QuantityKind, Reading, read

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
# Known things of the first epidemic weeks; the engine must also do without a catalogue.
ITEMS = (
    ("mask", "口罩", ("医用口罩", "外科口罩", "masks"), "只"),
    ("suit", "防护服", ("隔离衣", "protective suits"), "套"),
    ("goggles", "护目镜", ("防护眼镜", "goggles"), "副"),
)
ROUNDS = 20

Row = dict[str, Any]
Miss = tuple[str, str, str]


class Score:
    """Hits, false finds and misses of one field."""

    def __init__(self) -> None:
        self.hit = self.false = self.missed = 0

    def add(self, hit: int, found: int, truth: int) -> None:
        """Count one message."""
        self.hit += hit
        self.false += found - hit
        self.missed += truth - hit

    def __str__(self) -> str:
        precision = self.hit / (self.hit + self.false) if self.hit + self.false else 0.0
        recall = self.hit / (self.hit + self.missed) if self.hit + self.missed else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({self.hit}/{self.hit + self.missed})"


def load(name: str) -> list[Row]:
    """Return the rows of one benchmark file."""
    lines = (DATA / "benchmarks" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def lexicon(*, townships: bool) -> Lexicon:
    """Return the lexicon of the public tables: provinces, cities, counties; townships on demand."""
    with (DATA / "admin_divisions" / "divisions_l1_l3.csv").open(encoding="utf-8-sig") as file:
        places = [
            (row["code"] if "code" in row else row["adcode"], row["name"], row["level"], row["parent"])
            for row in csv.DictReader(file)
        ]
    if townships:
        with (DATA / "admin_divisions" / "townships_hubei_henan.csv").open(encoding="utf-8-sig") as file:
            places += [
                (row["code"], row["name"], "township", row["county_code"]) for row in csv.DictReader(file)
            ]
    return Lexicon.build(places, ITEMS)


def _plain(name: str) -> str:
    return "".join(name.split()).lower().replace("（", "(").replace("）", ")")


def _same_name(found: ItemReading, truth: Row) -> bool:
    one, other = _plain(found.item_text), _plain(truth["item"])
    return one == other or one in other or other in one


def _exact_name(found: ItemReading, truth: Row) -> bool:
    return _plain(found.item_text) == _plain(truth["item"])


def _with_quantity(found: ItemReading, truth: Row) -> bool:
    return _same_name(found, truth) and found.quantity == truth["quantity"]


def _with_unit(found: ItemReading, truth: Row) -> bool:
    return _with_quantity(found, truth) and (found.unit or None) == (truth["unit"] or None)


MATCHES: dict[str, Callable[[ItemReading, Row], bool]] = {
    "item exact name": _exact_name,
    "item name (one holds the other)": _same_name,
    "item + quantity": _with_quantity,
    "item + quantity + unit": _with_unit,
}


def pair(found: list[ItemReading], truth: list[Row], same: Callable[[ItemReading, Row], bool]) -> list[int]:
    """Return the places in *truth* matched by the things found, each at most once."""
    free = list(range(len(truth)))
    for item in found:
        # An equal name first, so that 水 does not take the place of 饮用水.
        ranked = sorted(free, key=lambda place, item=item: not _exact_name(item, truth[place]))  # type: ignore[misc]
        match = next((place for place in ranked if same(item, truth[place])), None)
        if match is not None:
            free.remove(match)
    return [place for place in range(len(truth)) if place not in free]


def _items(readings: Iterable[Reading]) -> list[ItemReading]:
    return [
        item for reading in readings for item in reading.items if item.quantity_kind is not QuantityKind.NONE
    ]


def score_items(name: str, rows: list[Row], words: Lexicon) -> list[Miss]:
    """Print the scores for things; return the misses."""
    scores = {title: Score() for title in MATCHES}
    misses: list[Miss] = []
    for row in rows:
        found = _items(read(row["text"], words))
        for title, same in MATCHES.items():
            scores[title].add(len(pair(found, row["items"], same)), len(found), len(row["items"]))
        if len(pair(found, row["items"], _with_unit)) < max(len(found), len(row["items"])):
            told = " ".join(f"{i['item']}/{i['quantity']}/{i['unit']}" for i in row["items"])
            seen = " ".join(f"{i.item_text}/{i.quantity}/{i.unit}" for i in found)
            misses.append((str(row.get("post_id") or row.get("id")), told, seen))
    print(f"\n{name}: {len(rows)} messages")
    for title, score in scores.items():
        print(f"  {title:34} {score}")
    return misses


def score_fields(rows: list[Row], words: Lexicon) -> list[Miss]:
    """Print the scores for the other fields of the flood posts; return the misses."""
    phones, verified, right, misses = Score(), Score(), Counter[str](), []
    for row in rows:
        readings = read(row["text"], words)
        first = readings[0]
        mobiles = {phone.number for phone in first.phones if phone.kind is PhoneKind.MOBILE}
        phones.add(len(mobiles & set(row["phones"])), len(mobiles), len(row["phones"]))
        verified.add(
            first.stated_verified and row["stated_verified"], first.stated_verified, row["stated_verified"]
        )
        found = {
            "type": first.type.value.lower(),
            "urgency": first.urgency,
            "county or city code": first.place.code[:6] if first.place else None,
            "kinds (one shared or none)": bool(set(first.kinds) & set(row["kinds"]))
            or not (first.kinds or row["kinds"]),
        }
        truth = {
            "type": row["type"],
            "urgency": row["urgency"],
            "county or city code": row["adcode"],
            "kinds (one shared or none)": True,
        }
        for field, value in found.items():
            right[field] += value == truth[field]
            if value != truth[field]:
                misses.append(
                    (
                        row["post_id"],
                        f"{field} {truth[field]}",
                        str(value) if field[0] != "k" else f"{first.kinds} for {row['kinds']}",
                    )
                )
        if row["adcode"]:
            right["place, where one is told"] += found["county or city code"] == row["adcode"]
    placed = sum(bool(row["adcode"]) for row in rows)
    print(f"  {'phones (mobile)':34} {phones}\n  {'stated verified':34} {verified}")
    for field, count in right.items():
        of = placed if field.startswith("place,") else len(rows)
        print(f"  {field:34} {count}/{of} = {count / of:.3f}")
    return misses


def throughput(rows: list[Row], words: Lexicon) -> None:
    """Print the messages read a second of processor time, on one core."""
    texts = [row["text"] for row in rows] * ROUNDS
    start = time.process_time()
    for text in texts:
        read(text, words)
    spent = time.process_time() - start
    size = sum(map(len, texts)) / len(texts)
    print(f"\n{len(texts) / spent:,.0f} messages a CPU second (mean {size:.0f} characters)")


def main(argv: list[str]) -> int:
    """Run the benchmark; 0 also where the data are absent."""
    parser = argparse.ArgumentParser(prog="bench extraction", description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list what was missed")
    parser.add_argument("--townships", action="store_true", help="load the townships of Hubei and Henan too")
    options = parser.parse_args(argv)
    if not (DATA / "benchmarks").is_dir():
        print(f"skipped: no labelled messages at {DATA / 'benchmarks'}")
        return 0
    words = lexicon(townships=options.townships)
    posts = load("extract_henan_posts")
    misses = score_items("flood posts, Henan 2021", posts, words)
    misses += score_fields(posts, words)
    everything = list(posts)
    for name, title in (
        ("extract_hospital_remarks", "hospital remarks 2020"),
        ("extract_redcross_hubei_goods", "Red Cross goods 2020"),
    ):
        rows = load(name)
        everything += rows
        misses += score_items(title, rows, words)
    throughput(everything, words)
    if options.errors:
        for key, told, seen in misses:
            print(f"\n{key}\n  truth {told}\n  found {seen}")
    return 0
