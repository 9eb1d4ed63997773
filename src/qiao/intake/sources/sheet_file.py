"""A sheet as a file: XLSX, XLS, ODS by calamine, CSV in the encodings of the field. Bounded before it is read."""

import csv
import io
import zipfile
from pathlib import PurePath

from python_calamine import CalamineError, load_workbook

from qiao.exceptions import SheetUnreadableError
from qiao.intake.sources.sheet import HEADERS, Column, Row

ENCODINGS = ("utf-8-sig", "utf-16", "gb18030")
MAX_ENTRIES = 500
MAX_UNPACKED = 50 * 2**20
MAX_RATIO = 100
MAX_ROWS = 100_000
HEADER_SEARCHED = 20
NAMED_AT_LEAST = 2
BOMS = (b"\xff\xfe", b"\xfe\xff")


def read_rows(name: str, content: bytes) -> list[Row]:
    """Return the rows below the header, with their numbers in the sheet.

    Title rows above the header are passed over; the header is the first row with the institution's column.

    Raises
    ------
    SheetUnreadableError
        When the file is no sheet, is too large once unpacked, or has no column of institutions.
    """
    suffix = PurePath(name).suffix.lower()
    table = _csv(content) if suffix in {".csv", ".txt", ".tsv"} else _workbook(content)
    if len(table) > MAX_ROWS:
        raise SheetUnreadableError(reason=f"有 {len(table):,} 行，最多 {MAX_ROWS:,} 行，请分成几份。")
    start = _header(table)
    headers = [text.strip() for text in table[start]]
    rows = []
    for number, cells in enumerate(table[start + 1 :], start=start + 2):
        if any(text.strip() for text in cells):
            padded = [*cells, *[""] * (len(headers) - len(cells))]
            rows.append(
                Row(number, {header: text for header, text in zip(headers, padded, strict=False) if header})
            )
    return rows


def _header(table: list[list[str]]) -> int:
    for index, cells in enumerate(table[:HEADER_SEARCHED]):
        named = [HEADERS.get(text.strip()) for text in cells]
        if Column.INSTITUTION in named and sum(one is not None for one in named) >= NAMED_AT_LEAST:
            return index
    wanted = "、".join(header for header, column in HEADERS.items() if column is Column.INSTITUTION)
    raise SheetUnreadableError(reason=f"前 {HEADER_SEARCHED} 行里没有表头。需要一列叫：{wanted}。")


def _csv(content: bytes) -> list[list[str]]:
    for encoding in ENCODINGS:
        if encoding == "utf-16" and not content.startswith(BOMS):
            continue
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        delimiter = "\t" if text.count("\t") > text.count(",") else ","
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    raise SheetUnreadableError(reason="文件编码不认识。请另存为 UTF-8 的 CSV，或直接上传 XLSX。")


def _workbook(content: bytes) -> list[list[str]]:
    check_unpacked(content)
    try:
        sheet = load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise SheetUnreadableError(reason="这不是能打开的表格文件（XLSX、XLS、ODS、CSV）。") from error
    return [[_text(cell) for cell in row] for row in rows]


def check_unpacked(content: bytes) -> None:
    """Refuse an archive that grows beyond reason before anything unpacks it (SECURITY 0.7)."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sizes = [entry.file_size for entry in archive.infolist()]
    if len(sizes) > MAX_ENTRIES or sum(sizes) > MAX_UNPACKED or sum(sizes) > MAX_RATIO * max(1, len(content)):
        raise SheetUnreadableError(reason="文件解开后过大，可能有问题。请只留需要的工作表后重新保存。")


def _text(cell: object) -> str:
    """Return a cell as people see it: whole numbers without a decimal point."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
