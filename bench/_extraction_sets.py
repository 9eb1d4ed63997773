"""Labelled messages: the development halves of ../shared/data/benchmarks, and our own labels, which hold no text.

Our labels (bench/labels/*.jsonl) name a post by its id, or a remark by the SHA-256 of its text, and a thing by the
characters it stands at. They were made by reading, before the engine was run on them; "tune" rows may be looked at
while rules are written, "blind" rows only as a score. A thing marked optional is neither asked for nor held against
the engine: it says again what another thing says, or whether it is a thing can be argued.
"""

import csv
import gzip
import hashlib
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LABELS = Path(__file__).resolve().parent / "labels"
SEED = 20261125
LINES = 200

_REMARKED = (
    "hospitals", "needs", "offers_services_clinics", "offers_donation_channels", "offers_doctor_hotels", "offers_travel_hotels",
)  # fmt: skip

HALVES = (
    "tune", "blind", "fresh", "further", "last", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
    "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
    "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
)  # fmt: skip
"""The sets of our labels of Henan posts, in the order in which they were made."""
KEPT_APART = "twenty-sixth"
"""Never fitted to: what the type of a message scores there is the figure to quote."""

Row = dict[str, Any]


def lines(path: Path) -> list[Row]:
    """Return the rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a shared CSV file."""
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def development(name: str) -> list[Row]:
    """Return a development half with the columns all sets share."""
    rows = lines(DATA / "benchmarks" / f"{name}.jsonl")
    for row in rows:
        row["key"] = row.get("post_id") or row["id"]
        if "adcode" in row:
            row["adcode"] = [row["adcode"]] if row["adcode"] else []
    return rows


def _thing(label: Row, text: str) -> Row:
    name = label["word"] if "word" in label else text[slice(*label["span"])]
    return {"item": name, **label}


def _labelled(name: str, half: str, texts: dict[str, str], key: str) -> Iterator[Row]:
    for label in lines(LABELS / f"{name}.jsonl"):
        text = texts.get(label[key])
        if label["half"] == half and text is not None:
            items = label["items"]
            things = None if items is None else [_thing(item, text) for item in items]
            yield {**label, "key": label[key], "text": text, "items": things}


def posts(half: str) -> list[Row]:
    """Return our labels of Henan posts."""
    texts = {row["post_id"]: row["text_surrogate"] for row in table("henan2021/posts.csv")}
    return list(_labelled("henan_posts", half, texts, "post_id"))


def volunteers() -> list[Row]:
    """Return the posts that volunteers sorted into asking, helping and other; scored blind, for the type alone."""
    known = {row["post_id"] for row in lines(DATA / "benchmarks" / "extract_henan_posts.jsonl")}
    types = {"求救": "need", "帮助": "offer", "其他": "info"}
    return [
        {"key": row["post_id"], "text": row["text_surrogate"], "type": types[row["category_volunteer"][:2]]}
        for row in table("henan2021/posts.csv")
        if row["category_volunteer"] and row["post_id"] not in known
    ]


def _remark_texts() -> Iterator[str]:
    """Yield remarks as they stand, as they stood before a change, and the calls that hospitals published."""
    for name in _REMARKED:
        yield from (row["remark_masked"].strip() for row in table(f"wuhan2020/{name}.csv"))
    with gzip.open(
        DATA / "wuhan2020" / "needs_events.csv.gz", "rt", encoding="utf-8-sig", newline=""
    ) as file:
        for row in csv.DictReader(file):
            if row["field"] == "备注":
                yield from (row["old_value"].strip(), row["new_value"].strip())
    for row in lines(DATA / "benchmarks" / "hospital_announcement_to_items.jsonl"):
        yield from (row["raw_needs"], row["raw_remark"])
    for row in lines(DATA / "benchmarks" / "hospital_announcement_wuhan_support.jsonl"):
        yield f"{row['announcement']}\n{'、'.join(row['supplies'])}"


def remarks(half: str) -> list[Row]:
    """Return our labels of hospitals' remarks."""
    texts = {hashlib.sha256(text.encode()).hexdigest()[:16]: text for text in _remark_texts()}
    return list(_labelled("hospital_remarks", half, texts, "sha256"))


def redcross_table() -> list[Row]:
    """Return lines of the Wuhan Red Cross tables set as running text; the truth is the table's own cells."""
    rng = random.Random(SEED)  # noqa: S311 - a sample, no secret
    goods = [
        row for name in ("received", "distributed") for row in table(f"redcross_wuhan2020/{name}_goods.csv")
    ]
    goods = [
        row for row in goods if row["item"].strip() and row["unit"].strip() and row["quantity"].isdigit()
    ]
    rng.shuffle(goods)
    made: list[Row] = []
    while goods and len(made) < LINES:
        taken, goods = goods[: (size := rng.randint(1, 4))], goods[size:]
        text = "、".join(f"{row['item'].strip()}{row['quantity']}{row['unit'].strip()}" for row in taken)
        items = [
            {
                "item": row["item"].strip(),
                "quantity": int(row["quantity"]),
                "unit": row["unit"].strip(),
                "direction": "offer",
            }
            for row in taken
        ]
        made.append({"key": f"table{len(made)}", "text": f"捐赠{text}", "items": items})
    return made


def _hash_of(key: str) -> int:
    return int(hashlib.sha256(key.encode()).hexdigest(), 16)


def tweets(half: str) -> list[Row]:
    """Return the labelled tweets of FIRE 2017 that are a need or an availability, not both, and as many others: train or dev."""
    rows, others = [], []
    for row in table("fire2017_nepal/tweets_labelled.csv"):
        need, offer = row["need"] == "1", row["availability"] == "1"
        made = {"key": row["id"], "text": row["text_masked"], "type": "need" if need else "offer"}
        if need != offer:
            rows.append(made)
        elif not need:
            others.append({**made, "type": "info"})
    odd = half == "train"
    return [row for row in rows + others[: len(rows)] if _hash_of(row["key"]) % 2 == odd]
