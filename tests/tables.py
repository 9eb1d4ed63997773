"""The tables of an earlier run, kept so that the next need not make them again: SQLite, in `.qiao/tests`.

Making them takes longer than most runs of a few tests. What is kept is told by a digest of everything the tables
come from, so a change there makes them anew; `--create-db` does too.
"""

import hashlib
import re
import shutil
import sqlite3
from contextlib import closing, suppress
from functools import lru_cache
from pathlib import Path

import django
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
KEPT = ROOT / ".qiao" / "tests"
MOST = 3
ALWAYS = (
    "qiao/pages/search/*.py",
    "qiao/project/*.py",
    "qiao/project/sqlite/*.py",
    "qiao/project/management/commands/migrate.py",
    "qiao/registry/*.py",
    "qiao/*/migrations/*.py",
    "qiao/*/apps.py",
)
IMPORT = re.compile(r"^\s*(?:from|import) (qiao[\w.]*)", re.MULTILINE)


@lru_cache(maxsize=1)
def path_of_tables() -> Path:
    """Return where the tables are kept that today's migrations, reference tables and search index make."""
    files = {path for pattern in ALWAYS for path in SOURCE.glob(pattern)}
    for path in sorted(SOURCE.glob("qiao/*/migrations/*.py")):
        for module in IMPORT.findall(path.read_text(encoding="utf-8")):
            files.add(SOURCE / f"{module.replace('.', '/')}.py")
    files |= set((ROOT / "data").glob("*.csv")) | set((ROOT / "requirements").glob("*"))
    told = hashlib.sha256(f"{django.get_version()} {sqlite3.sqlite_version}".encode())
    for path in sorted(path for path in files if path.is_file()):
        told.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return KEPT / f"{told.hexdigest()[:24]}.sqlite3"


def fetch() -> bool:
    """Put kept tables where the test database will be looked for; say whether there were any."""
    kept = path_of_tables()
    if connection.vendor != "sqlite" or not kept.exists():
        return False
    shutil.copyfile(kept, connection.settings_dict["TEST"]["NAME"])
    kept.touch()
    return True


def lay(folder: Path) -> Path | None:
    """Lay kept tables, if there are any, where another process will look for its database; return where they came from.

    For what is not about making tables: that takes a process half a minute. Where none are kept it makes its own.
    """
    kept = path_of_tables()
    if not kept.exists():
        return None
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.copyfile(kept, folder / "qiao.sqlite3")
    (folder / "qiao.sqlite3").chmod(0o600)
    return kept


def keep() -> None:
    """Keep the tables as they are now for the next run; the oldest kept ones go."""
    if connection.vendor != "sqlite":
        return
    kept = path_of_tables()
    kept.parent.mkdir(parents=True, exist_ok=True)
    begun = kept.with_suffix(f".{Path(connection.settings_dict['TEST']['NAME']).stem}-{id(kept)}")
    connection.ensure_connection()
    with closing(sqlite3.connect(begun)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    begun.replace(kept)
    others = sorted(KEPT.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in others[MOST:]:
        with suppress(OSError):
            old.unlink()
