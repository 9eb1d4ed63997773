"""Files of tables: workbooks through `qiao.batch.workbook`; CSV and TSV in the encodings of the field."""

import csv
import io
from collections import Counter
from dataclasses import dataclass, field
from pathlib import PurePath

from qiao.batch import workbook_process as process
from qiao.batch.workbook import FROM_ANYONE, Sheet, open_workbook, refused, sentence_of

ENCODINGS = ("utf-8-sig", "gb18030")
BOMS = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ("\t", ",", ";", "|")
TEXTS = frozenset({".csv", ".tsv", ".txt"})
LOOKED_AT = 40
A_TENTH = 10

Rows = tuple[tuple[str, ...], ...]
Place = tuple[int, int]


@dataclass(frozen=True)
class Grid:
    """One sheet as it stands: rows of texts, counted from 0. `filled` cells repeat the corner of a merged range."""

    name: str
    rows: Rows
    filled: frozenset[Place] = field(default_factory=frozenset)


def open_tables(name: str, content: bytes) -> list[Grid]:
    """Return the sheets of a file that hold anything.

    Raises
    ------
    TableUnreadableError
        When the file is no table, is too large once unpacked, or is empty; it says what to do.
    """
    if PurePath(name).suffix.lower() in TEXTS:
        grids = [Grid(PurePath(name).stem, _csv(name, content))]
    else:
        grids = _workbook(name, content)
    kept = [grid for grid in grids if any(cell.strip() for row in grid.rows for cell in row)]
    if not kept:
        raise refused(name, ("里面没有内容。", "it is empty."))
    return kept


def _csv(name: str, content: bytes) -> Rows:
    text = _decoded(name, content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    rows: list[tuple[str, ...]] = []
    try:
        for row in reader:
            rows.append(tuple(row))
            if len(rows) > FROM_ANYONE.rows:
                raise refused(name, sentence_of(process.TOO_MANY_ROWS, FROM_ANYONE))
            if len(row) > FROM_ANYONE.columns:
                raise refused(name, sentence_of(process.TOO_MANY_COLUMNS, FROM_ANYONE))
    except csv.Error as error:
        line = reader.line_num
        raise refused(
            name,
            (
                f"第 {line} 行附近的引号或字段不合 CSV 的规则。请另存为 XLSX。",
                f"near line {line} it breaks the rules of CSV. Save it as XLSX.",
            ),
        ) from error
    return tuple(rows)


def _decoded(name: str, content: bytes) -> str:
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff")
    raise refused(
        name,
        (
            "文件编码不认识。请另存为 UTF-8 的 CSV，或直接上传 XLSX。",
            "its encoding is unknown. Save it as UTF-8 CSV or upload XLSX.",
        ),
    )


def _encodings(content: bytes) -> tuple[str, ...]:
    if content.startswith(BOMS):
        return ("utf-16",)
    # Without a mark UTF-16 shows by its empty halves: of commas, digits and line ends. The other half of a few
    # characters, such as 需 (U+9700), is empty too.
    even, odd = content[::2].count(0), content[1::2].count(0)
    if max(even, odd) * A_TENTH > len(content) // 2 and min(even, odd) * A_TENTH < max(even, odd):
        return ("utf-16-le",) if odd > even else ("utf-16-be",)
    return ENCODINGS


def _delimiter(text: str) -> str:
    lines = text.splitlines()[:LOOKED_AT]
    counts: Counter[str] = Counter({sign: sum(line.count(sign) for line in lines) for sign in DELIMITERS})
    tabs = sum("\t" in line for line in lines)
    if tabs * 2 > len([line for line in lines if line.strip()]):
        return "\t"
    return max(DELIMITERS[1:], key=lambda sign: (counts[sign], sign == ","))


def _workbook(name: str, content: bytes) -> list[Grid]:
    with open_workbook(name, content) as sheets:
        return [_grid(sheet) for sheet in sheets]


def _grid(sheet: Sheet) -> Grid:
    rows: list[list[str]] = list(sheet.rows)
    filled: set[Place] = set()
    for top, left, bottom, right in sheet.merged:
        for row in range(top, min(bottom, len(rows) - 1) + 1):
            for column in range(left, min(right, len(rows[row]) - 1) + 1):
                if (row, column) != (top, left):
                    rows[row][column] = rows[top][left]
                    filled.add((row, column))
    return Grid(sheet.name, tuple(tuple(row) for row in rows), frozenset(filled))
