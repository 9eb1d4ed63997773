"""The forms of an export: XLSX, CSV, CSV with HXL tags, JSON Lines. Each writes row by row."""

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol

import xlsxwriter
from django.utils.translation import gettext, override

from qiao.api.exports.tables import Column, Value, written_moment
from qiao.batch.tables import LONGEST_CELL, guarded

MOST_XLSX_ROWS = 1_048_575
"""Rows an XLSX sheet holds beside its header."""

COLUMN_WIDTH = 18


class Columned(Protocol):
    """What is written: a table with a name in two languages and its columns."""

    @property
    def zh(self) -> str:
        """Return its Chinese name."""

    @property
    def en(self) -> str:
        """Return its English name."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return its columns in order."""


class Writer(Protocol):
    """Takes the rows of one export, one after the other."""

    def write(self, row: Sequence[Value]) -> None:
        """Write one row."""


class Cells:
    """Turns values into cells for people: labels in their language, local moments, no formulas."""

    def __init__(self, columns: Sequence[Column], language: str) -> None:
        with override(language):
            self.labels = [
                {code: gettext(word) for code, word in column.labels.items()} if column.labels else {}
                for column in columns
            ]

    def row(self, values: Sequence[Value]) -> Iterator[str | int | None]:
        """Yield the cells of a row."""
        for value, labels in zip(values, self.labels, strict=True):
            if isinstance(value, datetime):
                yield written_moment(value, is_for_people=True)
            elif isinstance(value, str):
                yield guarded(labels.get(value, value))
            else:
                yield value


def headers(columns: Sequence[Column], language: str) -> list[str]:
    """Return the words of the columns."""
    return [one.en if language.startswith("en") else one.zh for one in columns]


class CsvWriter:
    """CSV as spreadsheets open it: UTF-8 with a mark at the beginning."""

    def __init__(self, file: "csv.Writer", cells: Cells) -> None:  # type: ignore[name-defined]
        self.file, self.cells = file, cells

    def write(self, row: Sequence[Value]) -> None:
        """Write one row."""
        self.file.writerow(list(self.cells.row(row)))


class HxlWriter:
    """CSV with a second header of HXL tags; codes instead of labels, moments in UTC."""

    def __init__(self, file: "csv.Writer") -> None:  # type: ignore[name-defined]
        self.file = file

    def write(self, row: Sequence[Value]) -> None:
        """Write one row."""
        self.file.writerow([_machine(value) for value in row])


def _machine(value: Value) -> str | int | None:
    if isinstance(value, datetime):
        return written_moment(value, is_for_people=False)
    return guarded(value) if isinstance(value, str) else value


class JsonWriter:
    """One JSON object a line: for machines, word for word."""

    def __init__(self, file: object, columns: Sequence[Column]) -> None:
        self.file, self.keys = file, [one.key for one in columns]

    def write(self, row: Sequence[Value]) -> None:
        """Write one row."""
        plain = [
            written_moment(one, is_for_people=False) if isinstance(one, datetime) else one for one in row
        ]
        content = dict(zip(self.keys, plain, strict=True))
        self.file.write(json.dumps(content, ensure_ascii=False) + "\n")  # type: ignore[attr-defined]


class XlsxWriter:
    """A workbook written row by row; text is text, never a formula or a link."""

    def __init__(self, sheet: "xlsxwriter.worksheet.Worksheet", cells: Cells) -> None:
        self.sheet, self.cells, self.row = sheet, cells, 0

    def write(self, row: Sequence[Value]) -> None:
        """Write one row."""
        self.row += 1
        for column, value in enumerate(self.cells.row(row)):
            if isinstance(value, str):
                self.sheet.write_string(self.row, column, value[:LONGEST_CELL])
            elif value is not None:
                self.sheet.write_number(self.row, column, value)


@contextmanager
def csv_file(path: Path, table: Columned, language: str) -> Iterator[Writer]:
    """Open a CSV for people."""
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        file = csv.writer(handle)
        file.writerow(headers(table.columns, language))
        yield CsvWriter(file, Cells(table.columns, language))


@contextmanager
def hxl_file(path: Path, table: Columned, language: str) -> Iterator[Writer]:
    """Open a CSV whose second row holds HXL tags (DOMAIN 3.2)."""
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        file = csv.writer(handle)
        file.writerow(headers(table.columns, language))
        file.writerow([one.hxl for one in table.columns])
        yield HxlWriter(file)


@contextmanager
def json_file(path: Path, table: Columned, _language: str) -> Iterator[Writer]:
    """Open a file of JSON Lines."""
    with path.open("w", encoding="utf-8", newline="\n") as handle:
        yield JsonWriter(handle, table.columns)


@contextmanager
def xlsx_file(path: Path, table: Columned, language: str) -> Iterator[Writer]:
    """Open a workbook whose rows go to disk as they come."""
    options = {"constant_memory": True, "tmpdir": str(path.parent)}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet(table.en if language.startswith("en") else table.zh)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table.columns) - 1, COLUMN_WIDTH)
        sheet.write_row(0, 0, headers(table.columns, language), book.add_format({"bold": True}))
        yield XlsxWriter(sheet, Cells(table.columns, language))


FORMS = {
    "xlsx": (xlsx_file, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (csv_file, "csv", "text/csv; charset=utf-8"),
    "hxl": (hxl_file, "hxl.csv", "text/csv; charset=utf-8"),
    "jsonl": (json_file, "jsonl", "application/x-ndjson; charset=utf-8"),
}
"""Form → how it is opened, its ending, its media type."""
