"""Files of tables: XLSX, XLS, ODS in a bounded process; CSV and TSV in the encodings of the field."""

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from qiao.exceptions import TableUnreadableError
from qiao.intake.sources.tables import workbook

ENCODINGS = ("utf-8-sig", "gb18030")
BOMS = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ("\t", ",", ";", "|")
TEXTS = frozenset({".csv", ".tsv", ".txt"})
MOST_ENTRIES, MOST_UNPACKED, MOST_RATIO = 500, 50 * 2**20, 100
SECONDS = 30
LOOKED_AT = 40
A_TENTH = 10
OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK"

Rows = tuple[tuple[str, ...], ...]
Place = tuple[int, int]


@dataclass(frozen=True)
class Grid:
    """One sheet as it stands: rows of texts, counted from 0. `filled` cells repeat the corner of a merged range."""

    name: str
    rows: Rows
    filled: frozenset[Place] = field(default_factory=frozenset)


SENTENCES: dict[int, tuple[str, str]] = {
    workbook.UNREADABLE: (
        "打不开，可能已损坏。请用 Excel 或 WPS 打开，另存为 XLSX 再上传。",
        "it does not open and may be damaged. Open it in Excel or WPS and save it as XLSX.",
    ),
    workbook.PROTECTED: (
        "文件有密码。请去掉密码后另存一份。",
        "it is protected by a password. Save a copy without one.",
    ),
    workbook.TOO_MANY_ROWS: (
        f"超过 {workbook.MOST_ROWS:,} 行。请分成几份。",
        f"it has more than {workbook.MOST_ROWS:,} rows. Split it.",
    ),
    workbook.TOO_MANY_COLUMNS: (
        f"超过 {workbook.MOST_COLUMNS} 列。请只留需要的列，并删去最右边的空列。",
        f"it has more than {workbook.MOST_COLUMNS} columns. Keep those you need and delete the empty ones on the right.",
    ),
    workbook.TOO_MANY_SHEETS: (
        f"超过 {workbook.MOST_SHEETS} 张工作表。请只留需要的。",
        f"it has more than {workbook.MOST_SHEETS} sheets. Keep those you need.",
    ),
}
TOO_LARGE = (
    "文件解开后过大，可能有问题。请只留需要的工作表后重新保存。",
    "it grows beyond reason when unpacked. Keep the sheets you need and save it again.",
)


def refused(name: str, sentence: tuple[str, str]) -> TableUnreadableError:
    """Return the refusal of a file, in both languages."""
    return TableUnreadableError(path=name, reason_zh=sentence[0], reason_en=sentence[1])


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
            if len(rows) > workbook.MOST_ROWS:
                raise refused(name, SENTENCES[workbook.TOO_MANY_ROWS])
            if len(row) > workbook.MOST_COLUMNS:
                raise refused(name, SENTENCES[workbook.TOO_MANY_COLUMNS])
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
    # Without a mark UTF-16 shows by its empty halves: of commas, digits and line ends.
    even, odd = content[::2].count(0), content[1::2].count(0)
    if max(even, odd) * A_TENTH > len(content) // 2 and min(even, odd) == 0:
        return ("utf-16-le",) if odd else ("utf-16-be",)
    return ENCODINGS


def _delimiter(text: str) -> str:
    lines = text.splitlines()[:LOOKED_AT]
    counts: Counter[str] = Counter({sign: sum(line.count(sign) for line in lines) for sign in DELIMITERS})
    tabs = sum("\t" in line for line in lines)
    if tabs * 2 > len([line for line in lines if line.strip()]):
        return "\t"
    return max(DELIMITERS[1:], key=lambda sign: (counts[sign], sign == ","))


def _workbook(name: str, content: bytes) -> list[Grid]:
    _check_head(name, content)
    _check_unpacked(name, content)
    command = [sys.executable, "-I", str(Path(workbook.__file__))]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no argument from outside
            command, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise refused(name, TOO_LARGE) from error
    if done.returncode != workbook.OPENED:
        raise refused(name, SENTENCES.get(done.returncode, TOO_LARGE))
    return [_grid(sheet) for sheet in json.loads(done.stdout)]


def _check_head(name: str, content: bytes) -> None:
    """Say what a file is that only calls itself a workbook."""
    if content.startswith((OLE, ZIP)):
        return
    if b"<table" in content[:20_000].lower() or b"<html" in content[:20_000].lower():
        raise refused(
            name,
            (
                "这是网页改名的表格。请用 Excel 或 WPS 打开，另存为 XLSX 再上传。",
                "it is a web page under the name of a workbook. Open it in Excel or WPS and save it as XLSX.",
            ),
        )
    raise refused(
        name,
        (
            "这不是能打开的表格文件。可用：XLSX、XLS、ODS、CSV、TSV。",
            "it is no table that can be opened. Use XLSX, XLS, ODS, CSV or TSV.",
        ),
    )


def _check_unpacked(name: str, content: bytes) -> None:
    """Refuse an archive that grows beyond reason before anything unpacks it (SECURITY 0.7)."""
    if not content.startswith(ZIP):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise refused(name, SENTENCES[workbook.UNREADABLE]) from error
    unpacked = sum(entry.file_size for entry in entries)
    outside = any(
        ".." in PurePath(entry.filename).parts or entry.filename.startswith("/") for entry in entries
    )
    if (
        len(entries) > MOST_ENTRIES
        or outside
        or unpacked > MOST_UNPACKED
        or unpacked > MOST_RATIO * max(1, len(content))
    ):
        raise refused(name, TOO_LARGE)


def _grid(sheet: dict[str, list[list[str]]]) -> Grid:
    rows = sheet["rows"]
    filled: set[Place] = set()
    for top, left, bottom, right in sheet["merged"]:
        bottom_row = min(int(bottom), len(rows) - 1)
        for row in range(int(top), bottom_row + 1):
            for column in range(int(left), min(int(right), len(rows[row]) - 1) + 1):
                if (row, column) != (int(top), int(left)):
                    rows[row][column] = rows[int(top)][int(left)]
                    filled.add((row, column))
    return Grid(str(sheet["name"]), tuple(tuple(row) for row in rows), frozenset(filled))
