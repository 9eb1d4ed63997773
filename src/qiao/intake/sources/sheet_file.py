"""A sheet as a file: the same files as any table, its header found by the columns it must have."""

from collections.abc import Sequence

from qiao.exceptions import SheetUnreadableError
from qiao.intake.sources.sheet import HEADERS, Column, Row
from qiao.intake.sources.tables import open_tables

HEADER_SEARCHED = 20
NAMED_AT_LEAST = 2


def read_rows(name: str, content: bytes) -> list[Row]:
    """Return the rows below the header, with their numbers in the sheet.

    Title rows above the header are passed over; the header is the first row with the institution's column.

    Raises
    ------
    TableUnreadableError
        When the file is no table, or is too large once unpacked.
    SheetUnreadableError
        When it has no column of institutions.
    """
    grid = open_tables(name, content)[0]
    table = grid.rows
    start = _header(table)
    headers = [text.strip() for text in table[start]]
    # A merged cell says where and who for each of its rows, but how much only once.
    once = {column for column, header in enumerate(headers) if header not in HEADERS}
    rows = []
    for number, cells in enumerate(table[start + 1 :], start=start + 2):
        if any(text.strip() for text in cells):
            read = [
                "" if column in once and (number - 1, column) in grid.filled else text
                for column, text in enumerate(cells)
            ]
            padded = [*read, *[""] * (len(headers) - len(read))]
            rows.append(
                Row(number, {header: text for header, text in zip(headers, padded, strict=False) if header})
            )
    return rows


def _header(table: Sequence[Sequence[str]]) -> int:
    for index, cells in enumerate(table[:HEADER_SEARCHED]):
        named = [HEADERS.get(text.strip()) for text in cells]
        if Column.INSTITUTION in named and sum(one is not None for one in named) >= NAMED_AT_LEAST:
            return index
    wanted = "、".join(header for header, column in HEADERS.items() if column is Column.INSTITUTION)
    raise SheetUnreadableError(
        reason_zh=f"前 {HEADER_SEARCHED} 行里没有表头。需要一列叫：{wanted}。",
        reason_en=f"the first {HEADER_SEARCHED} rows hold no header; a column must be called {wanted}.",
    )
