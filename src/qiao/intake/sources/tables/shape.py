"""The shape of a sheet: titles above, a header of one or two lines, rows, totals and notes, perhaps another table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from qiao.batch.grids import Grid
from qiao.intake.sources.tables.cleaning import clean
from qiao.intake.sources.tables.columns import named_role

HEADER_SEARCHED = 60
HEADER_NAMES = 2
OTHER_HEADER_NAMES = 3
LONGEST_HEADER = 40
LONG_NOTE = 24
SHOWN_TITLES = 5

_TOTAL = re.compile(
    r"^(?:本页|本期|以上|累计)?(?:合计|总计|小计|共计|累计|总数|total|subtotal|sum)(?![\u4e00-\u9fff]{2})",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^(?:注|备注|说明|填表|制表|审核人|复核|统计时间|数据来源|单位负责人|联系方式|note|source)\s*[:：0-9（(]",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"^[-+±]?[\d,.]+%?$")
_HXL = re.compile(r"^#[A-Za-z][\w]*(?:\s*\+\s*\w+)*$")


class RowKind(StrEnum):
    """What a row below the header is."""

    DATA = "DATA"
    TOTAL = "TOTAL"
    NOTE = "NOTE"
    HEADER = "HEADER"


@dataclass(frozen=True)
class SourceRow:
    """One row: its number as people count it (from 1), its cells as they stand, which of them are merged repeats."""

    number: int
    cells: tuple[str, ...]
    kind: RowKind = RowKind.DATA
    filled: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Block:
    """One table of a sheet: its titles, headers and rows. A sheet may hold several, one below the other."""

    sheet: int
    name: str
    header_row: int
    header_lines: int
    titles: tuple[str, ...]
    headers: tuple[str, ...]
    hxl: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    end: int

    @property
    def key(self) -> str:
        """Return what tells the block from others of its file: sheet and header row."""
        return f"{self.sheet}-{self.header_row}"

    @property
    def data(self) -> list[SourceRow]:
        """Return the rows that are neither totals nor notes."""
        return [row for row in self.rows if row.kind is RowKind.DATA]


def find_blocks(grids: Sequence[Grid]) -> list[Block]:
    """Return the tables of a file in order."""
    return [block for number, grid in enumerate(grids) for block in _blocks(number, grid)]


def block_at(
    grids: Sequence[Grid], sheet: int, header_row: int, header_lines: int, end: int | None = None
) -> Block:
    """Return the table under a header that somebody pointed at, down to row `end` (all from 1)."""
    grid = grids[min(max(sheet, 0), len(grids) - 1)]
    last = min(end or len(grid.rows), len(grid.rows))
    start = min(max(header_row, 1), last)
    return _block(sheet, grid, (start - 1, min(max(header_lines, 1), 2, last - start + 1)), last)


def _blocks(number: int, grid: Grid) -> Iterator[Block]:
    starts = list(_headers(grid))
    if not starts:
        starts = [(_likely_header(grid), 1)]
    for place, (start, lines) in enumerate(starts):
        end = starts[place + 1][0] if place + 1 < len(starts) else len(grid.rows)
        yield _block(number, grid, (start, lines), end)


def _names(row: Sequence[str]) -> int:
    """Return how many cells of a row are known names of columns, each name once."""
    known = {
        text for cell in row if (text := clean(cell)) and len(text) <= LONGEST_HEADER and named_role(text)
    }
    return len(known)


def _said(row: Sequence[str]) -> list[str]:
    return [text for cell in row if (text := clean(cell))]


def _headers(grid: Grid) -> Iterator[tuple[int, int]]:
    """Yield (row, lines) of each header: the first one found, then those of other tables below."""
    first: list[str] | None = None
    index = 0
    while index < len(grid.rows):
        row = grid.rows[index]
        wanted = HEADER_NAMES if first is None else OTHER_HEADER_NAMES
        if first is None and index >= HEADER_SEARCHED:
            return
        names, said = _names(row), _said(row)
        if names >= wanted and (first is None or names * 2 >= len(set(said))):
            start, lines = _two_lines(grid, index)
            if said != first:
                yield start, lines
                first = said
            index = start + lines
        else:
            index += 1


def _two_lines(grid: Grid, index: int) -> tuple[int, int]:
    """Return where a header begins and its lines: a group above (物资) with its parts below (名称、数量)."""
    if index + 1 < len(grid.rows) and _is_under(grid, index, index + 1):
        return index, 2
    if index and len(set(_said(grid.rows[index - 1]))) >= HEADER_NAMES and _is_under(grid, index - 1, index):
        return index - 1, 2
    return index, 1


def _is_under(grid: Grid, top: int, below: int) -> bool:
    above, row = grid.rows[top], grid.rows[below]
    said = _said(row)
    if not said or any(_NUMERIC.match(text) or len(text) > LONGEST_HEADER for text in said):
        return False
    if all(_HXL.match(text) for text in said) or not any(named_role(text) for text in said):
        return False
    upright = any(
        column < len(row) and (below, column) in grid.filled and clean(row[column])
        for column in range(len(row))
    )
    spread = [
        column
        for column in range(len(row))
        if clean(row[column])
        and (column >= len(above) or not clean(above[column]) or (top, column) in grid.filled)
    ]
    apart = {clean(row[column]) for column in spread} - set(_said(above))
    return (
        bool(apart)
        and (upright or len(spread) < len(row))
        and _names(above) < len(set(_said(above))) + len(apart)
    )


def _likely_header(grid: Grid) -> int:
    """Return the first row with at least two different texts and no number: a header of unknown words."""
    for index, row in enumerate(grid.rows[:HEADER_SEARCHED]):
        said = _said(row)
        if len(set(said)) >= HEADER_NAMES and not any(_NUMERIC.match(text) for text in said):
            return index
    return next((index for index, row in enumerate(grid.rows) if _said(row)), 0)


def _block(number: int, grid: Grid, header: tuple[int, int], end: int) -> Block:
    start, lines = header
    width = max((len(row) for row in grid.rows[start:end]), default=0)
    head = grid.rows[start : start + lines]
    headers = tuple(
        _joined([row[column] if column < len(row) else "" for row in head]) for column in range(width)
    )
    body = start + lines
    hxl: tuple[str, ...] = ()
    if body < end and _is_hxl(grid.rows[body]):
        hxl = tuple(clean(cell) for cell in grid.rows[body])
        body += 1
    titles = tuple(said[0] for row in grid.rows[:start] if len(set(said := _said(row))) == 1)[-SHOWN_TITLES:]
    kinds = _Kinds(grid, {tuple(_said(row)) for row in head}, width)
    rows = tuple(kinds.row(index, width) for index in range(body, end) if _said(grid.rows[index]))
    return Block(number, grid.name, start + 1 if lines else 0, lines, titles, headers, hxl, rows, end)


def _is_hxl(row: Sequence[str]) -> bool:
    said = _said(row)
    return len(said) >= 1 and all(_HXL.match(text) for text in said)


def _joined(parts: Sequence[str]) -> str:
    return "/".join(dict.fromkeys(text for part in parts if (text := clean(part))))


@dataclass(frozen=True)
class _Kinds:
    """Tells rows from totals, notes and repeated headers."""

    grid: Grid
    heads: set[tuple[str, ...]]
    width: int

    def row(self, index: int, width: int) -> SourceRow:
        cells = (*self.grid.rows[index], *[""] * (width - len(self.grid.rows[index])))
        filled = frozenset(column for column in range(width) if (index, column) in self.grid.filled)
        return SourceRow(index + 1, cells[:width], self._kind(index), filled)

    def _kind(self, index: int) -> RowKind:
        said = _said(self.grid.rows[index])
        if tuple(said) in self.heads:
            return RowKind.HEADER
        if _TOTAL.match(said[0].replace(" ", "")):
            return RowKind.TOTAL
        alone = len(set(said)) == 1 and self.width >= HEADER_NAMES
        if _NOTE.match(said[0]) and len(set(said)) <= HEADER_NAMES:
            return RowKind.NOTE
        if alone and self.width > HEADER_NAMES and (len(said) > 1 or len(said[0]) > LONG_NOTE):
            return RowKind.NOTE
        return RowKind.DATA
