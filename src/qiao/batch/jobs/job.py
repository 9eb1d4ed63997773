"""A job over a large table: one pure function, the rows of a group in, rows of the result out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

Parameters = Mapping[str, str]
Function = Callable[[pa.Table, Parameters], pa.Table]


@dataclass(frozen=True)
class Job:
    """One job, the same on every runner.

    Attributes
    ----------
    name, version
        The version goes up whenever the same rows would give another answer.
    keys
        Columns whose values make a group. Without any, rows are worked through by themselves, and the function gets
        as many at once as lie in a part.
    order
        Columns by which rows are told apart inside a group; the function gets them sorted by these.
    source, result
        What comes in and what goes out. Rows are not sorted by columns of lists: where some come in, the others tell
        the rows apart.
    function
        Pure: the same rows give the same rows, in the same order. A ValueError refuses the group, not the run.
    optional
        Source columns that may lack; the function then sees nulls.
    parameters
        Name → usual value of what may be set; "" must be set.
    """

    name: str
    version: int
    keys: tuple[str, ...]
    order: tuple[str, ...]
    source: pa.Schema
    result: pa.Schema
    function: Function
    optional: frozenset[str] = frozenset()
    parameters: Parameters = field(default_factory=dict)

    @property
    def needed(self) -> list[str]:
        """Columns that a table must have."""
        return [name for name in self.source.names if name not in self.optional]

    @property
    def parted_by(self) -> tuple[str, ...]:
        """Columns by which rows go into parts; all rows of a group lie in one part."""
        return self.keys or self.order


def rows_of(table: pa.Table) -> list[dict[str, object]]:
    """Return a table as plain rows."""
    found: list[dict[str, object]] = table.to_pylist()
    return found


def table_of(rows: list[dict[str, object]], schema: pa.Schema) -> pa.Table:
    """Return plain rows as a table; what a row does not say is null."""
    return pa.Table.from_pylist(rows, schema=schema)


def columns(**kinds: str) -> list[pa.Field]:
    """Return columns by name and kind: text, whole, figure, yes, moment, texts."""
    known = {
        "text": pa.string(),
        "whole": pa.int64(),
        "figure": pa.float64(),
        "yes": pa.bool_(),
        "moment": pa.timestamp("us", tz="UTC"),
        "texts": pa.list_(pa.string()),
    }
    return [pa.field(name, known[kind]) for name, kind in kinds.items()]
