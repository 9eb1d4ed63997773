"""A text cut at its spans, so that a page can light up the characters each field came from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

FIELDS = (
    "item",
    "quantity",
    "place",
    "party",
    "tier",
    "who",
    "people",
    "phone",
    "contact",
    "deadline",
    "verified",
    "closed",
)
"""Fields in the order of precedence: where two overlap, the earlier gives the colour."""

Marks = Iterable[tuple[str, int, int]]
"""(field, start, end) of each lit stretch; characters [start, end)."""


@dataclass(frozen=True)
class Segment:
    """A stretch of text and the field it tells, or "" for plain text."""

    text: str
    field: str = ""


def segments(text: str, marks: Marks) -> list[Segment]:
    """Return the text in stretches. Put together again they are exactly `text`."""
    lit = [
        (field, max(0, start), min(len(text), end))
        for field, start, end in marks
        if field in FIELDS and max(0, start) < min(len(text), end)
    ]
    edges = sorted({0, len(text)} | {edge for _, start, end in lit for edge in (start, end)})
    found: list[Segment] = []
    for start, end in pairwise(edges):
        over = [field for field, first, last in lit if first <= start and end <= last]
        field = min(over, key=FIELDS.index, default="")
        if found and found[-1].field == field:
            found[-1] = Segment(found[-1].text + text[start:end], field)
        else:
            found.append(Segment(text[start:end], field))
    return found


def fields_of(lit: Iterable[Segment]) -> list[str]:
    """Return the fields that are lit, in order of precedence, for the legend."""
    seen = {one.field for one in lit}
    return [field for field in FIELDS if field in seen]


def marks_of_voice(spans: Mapping[str, Sequence[Sequence[int]]]) -> list[tuple[str, int, int]]:
    """Return the marks of a need or an offer, from its `spans`."""
    return [(field, int(span[0]), int(span[1])) for field, held in spans.items() for span in held]


def marks_of_reading(reading: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """Return the marks of one reading as JSON (or `dataclasses.asdict`) holds it."""
    marks: list[tuple[str, int, int]] = []

    def light(field: str, span: Sequence[int] | None) -> None:
        if span:
            marks.append((field, int(span[0]), int(span[1])))

    for item in reading.get("items", ()):
        light("item", item["span"])
        light("quantity", item.get("quantity_span"))
    for field, key in (("who", "who"), ("phone", "phones"), ("contact", "contacts")):
        for one in reading.get(key, ()):
            light(field, one["span"])
    for field, key in (
        ("place", "place"),
        ("party", "organization"),
        ("deadline", "deadline"),
        ("verified", "verified"),
    ):
        light(field, (reading.get(key) or {}).get("span"))
    light("place", ((reading.get("place") or {}).get("township") or {}).get("span"))
    for field, key in (("tier", "urgency_span"), ("people", "people_span"), ("closed", "closed_span")):
        light(field, reading.get(key))
    return marks
