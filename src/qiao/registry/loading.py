"""Reference data from data/*.csv into the registry: idempotent, so it can be run after every upgrade."""

import csv
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from django.db import transaction

from qiao.registry.geodesy import CoordinateSystem, GivenPosition
from qiao.registry.marks import renew_lexicon_mark
from qiao.registry.models import Item, ItemAlias, ItemStandard, Pack, Place, Substitution

NAMESPACE = uuid.UUID("6f1b9c5e-2a0c-5b8a-9a51-71a0c0de0001")
"""Reference records get the same id everywhere: UUIDv5 of their kind and code."""

DECIMALS = 6


def reference_id(kind: str, code: str) -> uuid.UUID:
    """Return the id of a reference record, equal on every installation."""
    return uuid.uuid5(NAMESPACE, f"{kind}:{code}")


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file; nothing where it is absent."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@transaction.atomic
def load_places(directory: Path) -> int:
    """Load the place tree, parents first; return how many places there are."""
    renew_lexicon_mark()
    held = list(rows(directory / "places.csv"))
    order = {"province": 0, "city": 1, "county": 2}
    records = [_place(row) for row in sorted(held, key=lambda row: order[row["level"].lower()])]
    fields = [
        "name",
        "level",
        "parent",
        "former_names",
        "is_grouping",
        "longitude",
        "latitude",
        "given_longitude",
        "given_latitude",
        "given_system",
        "valid_from",
        "valid_to",
        "valid_basis",
        "source",
    ]
    Place.objects.bulk_create(
        records, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=500
    )
    for row in held:
        if row.get("replaced_by"):
            Place.objects.filter(code=row["code"]).update(
                replaced_by=reference_id("place", row["replaced_by"])
            )
    return len(records)


def _place(row: dict[str, str]) -> Place:
    given = longitude = latitude = None
    if row["longitude"]:
        system = CoordinateSystem(row["coordinate_system"])
        given = GivenPosition(float(row["longitude"]), float(row["latitude"]), system)
        position = given.to_wgs84()
        longitude, latitude = round(position.longitude, DECIMALS), round(position.latitude, DECIMALS)
    basis = [row["valid_from_basis"], row["valid_to_basis"], row["replaced_by_basis"]]
    return Place(
        id=reference_id("place", row["code"]),
        code=row["code"],
        name=row["name"],
        level=row["level"].upper(),
        parent_id=reference_id("place", row["parent"]) if row["parent"] else None,
        former_names=row["former_names"],
        is_grouping=row["kind"] == "grouping",
        longitude=longitude,
        latitude=latitude,
        given_longitude=given.longitude if given else None,
        given_latitude=given.latitude if given else None,
        given_system=row["coordinate_system"] if given else "",
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        valid_basis="; ".join(one for one in basis if one)[:200],
        source=row["source"][:200],
    )


@transaction.atomic
def load_items(directory: Path) -> int:
    """Load items, aliases, standards, packs and substitutions; return how many items there are."""
    renew_lexicon_mark()
    items = [
        Item(
            id=reference_id("item", row["code"]),
            code=row["code"],
            name=row["name_zh"],
            name_en=row["name_en"],
            category=row["category"],
            unit=row["unit_zh"],
            unit_en=row["unit_en"],
            is_medical=row["is_medical"] == "1",
            valid_days=int(row["valid_days"]),
        )
        for row in rows(directory / "items.csv")
    ]
    Item.objects.bulk_create(
        items,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["code", "name", "name_en", "category", "unit", "unit_en", "is_medical", "valid_days"],
    )
    ItemAlias.objects.bulk_create(
        (
            ItemAlias(
                id=reference_id("alias", row["alias"]),
                item_id=reference_id("item", row["item"]),
                alias=row["alias"],
            )
            for row in rows(directory / "item_aliases.csv")
        ),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["item", "alias"],
    )
    ItemStandard.objects.bulk_create(
        (
            ItemStandard(
                id=reference_id("standard", f"{row['item']}:{row['standard']}"),
                item_id=reference_id("item", row["item"]),
                standard=row["standard"],
                year=row.get("year", ""),
            )
            for row in rows(directory / "item_standards.csv")
        ),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["item", "standard", "year"],
    )
    Pack.objects.bulk_create(
        (
            Pack(
                id=reference_id("pack", f"{row['item']}:{row['name_zh']}:{row['content']}"),
                item_id=reference_id("item", row["item"]),
                name=row["name_zh"],
                content=int(row["content"]),
            )
            for row in rows(directory / "item_packs.csv")
        ),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["item", "name", "content"],
    )
    Substitution.objects.bulk_create(
        (
            Substitution(
                id=reference_id("substitution", row["asked"] + ":" + row["acceptable"]),
                asked_id=reference_id("item", row["asked"]),
                accepted_id=reference_id("item", row["acceptable"]),
                reason=row["reason_zh"],
                reason_en=row["reason_en"],
            )
            for row in rows(directory / "item_substitutions.csv")
        ),
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["asked", "accepted", "reason", "reason_en"],
    )
    return len(items)
