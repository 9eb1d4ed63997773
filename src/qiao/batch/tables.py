"""Tables as files, for people without a server: JSON Lines, CSV and XLSX, told apart by their endings.

Rows are read one by one, each with its number as a person counts it. Bad rows are handed on with what is wrong
and what to do, so that one of them never stops the others.
"""

import csv
import io
import json
import math
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, Protocol

import xlsxwriter

from qiao.batch.workbook import OF_THE_OPERATOR, open_workbook
from qiao.exceptions import TableUnreadableError

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARD = "'"
LONGEST_CELL, MOST_ROWS = 32_767, 1_048_576
ENCODINGS = ("utf-8-sig", "gb18030")
BOMS = (b"\xff\xfe", b"\xfe\xff")
SNIFFED = 2**16
ENDINGS = (".jsonl", ".ndjson", ".csv", ".tsv", ".xlsx", ".xls", ".ods")
WRITTEN = (".jsonl", ".ndjson", ".csv", ".xlsx")
DEEPEST = 32

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One row by header. ``number`` counts lines of the file from 1; ``wrong`` says why it cannot be read."""

    number: int
    values: Values = field(default_factory=dict)
    wrong: str = ""


class TableWriter(Protocol):
    """Takes rows one after the other."""

    def write(self, values: Values) -> None:
        """Write one row; columns it does not name stay empty."""


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula (SECURITY P3)."""
    return GUARD + text if text.lstrip(" \u3000\u00a0\ufeff").startswith(FORMULA_STARTS) else text


