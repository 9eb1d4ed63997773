"""Say of each table how it would lie on many PostgreSQL servers, parted by organisation: python scripts/sharding.py.

A table with the organisation's column is parted by it; one that hangs on such a table would have to carry the column; what
everybody reads, and what is asked before it is known who acts, would be whole on each server. docs/sharding.md tells more.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OWN = "organization"
PARTED, HANGING, WHOLE = "parted", "hanging", "whole"


@dataclass(frozen=True)
class Lies:
    """How a table would lie, by which column, and which of its unique keys name no organisation."""

    table: str
    how: str
    by: str
    unique: tuple[str, ...]


def all_tables() -> list[Lies]:
    """Return every table of a model."""
    from django.apps import apps

    from qiao.project.walls.tables import walls

    walled = {one.table: one for one in walls()}
    models = {
        one._meta.db_table: one
        for one in apps.get_models(include_auto_created=True)
        if one._meta.managed and not one._meta.proxy
    }
    found = []
    for table, model in sorted(models.items()):
        wall = walled.get(table)
        if wall is None:
            found.append(Lies(table, WHOLE, "", ()))
        elif wall.parents:
            by = " | ".join(f"{column} → {parent}" for column, parent, _target in wall.parents)
            found.append(Lies(table, HANGING, by, tuple(unnamed(model))))
        else:
            found.append(Lies(table, PARTED, "organization_id", tuple(unnamed(model))))
    return found


def unnamed(model: Any) -> Iterator[str]:
    """Yield the unique keys of a model that do not name the organisation; the id, which is a UUID, is left out."""
    for field in model._meta.local_fields:
        if field.unique and not field.primary_key:
            yield field.column
    for constraint in model._meta.constraints:
        fields = getattr(constraint, "fields", ())
        if fields and OWN not in fields:
            yield ", ".join(fields)


def main() -> int:
    """Print the list as a table of Markdown, and its sums."""
    sys.path.insert(0, str(ROOT / "src"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qiao.project.settings")
    import django

    django.setup()
    tables = all_tables()
    print("| table | lies | by | unique keys without the organisation |\n|---|---|---|---|")
    for one in tables:
        print(f"| `{one.table}` | {one.how} | {one.by} | {'; '.join(one.unique)} |")
    for how in (PARTED, HANGING, WHOLE):
        print(f"\n{how}: {sum(one.how == how for one in tables)}", end="")
    print(f"\n\nunique keys to be widened: {sum(len(one.unique) for one in tables)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
