"""Pairs with the engine's verdict and a person's decision as a table: labels for measuring and for learning."""

from typing import Any

from qiao.batch.tables import table_bytes
from qiao.intake.models import Pair
from qiao.intake.queries import judged_pairs
from qiao.registry.models import Crisis, Organization

COLUMNS = (
    *("pair", "kind", "engine_verdict", "probability", "evidence", "decision", "decided_at", "hours_apart"),
    *("item_a", "item_b", "place_a", "place_b", "unit_a", "unit_b", "quantity_a", "quantity_b"),
)


def pair_file(crisis: Crisis) -> bytes:
    """Return the pairs as CSV. No text, telephone or name of a person stands in it."""
    return table_bytes(COLUMNS, (_cells(pair) for pair in judged_pairs(crisis)), ".csv")


def _cells(pair: Pair) -> list[Any]:
    one, other = pair.sides
    hours: float | str = ""
    if pair.kind != "party":
        hours = round(abs((one.report.told_at - other.report.told_at).total_seconds()) / 3600, 1)
    decided = pair.decided_at.isoformat(timespec="seconds") if pair.decided_at else ""
    evidence = " ".join(f"{reason['code']}{reason['weight']:+g}" for reason in pair.reasons)
    told = [(_item(side), _place(side), _unit(side), _quantity(side)) for side in (one, other)]
    both = [value for values in zip(*told, strict=True) for value in values]
    return [
        *(
            str(pair.pk),
            pair.kind,
            pair.verdict,
            round(pair.probability, 4),
            evidence,
            pair.state,
            decided,
            hours,
        ),
        *both,
    ]


def _item(side: Any) -> str:
    return "" if isinstance(side, Organization) else side.what


def _place(side: Any) -> str:
    place = side.home if isinstance(side, Organization) else side.place
    return place.code if place else ""


def _unit(side: Any) -> str:
    return side.name if isinstance(side, Organization) else side.who


def _quantity(side: Any) -> int | str:
    return "" if isinstance(side, Organization) or side.quantity is None else side.quantity