def ending_of(path: Path) -> str:
    """Return the ending by which a table's form is known.

    Raises
    ------
    TableUnreadableError
        For an ending that is none of ``ENDINGS``.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise TableUnreadableError(
            path=path.name,
            reason_zh=f"不认识的文件类型。可用：{'、'.join(ENDINGS)}。",
            reason_en=f"unknown kind of file; use one of {', '.join(ENDINGS)}.",
        )
    return ending


def read_table(path: Path) -> Iterator[Row]:
    """Yield the rows of a table: JSON Lines, CSV or TSV (UTF-8, UTF-16 or GB 18030), XLSX, XLS, ODS.

    Parameters
    ----------
    path
        The file. The first row of a sheet or CSV names the columns.

    Yields
    ------
    Row
        In the order of the file, empty lines left out. A line that is no JSON object has ``wrong`` set.

    Raises
    ------
    TableUnreadableError
        When the file is absent, no table at all, or grows beyond reason once unpacked.
    """
    ending = ending_of(path)
    if not path.is_file():
        raise TableUnreadableError(
            path=path.name, reason_zh="没有这个文件。", reason_en="there is no such file."
        )
    if ending in {".jsonl", ".ndjson"}:
        return _json_lines(path)
    return _sheet(path) if ending in {".xlsx", ".xls", ".ods"} else _csv(path, ending)


def _json_lines(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield _json_row(number, line)


def _json_row(number: int, line: bytes) -> Row:
    try:
        value = json.loads(line.decode("utf-8-sig"), parse_constant=_no_constant, parse_float=_finite)
        deep = isinstance(value, dict) and _depth(value) > DEEPEST
    except (ValueError, RecursionError) as error:
        return Row(number, wrong=f"not JSON: {str(error)[:80]}")
    if deep:
        return Row(number, wrong=f"nested deeper than {DEEPEST}")
    return Row(number, value) if isinstance(value, dict) else Row(number, wrong="not a JSON object")


def _no_constant(word: str) -> NoReturn:
    message = f"{word} is not a number"
    raise ValueError(message)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        message = f"number too large: {text[:20]}"
        raise ValueError(message)
    return number


def _depth(value: object) -> int:
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        inner = (
            one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)
        )
        level = [part for parts in inner for part in parts]
        depth += 1
    return depth


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(SNIFFED)
        if head.startswith(BOMS):
            return "utf-16"
        rest = iter(lambda: file.read(2**20), b"")
        for encoding in ENCODINGS:
            file.seek(0)
            if all(_decodes(encoding, rest)):
                return encoding
            rest = iter(lambda: file.read(2**20), b"")
    raise TableUnreadableError(
        path=path.name,
        reason_zh="文件编码不认识。请另存为 UTF-8 的 CSV，或用 XLSX。",
        reason_en="unknown encoding; save it as UTF-8 CSV or as XLSX.",
    )


def _decodes(encoding: str, pieces: Iterator[bytes]) -> Iterator[bool]:
    """Yield whether each piece decodes; a character may be cut by the end of a piece."""
    import codecs

    decoder = codecs.getincrementaldecoder(encoding)()
    for piece in pieces:
        try:
            yield "\0" not in decoder.decode(piece)
        except UnicodeDecodeError:
            yield False
            return
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        yield False


def _csv(path: Path, ending: str) -> Iterator[Row]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline()
        file.seek(0)
        delimiter = "\t" if ending == ".tsv" or first.count("\t") > first.count(",") else ","
        rows = csv.reader(file, delimiter=delimiter)
        headers: list[str] | None = None
        try:
            for cells in rows:
                if headers is None:
                    headers = _headers(path, cells)
                elif any(cell.strip() for cell in cells):
                    yield Row(rows.line_num, _by_header(headers, cells))
        except csv.Error as error:
            yield Row(rows.line_num, wrong=f"not CSV: {error}")


def _headers(path: Path, cells: Sequence[str]) -> list[str]:
    headers = [cell.strip().removeprefix("\ufeff") for cell in cells]
    doubled = {name for name in headers if name and headers.count(name) > 1}
    if doubled or not any(headers):
        raise TableUnreadableError(
            path=path.name,
            reason_zh=f"列名重复：{'、'.join(sorted(doubled))}。" if doubled else "第一行应是列名。",
            reason_en=f"columns named twice: {', '.join(sorted(doubled))}."
            if doubled
            else "the first row must name the columns.",
        )
    return headers


def _by_header(headers: Sequence[str], cells: Sequence[Any]) -> dict[str, Any]:
    return {header: cell for header, cell in zip(headers, cells, strict=False) if header and cell != ""}


def _sheet(path: Path) -> Iterator[Row]:
    with open_workbook(path.name, path, bounds=OF_THE_OPERATOR, as_texts=False, first=True) as sheets:
        rows = next((sheet.rows for sheet in sheets), iter(()))
        numbered = ((number, cells) for number, cells in enumerate(rows, start=1))
        headers: list[str] | None = None
        for number, cells in numbered:
            if headers is None:
                if cells:
                    headers = _headers(path, [str(cell) for cell in cells])
            elif values := _by_header(headers, cells):
                yield Row(number, values)
        for _more in sheets:
            pass  # the process is asked how it ended


class _JsonWriter:
    def __init__(self, file: io.TextIOBase, columns: Sequence[str]) -> None:
        self.file, self.columns = file, columns

    def write(self, values: Values) -> None:
        content = {column: values.get(column) for column in self.columns}
        self.file.write(json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n")


class _CsvWriter:
    def __init__(self, file: Any, columns: Sequence[str]) -> None:
        self.file, self.columns = csv.writer(file), columns
        self.file.writerow(columns)

    def write(self, values: Values) -> None:
        self.file.writerow([_for_people(values.get(column)) for column in self.columns])


class _XlsxWriter:
    def __init__(self, sheet: Any, columns: Sequence[str], bold: Any) -> None:
        self.sheet, self.columns, self.row = sheet, columns, 0
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, columns, bold)

    def write(self, values: Values) -> None:
        self.row += 1
        if self.row >= MOST_ROWS:
            raise TableUnreadableError(
                path=self.sheet.get_name(),
                reason_zh=f"一张工作表最多 {MOST_ROWS} 行，放不下。请写成 CSV 或 JSONL；什么都没有写。",
                reason_en=f"a sheet holds {MOST_ROWS} rows at most; write CSV or JSONL. Nothing was written.",
            )
        for place, column in enumerate(self.columns):
            value = _for_people(values.get(column))
            if isinstance(value, str):
                self.sheet.write_string(self.row, place, value[:LONGEST_CELL])
            elif value is not None:
                self.sheet.write_number(self.row, place, value)


def _for_people(value: Any) -> str | float | None:
    """Return a cell for spreadsheets: lists and objects as JSON, no formulas."""
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return guarded(text)


def check_target(path: Path) -> None:
    """Refuse a file of an ending that cannot be written.

    Raises
    ------
    TableUnreadableError
        For an ending that is none of ``WRITTEN``.
    """
    if path.suffix.lower() not in WRITTEN:
        raise TableUnreadableError(
            path=path.name,
            reason_zh=f"不能写成这种文件。可用：{'、'.join(WRITTEN)}。",
            reason_en=f"cannot be written as this; use one of {', '.join(WRITTEN)}.",
        )


def write_table(path: Path, columns: Sequence[str]) -> AbstractContextManager[TableWriter]:
    """Open a table for writing: JSON Lines word for word, CSV with a byte-order mark, XLSX; by the ending.

    Parameters
    ----------
    path
        Where it goes. It is written beside its place and put there once it is whole.
    columns
        The columns, in order.

    Raises
    ------
    TableUnreadableError
        For an ending that is none of ``WRITTEN``.
    """
    check_target(path)
    return _written(path, {path.stem[:31] or "qiao": columns})


def table_bytes(columns: Sequence[str], rows: Iterable[Sequence[object]], ending: str) -> bytes:
    """Return a table as the content of a file, for a download. Cells that are None stay empty.

    Parameters
    ----------
    columns
        The columns, in order; no name twice.
    rows
        As many cells as columns each.
    ending
        One of ``WRITTEN``.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{ending}"
        with write_table(path, list(columns)) as table:
            for row in rows:
                cells = ("" if cell is None else cell for cell in row)
                table.write(dict(zip(columns, cells, strict=True)))
        return path.read_bytes()


