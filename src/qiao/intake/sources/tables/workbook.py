"""Opens one workbook in a process of its own, within bounds; run as a file: workbook on stdin, JSON on stdout.

A hostile workbook may ask for more memory or time than the machine has. Here it takes down only this process.
"""

import contextlib
import io
import json
import sys
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineSheet, load_workbook

MOST_MEMORY = 1536 * 2**20
MOST_SECONDS = 20
MOST_SHEETS = 60
MOST_ROWS = 100_000
MOST_COLUMNS = 256
LONGEST_CELL = 32_767

OPENED, UNREADABLE, PROTECTED, TOO_MANY_ROWS, TOO_MANY_COLUMNS, TOO_MANY_SHEETS = range(6)


def bound() -> None:
    """Limit memory and time of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def cell_text(cell: object) -> str:
    """Return a cell as people see it: whole numbers without a point, days as 2020-01-31."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)[:LONGEST_CELL]


def _merged(sheet: CalamineSheet) -> list[list[int]]:
    try:
        ranges = sheet.merged_cell_ranges
    except (CalamineError, ValueError, OSError):
        ranges = None  # the format does not tell
    return [[*first, *last] for first, last in ranges or ()]


def read_sheet(sheet: CalamineSheet) -> dict[str, Any]:
    """Return name, rows (as texts, from the first row on) and merged ranges of a sheet."""
    rows = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    return {"name": sheet.name, "rows": rows, "merged": _merged(sheet)}


def main() -> int:
    """Read a workbook from stdin; return how it went."""
    bound()
    try:
        book = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        names = book.sheet_names
        if len(names) > MOST_SHEETS:
            return TOO_MANY_SHEETS
        sheets, rows = [], 0
        for name in names:
            sheet = book.get_sheet_by_name(name)
            rows += sheet.total_height
            if sheet.total_width > MOST_COLUMNS and sheet.total_height:
                return TOO_MANY_COLUMNS
            if rows > MOST_ROWS:
                return TOO_MANY_ROWS
            sheets.append(read_sheet(sheet))
    except Exception as error:  # noqa: BLE001 - whatever a damaged file provokes, one sentence answers it
        return PROTECTED if "assword" in str(error) or "ncrypt" in str(error) else UNREADABLE
    json.dump(sheets, sys.stdout)
    return OPENED


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main())
