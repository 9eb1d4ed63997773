"""The hospital sheet of wuhan2020 (MIT licence) and its history, as files of the data folder."""

import csv
import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

from qiao.intake.sources.sheet import Change, ChangeKind, Institution, Version

PROVINCE = "湖北省"
OPEN_MARKS = frozenset({"1"})
"""The sheet's code for "unlimited"."""

KINDS = {
    "hospital_appear": ChangeKind.SEEN,
    "hospital_disappear": ChangeKind.GONE,
    "need_appear": ChangeKind.CELL,
    "need_disappear": ChangeKind.CELL,
    "value_change": ChangeKind.CELL,
    "spec_change": ChangeKind.SPECIFICATION,
    "attr_change": ChangeKind.ATTRIBUTE,
}


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file, packed or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def versions(folder: Path) -> list[Version]:
    """Return the versions of the sheet in time order, each with its changes as they came."""
    found = []
    events = rows(folder / "needs_events.csv.gz")
    for (moment, commit), group in groupby(events, key=lambda event: (event["ts"], event["commit"])):
        changes = tuple(change for event in group for change in _changes(event))
        found.append(Version(f"{moment} {commit}", datetime.fromisoformat(moment), changes))
    return found


def _changes(event: dict[str, str]) -> Iterator[Change]:
    kind = KINDS[event["event"]]
    one = Institution(PROVINCE, event["city"], event["district"].strip(), event["hospital"].strip())
    if kind is ChangeKind.SPECIFICATION:
        yield Change(kind, one, event["field"], event["new_spec"])
        return
    yield Change(kind, one, event["field"], event["new_value"])
    if kind is ChangeKind.CELL and event["new_spec"]:
        yield Change(ChangeKind.SPECIFICATION, one, event["field"], event["new_spec"])


@dataclass(frozen=True)
class Reviewed:
    """How an institution's row stood at the end: reviewed by the volunteers or not."""

    institution: Institution
    status: str
    at: datetime
    link: str
    address: str


def reviews(folder: Path) -> list[Reviewed]:
    """Return the review status of each institution in the newest state of the sheet."""
    return [
        Reviewed(
            Institution(row["province"], row["city"], row["district"].strip(), row["hospital"].strip()),
            row["review_status"],
            datetime.fromisoformat(row["snapshot_time"]),
            row["official_link"],
            row["address"],
        )
        for row in rows(folder / "hospitals.csv")
    ]


@dataclass(frozen=True)
class Factory:
    """A product that a factory said it makes; the capacity of one day, or None where it gave none."""

    province: str
    city: str
    name: str
    product: str
    daily_capacity: int | None
    is_reviewed: bool
    link: str
    published: str


def factories(folder: Path) -> list[Factory]:
    """Return the factories' products."""
    return [
        Factory(
            row["province"],
            row["city"],
            row["factory"],
            row["product"],
            int(row["daily_capacity"]) if row["capacity_known"] == "1" else None,
            row["review_status"] == "已审核",
            row["source_url"],
            row["publish_date"],
        )
        for row in rows(folder / "offers_factories.csv")
    ]
