"""What changed between two versions of the same tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Row = Mapping[str, object]


@dataclass(frozen=True)
class Change:
    """One figure that differs; None where a version has no such row."""

    table: str
    key: tuple[str, ...]
    field: str
    before: object
    after: object


def changes_between(
    before: Mapping[str, Sequence[Row]],
    after: Mapping[str, Sequence[Row]],
    *,
    keys: Mapping[str, Sequence[str]],
) -> list[Change]:
    """Return every figure that differs, table by table in the order of `keys`, row by row as they stand.

    Parameters
    ----------
    before, after
        Table name → rows. A table may lack on one side.
    keys
        Table name → the fields that name a row. Tables not named here are not compared.

    Returns
    -------
    list of Change
        Rows of `after` first, then those that are gone; fields in the order of the row.

    """
    found: list[Change] = []
    for table, names in keys.items():
        old = {_key(row, names): row for row in before.get(table, ())}
        new = {_key(row, names): row for row in after.get(table, ())}
        for key in [*new, *(one for one in old if one not in new)]:
            was, now = old.get(key, {}), new.get(key, {})
            fields = [one for one in {**now, **was} if one not in names]
            found += [
                Change(table, key, field, was.get(field), now.get(field))
                for field in fields
                if was.get(field) != now.get(field)
            ]
    return found


def _key(row: Row, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in names)
