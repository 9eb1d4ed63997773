"""Data directories: sample data and real work never share one (SECURITY 6)."""

import contextlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from qiao.exceptions import DataDirMixedError

MARKER = "DEMO"
DATABASE = "qiao.sqlite3"
KEYS = ("keys/wrapping.key", "keys/lookup.key")
PREFIX = "qiao-demo-"
PRODUCTION = "正式 production"
SAMPLE = "示例 sample"


@dataclass(frozen=True)
class Mark:
    """What the marker of a sample directory says: whether it is erased at the end, and who runs it."""

    is_temporary: bool
    pid: int


def mark(path: Path, *, is_temporary: bool) -> None:
    """Mark a directory as one of sample data."""
    content = json.dumps(asdict(Mark(is_temporary, os.getpid())))
    (path / MARKER).write_text(content + "\n", encoding="utf-8")


def mark_of(path: Path) -> Mark | None:
    """Return the marker of a directory of sample data; None where it is none."""
    try:
        content = json.loads((path / MARKER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError:
        return Mark(is_temporary=False, pid=0)
    return Mark(bool(content.get("is_temporary")), int(content.get("pid", 0)))


def refuse_production(path: Path) -> None:
    """Raise DataDirMixedError where the directory holds a database, or keys, not marked as sample data.

    Keys alone are enough: the database they belong to may be on another server.
    """
    if mark_of(path) is None and any((path / name).exists() for name in (DATABASE, *KEYS)):
        raise DataDirMixedError(path=path, kind=PRODUCTION)


def refuse_sample(path: Path) -> None:
    """Raise DataDirMixedError where the directory is one of sample data."""
    if mark_of(path) is not None:
        raise DataDirMixedError(path=path, kind=SAMPLE)


def new_temporary() -> Path:
    """Return a fresh directory that only its owner can enter, marked to be erased at the end."""
    path = Path(tempfile.mkdtemp(prefix=PREFIX))
    mark(path, is_temporary=True)
    return path


def erase_if_temporary(path: Path) -> bool:
    """Erase a directory that was made for one demo only; say whether it was."""
    found = mark_of(path)
    if found is None or not found.is_temporary:
        return False
    shutil.rmtree(path, ignore_errors=True)
    return not path.exists()


def sweep(directory: Path | None = None) -> int:
    """Erase what demos that were killed left behind; return how many directories that were."""
    root = directory or Path(tempfile.gettempdir())
    swept = 0
    for path in root.glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):  # another user's demo is not ours to look into
            found = None if path.is_symlink() else mark_of(path)
            if found and found.is_temporary and not is_running(found.pid):
                swept += erase_if_temporary(path)
    return swept


def is_running(pid: int) -> bool:
    """Say whether a process with this id exists; where that cannot be asked, assume so."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
