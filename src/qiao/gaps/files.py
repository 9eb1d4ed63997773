"""Findings and the grid as tables that a spreadsheet opens."""

from qiao.batch.tables import table_bytes
from qiao.gaps.queries.findings import GapList
from qiao.gaps.queries.grid import Grid

FINDING_COLUMNS = (
    "kind",
    "place_code",
    "place",
    "item",
    "term",
    "state",
    "observed",
    "expected",
    "ratio",
    "ratio_low",
    "ratio_high",
    "p_value",
    "coverage",
    "official",
    "reason_zh",
    "reason_en",
    "found_at",
)


def findings_file(lists: list[GapList]) -> bytes:
    """Return the findings as CSV: one row each, figures as measured; an empty cell is unknown, never zero."""
    rows = [
        (
            line.gap.kind,
            line.gap.place.code if line.gap.place else "",
            line.gap.place.full_name if line.gap.place else "",
            line.gap.item.name if line.gap.item else "",
            line.gap.term,
            line.gap.state,
            line.seen.observed,
            line.seen.expected,
            line.seen.ratio,
            line.seen.ratio_low,
            line.seen.ratio_high,
            line.seen.p_value,
            line.seen.coverage,
            line.seen.official,
            line.seen.reason,
            line.seen.reason_en,
            line.gap.found_at.isoformat(timespec="seconds"),
        )
        for each in lists
        for line in (*each.lines, *each.gone)
    ]
    return table_bytes(FINDING_COLUMNS, rows, ".csv")


def grid_file(grid: Grid) -> bytes:
    """Return the grid as CSV: a row for each place, a column for each thing."""
    heads = ("place_code", "place", "all", *(column.label for column in grid.columns))
    rows = [(row.place.code, row.place.full_name, row.total, *row.counts) for row in grid.rows]
    return table_bytes(heads, rows, ".csv")
