"""The one place where workbooks (XLSX, XLS, ODS) are opened: sizes checked first, then read by a bounded process."""

import io
import json
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import IO, Any

from qiao.batch import workbook_process as process
from qiao.exceptions import TableUnreadableError

OLE = b"\xd0\xcf\x11\xe0"
ZIP = b"PK"
HEAD = 20_000
MEBI = 2**20


@dataclass(frozen=True)
class Bounds:
    """What a workbook may ask for: inside the archive, as a table, of the machine."""

    entries: int = 500
    unpacked: int = 50 * MEBI
    ratio: int = 100
    rows: int = 100_000
    columns: int = 256
    sheets: int = 60
    memory: int = 1536 * MEBI
    seconds: int = 20


FROM_ANYONE = Bounds()
"""For a file that somebody uploads (SECURITY section 6)."""

OF_THE_OPERATOR = Bounds(
    unpacked=512 * MEBI, ratio=200, rows=1_048_576, columns=16_384, memory=8 * 1024 * MEBI, seconds=1800
)
"""For a file that whoever runs the machine names on the command line."""


@dataclass
class Sheet:
    """One sheet as it comes out of the process; read its rows before asking for the next sheet."""

    name: str
    rows: Iterator[list[Any]]
    merged: list[list[int]] = field(default_factory=list)


TOO_LARGE = (
    "文件解开后过大，可能有问题。请只留需要的工作表后重新保存。",
    "it grows beyond reason when unpacked. Keep the sheets you need and save it again.",
)
NO_WORKBOOK = (
    "这不是能打开的表格文件。可用：XLSX、XLS、ODS、CSV、TSV。",
    "it is no table that can be opened. Use XLSX, XLS, ODS, CSV or TSV.",
)
WEB_PAGE = (
    "这是网页改名的表格。请用 Excel 或 WPS 打开，另存为 XLSX 再上传。",
    "it is a web page under the name of a workbook. Open it in Excel or WPS and save it as XLSX.",
)


def sentence_of(code: int, bounds: Bounds) -> tuple[str, str]:
    """Return what the process' answer means, in both languages."""
    known = {
        process.UNREADABLE: (
            "打不开，可能已损坏。请用 Excel 或 WPS 打开，另存为 XLSX 再上传。",
            "it does not open and may be damaged. Open it in Excel or WPS and save it as XLSX.",
        ),
        process.PROTECTED: (
            "文件有密码。请去掉密码后另存一份。",
            "it is protected by a password. Save a copy without one.",
        ),
        process.TOO_MANY_ROWS: (
            f"超过 {bounds.rows:,} 行。请分成几份。",
            f"it has more than {bounds.rows:,} rows. Split it.",
        ),
        process.TOO_MANY_COLUMNS: (
            f"超过 {bounds.columns:,} 列。请只留需要的列，并删去最右边的空列。",
            f"it has more than {bounds.columns:,} columns. Delete the empty ones on the right.",
        ),
        process.TOO_MANY_SHEETS: (
            f"超过 {bounds.sheets} 张工作表。请只留需要的。",
            f"it has more than {bounds.sheets} sheets. Keep those you need.",
        ),
    }
    return known.get(code, TOO_LARGE)


def refused(name: str, sentence: tuple[str, str]) -> TableUnreadableError:
    """Return the refusal of a file, in both languages."""
    return TableUnreadableError(path=name, reason_zh=sentence[0], reason_en=sentence[1])


@contextmanager
def open_workbook(
    name: str,
    source: bytes | Path,
    *,
    bounds: Bounds = FROM_ANYONE,
    as_texts: bool = True,
    first: bool = False,
) -> Iterator[Iterator[Sheet]]:
    """Open a workbook and hand out its sheets, one after the other.

    Parameters
    ----------
    name
        What the file is called, for the refusal.
    source
        Its bytes, or where it lies.
    bounds
        What it may ask for.
    as_texts
        Cells as people see them; otherwise plain values (numbers as numbers, moments in ISO 8601).
    first
        Only the first sheet.

    Raises
    ------
    TableUnreadableError
        When it is no workbook, is protected, or is larger than its bounds; it says what to do.
    """
    with io.BytesIO(source) if isinstance(source, bytes) else source.open("rb") as file:
        check_head(name, file)
        check_unpacked(name, file, bounds)
        limits = (bounds.memory, bounds.seconds, bounds.rows, bounds.columns, bounds.sheets)
        command = [sys.executable, "-I", process.__file__, *map(str, limits)]
        command += ["texts"] * as_texts + ["first"] * first
        with subprocess.Popen(  # noqa: S603 - our own file; only numbers and two words of ours go with it
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as running:
            # A process that sleeps uses no processor time: the clock on the wall ends it.
            clock = threading.Timer(bounds.seconds + bounds.seconds // 2, running.kill)
            clock.start()
            try:
                yield _sheets(name, file, running, bounds)
            finally:
                clock.cancel()
                running.kill()


def _sheets(
    name: str, file: IO[bytes], running: "subprocess.Popen[bytes]", bounds: Bounds
) -> Iterator[Sheet]:
    if running.stdin is None or running.stdout is None:  # pragma: no cover - both were asked for
        raise refused(name, TOO_LARGE)
    with suppress(BrokenPipeError):
        while piece := file.read(MEBI):
            running.stdin.write(piece)
        running.stdin.close()
    lines = iter(running.stdout.readline, b"")
    for line in lines:
        head = json.loads(line)
        rows = _rows(lines, head["rows"])
        yield Sheet(str(head["name"]), rows, head["merged"])
        for _unread in rows:
            pass
    code = running.wait()
    if code != process.OPENED:
        raise refused(name, sentence_of(code, bounds))


def _rows(lines: Iterator[bytes], count: int) -> Iterator[list[Any]]:
    for _ in range(count):
        line = next(lines, b"")
        if not line.endswith(b"\n"):
            return  # the process died: its answer says why
        yield json.loads(line)


def check_head(name: str, file: IO[bytes]) -> None:
    """Say what a file is that only calls itself a workbook."""
    head = file.read(HEAD)
    file.seek(0)
    if head.startswith((OLE, ZIP)):
        return
    lowered = head.lower()
    raise refused(name, WEB_PAGE if b"<table" in lowered or b"<html" in lowered else NO_WORKBOOK)


def check_unpacked(name: str, file: IO[bytes], bounds: Bounds) -> None:
    """Refuse an archive that grows beyond reason before anything unpacks it (SECURITY 0.7)."""
    is_zip = file.read(len(ZIP)) == ZIP
    size = max(1, file.seek(0, io.SEEK_END))
    file.seek(0)
    if not is_zip:
        return
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise refused(name, sentence_of(process.UNREADABLE, bounds)) from error
    finally:
        file.seek(0)
    unpacked = sum(entry.file_size for entry in entries)
    outside = any(
        ".." in PurePath(entry.filename.replace("\\", "/")).parts or entry.filename.startswith(("/", "\\"))
        for entry in entries
    )
    if len(entries) > bounds.entries or outside or unpacked > min(bounds.unpacked, bounds.ratio * size):
        raise refused(name, TOO_LARGE)
