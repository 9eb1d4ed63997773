"""The database, its promises of durability, the directory of data, and room on the disk."""

import shutil
import stat
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

from qiao.project.commands import pending_migrations
from qiao.project.doctor.finding import Finding, broken, good, warning
from qiao.project.durable import asked
from qiao.project.moving.unfinished import is_unfinished

PRAGMAS = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1"}
"""SECURITY 0.1, 0.8: without FULL a power cut takes what was acknowledged; without secure_delete names stay."""

SETTINGS = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "server_encoding": "UTF8"}
ROOM_BYTES = 1 << 30
ROOM_TIMES = 2
"""A backup writes the database once more before it is encrypted."""

GIB = 1 << 30
OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def reachable() -> list[Finding]:
    """Look whether the database answers; nothing else is asked where it does not."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        said = (f"数据库连不上：{error}", f"The database cannot be reached: {error}")
        return [
            broken(
                said,
                ("看它是否在运行、QIAO_DATABASE_URL 是否对", "See whether it runs, and QIAO_DATABASE_URL"),
            )
        ]
    return []


def database() -> list[Finding]:
    """Look whether the database keeps what it acknowledges."""
    wanted = PRAGMAS if connection.vendor == "sqlite" else SETTINGS
    found = {name: asked(name) for name in wanted}
    wrong = {name: value for name, value in found.items() if value != wanted[name]}
    if wrong:
        names = ", ".join(f"{name}={value}" for name, value in wrong.items())
        said = (f"数据库不保证断电不丢：{names}", f"The database may lose what it acknowledged: {names}")
        right = ", ".join(f"{name}={wanted[name]}" for name in wrong)
        return [broken(said, (f"改为 {right}", f"Set {right}"))]
    return [
        good(
            f"数据库 {connection.vendor} 可用，断电不丢",
            f"{connection.vendor} answers and keeps what it acknowledges",
        )
    ]


def pages() -> list[Finding]:
    """Let SQLite look over its own pages; PostgreSQL has pg_amcheck for that."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(5)")
        found = [str(row[0]) for row in cursor.fetchall()]
    if found == ["ok"]:
        return [good("数据库文件没有坏页", "The file of the database is whole")]
    said = (f"数据库文件有坏页：{found[0]}", f"The file of the database is damaged: {found[0]}")
    return [broken(said, ("停下服务，从最近的备份恢复", "Stop serving and restore the latest backup"))]


def moved() -> list[Finding]:
    """Look whether a move to this database came to its end."""
    if not is_unfinished():
        return []
    said = (
        "这个库没有搬完，还没有外键和触发器",
        "The move to this database did not end: it lacks foreign keys and triggers",
    )
    remedy = "./qiao move-to-postgres … --resume"
    return [broken(said, (f"不要用它；{remedy}", f"Do not use it; {remedy}"))]


def migrations() -> list[Finding]:
    """Look whether the database is of this version."""
    pending = pending_migrations()
    if not pending:
        return [good("数据库与程序同一版本", "Database and program are of one version")]
    said = (f"还差 {len(pending)} 个升级", f"{len(pending)} migrations are pending")
    return [broken(said, ("./qiao upgrade", "./qiao upgrade"))]


def directory() -> list[Finding]:
    """Look whether others of this machine can read the data or the keys."""
    private = [settings.DATA, *_secrets()]
    open_ones = [path for path in private if path.exists() and path.stat().st_mode & OPEN_TO_OTHERS]
    if not open_ones:
        return [good("数据目录和密钥只有属主能读", "Data and keys can be read by their owner alone")]
    named = ", ".join(str(path) for path in open_ones[:3])
    said = (f"别的用户能读：{named}", f"Others of this machine can read {named}")
    return [broken(said, ("chmod 700 目录，chmod 600 文件", "chmod 700 on directories, 600 on files"))]


def _secrets() -> Iterable[Path]:
    keys = Path(settings.QIAO_KEYS)
    yield keys
    yield from (path for path in keys.rglob("*") if path.is_file() and path.name != "backup-recipient.txt")


def room() -> list[Finding]:
    """Look whether there is room to go on, and for a backup."""
    free = shutil.disk_usage(settings.DATA).free
    name = Path(str(connection.settings_dict["NAME"]))
    size = name.stat().st_size if connection.vendor == "sqlite" and name.exists() else 0
    told = f"{free / GIB:.1f} GiB"
    if free >= max(ROOM_BYTES, ROOM_TIMES * size):
        return [good(f"磁盘还有 {told}", f"{told} free")]
    said = (f"磁盘只剩 {told}", f"Only {told} free")
    return [
        warning(
            said,
            (
                "腾出空间（旧备份、exports/、日志，见手册“磁盘满了”）：写满后只能读不能收",
                "Make room (see “A full disk” in the handbook): once it is full nothing more is taken in",
            ),
        )
    ]
