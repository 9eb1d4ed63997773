"""From messages that were read to tellings: a row for each thing asked or offered, as linkage and allocation take it."""

import json
from collections.abc import Iterator
from functools import lru_cache

import pyarrow as pa

from qiao.batch.allocate_words import Reference
from qiao.batch.jobs.job import Job, Parameters, columns, rows_of, table_of
from qiao.batch.link_rows import reference
from qiao.engines.extraction.contents import pieces_of
from qiao.engines.extraction.units import counts_pieces_of

SOURCE = pa.schema(
    columns(
        id="text",
        type="text",
        items="text",
        place="text",
        phones="texts",
        other_phones="texts",
        organization="text",
        urgency="whole",
        closed="yes",
        time="moment",
        marks="text",
        links="text",
    )
)
RESULT = pa.schema(
    columns(
        side="text",
        item="text",
        id="text",
        report="text",
        known="yes",
        time="moment",
        name="text",
        place="text",
        city="text",
        district="text",
        phones="text",
        links="text",
        marks="text",
        quantity="whole",
        quantity_max="whole",
        quantity_kind="text",
        tier="whole",
    )
)
"""`side` is NEED, OFFER, or CLOSED for what is no longer wanted; `known` whether the item table has the thing."""
TIERS = {3: 1, 2: 2}
ORDINARY = 3
COUNTED = ("EXACT", "RANGE")
NUMBER = "{report}/{place}"


@lru_cache
def _things() -> Reference:
    return Reference()


def tellings(table: pa.Table, _parameters: Parameters) -> pa.Table:
    """Return a row for each thing that a message asks or offers; one that it names twice is one row.

    Quantities are in the unit of the item table. What boxes of untold content hold is taken from such boxes as a
    range, or is unknown. A thing named twice has the sum where all of it is counted exactly, else is unknown.
    """
    return table_of([told for row in rows_of(table) for told in _tellings_of(row)], RESULT)


def _tellings_of(row: dict[str, object]) -> Iterator[dict[str, object]]:
    if row["type"] not in ("need", "offer"):
        return
    place = str(row["place"] or "")
    city, district = reference().places.get(place, ("", ""))
    numbers = [*(row["phones"] or ()), *(row["other_phones"] or ())]  # type: ignore[misc]
    same = {
        "report": row["id"],
        "time": row["time"],
        "name": row["organization"],
        "place": place or None,
        "city": city or None,
        "district": district or None,
        "phones": " ".join(numbers) or None,
        "links": row["links"],
        "marks": row["marks"],
        "tier": TIERS.get(int(row["urgency"] or 0), ORDINARY),  # type: ignore[call-overload]
    }
    things: dict[tuple[str, str], dict[str, object]] = {}
    for one in json.loads(str(row["items"] or "[]")):
        item = one["item_code"] or one["item"]
        if not item:
            continue
        side = "CLOSED" if row["closed"] else one["direction"].upper()
        own = _amount(one, item)
        had = things.get((side, item))
        things[side, item] = own if had is None else _sum(had, own)
    for number, ((side, item), amount) in enumerate(things.items(), start=1):
        known = _things().knows(item)
        own_id = NUMBER.format(report=row["id"], place=number)
        yield {"side": side, "item": item, "id": own_id, "known": known} | same | amount


def _amount(told: dict[str, object], item: str) -> dict[str, object]:
    """Return the quantity of a thing in its base unit."""
    kind, unit = str(told["quantity_kind"]).upper(), str(told["unit"] or "")
    low, high = told["quantity"], told["quantity_max"]
    if kind not in COUNTED or low is None:
        return _of(kind if kind not in COUNTED else "UNKNOWN")
    base = _things().base_unit(item, unit) if _things().knows(item) else unit
    if counts_pieces_of(unit, base):
        return _of(kind, low, high)
    pack = told["pack"]
    if pack and counts_pieces_of(str(pack["unit"] or ""), base):  # type: ignore[index]
        size = int(pack["size"])  # type: ignore[index]
        return _of(kind, int(low) * size, None if high is None else int(high) * size)  # type: ignore[call-overload]
    known = _things().packs.get(item, {})
    fewest = pieces_of(int(low), unit, base, known=known)  # type: ignore[call-overload]
    most = pieces_of(int(high if high is not None else low), unit, base, known=known)  # type: ignore[call-overload]
    if fewest.low is None or most.high is None:
        return _of("UNKNOWN")
    is_exact = fewest.low == most.high
    return _of("EXACT" if is_exact else "RANGE", fewest.low, None if is_exact else most.high)


def _of(kind: str, low: object = None, high: object = None) -> dict[str, object]:
    return {"quantity_kind": kind, "quantity": low, "quantity_max": high}


def _sum(one: dict[str, object], other: dict[str, object]) -> dict[str, object]:
    if {one["quantity_kind"], other["quantity_kind"]} != {"EXACT"}:
        return _of("UNKNOWN")
    return _of("EXACT", one["quantity"] + other["quantity"])  # type: ignore[operator]


JOB = Job(
    "tellings",
    1,
    keys=(),
    order=("id",),
    source=SOURCE,
    result=RESULT,
    function=tellings,
    optional=frozenset(SOURCE.names) - {"id", "type", "items"},
)
