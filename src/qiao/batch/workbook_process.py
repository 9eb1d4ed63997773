"""Opens one workbook in a process of its own, within bounds; run as a file: workbook on stdin, lines of JSON on stdout.

A hostile workbook may ask for more memory or time than the machine has. Here it takes down only this process.
The first line of a sheet is its name, its rows and its merged ranges; then each row is a line.
"""

import contextlib
import io
import json
import sys
from datetime import date, datetime
from typing import Any

from python_calamine import CalamineError, CalamineSheet, load_workbook

from qiao.batch.bounded import bound

LONGEST_CELL = 32_767

OPENED = 0
UNREADABLE, PROTECTED, TOO_MANY_ROWS, TOO_MANY_COLUMNS, TOO_MANY_SHEETS, TOO_LARGE = range(40, 46)
"""How it went; none of the numbers with which Python or the system ends a process by itself."""


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


def cell_value(cell: object) -> object:
    """Return a cell as a plain value: whole numbers as such, moments in ISO 8601."""
    if isinstance(cell, bool | int | str):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else cell
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _merged(sheet: CalamineSheet) -> list[list[int]]:
    try:
        ranges = sheet.merged_cell_ranges
    except (CalamineError, ValueError, OSError):
        ranges = None  # the format does not tell
    return [[*first, *last] for first, last in ranges or ()]


def write_sheet(sheet: CalamineSheet, out: Any, *, as_texts: bool) -> None:
    """Write name, merged ranges and rows of a sheet, from its first row on."""
    height = (sheet.end or (-1, 0))[0] + 1
    out.write(json.dumps({"name": sheet.name, "rows": height, "merged": _merged(sheet)}) + "\n")
    read = cell_text if as_texts else cell_value
    # Rows come from the very first on, columns from the first that holds anything.
    empty = [""] * (sheet.start or (0, 0))[1]
    for row in sheet.iter_rows():
        out.write(json.dumps(empty + [read(cell) for cell in row]) + "\n")


def main(arguments: list[str]) -> int:
    """Read a workbook from stdin; return how it went."""
    memory, seconds, rows_left, most_columns, most_sheets = map(int, arguments[:5])
    as_texts, only_first = "texts" in arguments, "first" in arguments
    bound(memory, seconds)
    try:
        book = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        names = book.sheet_names[:1] if only_first else book.sheet_names
        if len(names) > most_sheets:
            return TOO_MANY_SHEETS
        sheets = []
        for name in names:
            sheet = book.get_sheet_by_name(name)
            rows_left -= sheet.total_height
            if sheet.total_width > most_columns and sheet.total_height:
                return TOO_MANY_COLUMNS
            if rows_left < 0:
                return TOO_MANY_ROWS
            sheets.append(sheet)
        for sheet in sheets:
            write_sheet(sheet, sys.stdout, as_texts=as_texts)
    except BrokenPipeError:
        raise
    except MemoryError:
        return TOO_LARGE
    except Exception as error:  # noqa: BLE001 - whatever a damaged file provokes, one sentence answers it
        return PROTECTED if "assword" in str(error) or "ncrypt" in str(error) else UNREADABLE
    return OPENED


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        sys.exit(main(sys.argv[1:]))