@contextmanager
def _written(path: Path, sheets: Mapping[str, Sequence[str]]) -> Iterator[TableWriter]:
    with write_sheets(path, sheets) as writers:
        yield next(iter(writers.values()))


@contextmanager
def write_sheets(path: Path, sheets: Mapping[str, Sequence[str]]) -> Iterator[dict[str, TableWriter]]:
    """Open several tables at once: the sheets of one XLSX, or one file a table (OUT.pairs.csv, OUT.clusters.csv).

    Parameters
    ----------
    path
        Where they go; with several tables in JSON Lines or CSV the name of each is put before the ending.
    sheets
        Name → columns, in order.

    Raises
    ------
    TableUnreadableError
        For an ending that is none of ``WRITTEN``.

    Yields
    ------
    dict of str to TableWriter
        By name. Files appear only when all of them are whole.
    """
    check_target(path)
    ending = path.suffix.lower()
    parts = {name: _place_of(path, name, alone=len(sheets) == 1) for name in sheets}
    halves = {place: place.with_name(place.name + ".part") for place in parts.values()}
    try:
        if ending == ".xlsx":
            with xlsxwriter.Workbook(str(halves[path]), {"constant_memory": True}) as book:
                bold = book.add_format({"bold": True})
                yield {
                    name: _XlsxWriter(book.add_worksheet(name[:31]), columns, bold)
                    for name, columns in sheets.items()
                }
        else:
            writer = _CsvWriter if ending == ".csv" else _JsonWriter
            encoding = "utf-8-sig" if ending == ".csv" else "utf-8"
            files = {name: halves[parts[name]].open("w", encoding=encoding, newline="") for name in sheets}
            try:
                yield {name: writer(file, sheets[name]) for name, file in files.items()}
            finally:
                for file in files.values():
                    file.close()
        for place, half in halves.items():
            half.replace(place)
    finally:
        for half in halves.values():
            half.unlink(missing_ok=True)


def _place_of(path: Path, name: str, *, alone: bool) -> Path:
    if alone or path.suffix.lower() == ".xlsx":
        return path
    return path.with_name(f"{path.stem}.{name}{path.suffix}")
