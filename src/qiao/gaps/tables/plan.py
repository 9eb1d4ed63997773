"""How a table of others is to be read: its columns, and what holds for rows that do not say it themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from qiao.gaps.tables.columns import Column, Content


@dataclass(frozen=True)
class FigurePlan:
    """One reading of one table. `source`, `day`, `kind`, `item` and `unit` hold where a row says nothing."""

    content: Content
    columns: Mapping[int, Column]
    source: str = ""
    day: date | None = None
    stated_by: str = ""
    side: str = "OFFICIAL"
    kind: str = "NEED"
    item: str = ""
    fill_down: bool = False
    year: int | None = None
    tags: tuple[str, ...] = field(default=())

    def of(self, *wanted: Column) -> list[int]:
        """Return the columns that hold one of these, in the order of the table."""
        return [index for index, column in sorted(self.columns.items()) if column in wanted]

    def one(self, wanted: Column) -> int | None:
        """Return the column that holds this, or None."""
        return next(iter(self.of(wanted)), None)

    def as_json(self) -> dict[str, Any]:
        """Return the plan as JSON keeps it."""
        return {
            "content": str(self.content),
            "columns": {str(index): str(column) for index, column in self.columns.items()},
            "source": self.source,
            "day": self.day.isoformat() if self.day else None,
            "stated_by": self.stated_by,
            "side": self.side,
            "kind": self.kind,
            "item": self.item,
            "fill_down": self.fill_down,
            "year": self.year,
            "tags": list(self.tags),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "FigurePlan":
        """Return the plan that JSON kept."""
        return cls(
            content=Content(kept["content"]),
            columns={int(index): Column(column) for index, column in kept["columns"].items()},
            source=kept["source"],
            day=date.fromisoformat(kept["day"]) if kept["day"] else None,
            stated_by=kept["stated_by"],
            side=kept["side"],
            kind=kept["kind"],
            item=kept["item"],
            fill_down=bool(kept["fill_down"]),
            year=kept["year"],
            tags=tuple(kept["tags"]),
        )
