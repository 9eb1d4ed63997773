"""Refusals of the database and the disk themselves: others are before us, or there is no room."""

import errno
from collections.abc import Iterator

from qiao.exceptions import QiaoError

BUSY_RETRY_SECONDS = 5
BUSY_WORDS = ("database is locked", "database table is locked")
BUSY_STATES = frozenset({"40001", "40P01", "55P03"})
"""PostgreSQL: not serializable, deadlock, lock not available."""


class BusyError(QiaoError):
    """Too many write at once. The transaction was taken back."""

    code = "busy"
    status = 503
    message_zh = "同时在写的人太多，没有轮到。这一次什么都没有改动，请 {seconds} 秒后再试一次。"
    message_en = "Too many are writing at once and your turn did not come. Nothing was changed by this; try again in {seconds} seconds."


def is_busy(error: BaseException) -> bool:
    """Say whether a database error means that others held what was wanted, and not that the database is gone."""
    cause = error.__cause__ or error
    return str(error).startswith(BUSY_WORDS) or getattr(cause, "sqlstate", None) in BUSY_STATES


FULL_RETRY_SECONDS = 60
FULL_WORDS = ("database or disk is full",)
FULL_NAMES = frozenset({"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"})
"""SQLite: no room for a page, none for the index of its log."""
FULL_STATES = frozenset({"53100"})
"""PostgreSQL: disk full."""
FULL_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT})


class DiskFullError(QiaoError):
    """There is no room left to keep anything. The transaction was taken back, reading goes on."""

    code = "disk_full"
    status = 503
    message_zh = (
        "服务器的磁盘满了：这一次什么都没有保存，也没有收下。请告诉管理员腾出空间（./qiao doctor 会说怎么做），"
        "{seconds} 秒后原样再发。已经收下的都在，照样能看。"
    )
    message_en = (
        "The server's disk is full: nothing of this was saved or acknowledged. Tell the administrator to make room "
        "(./qiao doctor says how), and send the same again in {seconds} seconds. What was acknowledged before is there "
        "and can be read."
    )


def is_full(error: BaseException) -> bool:
    """Say whether an error of the database or of a file means that there is no room left."""
    return any(
        str(one).startswith(FULL_WORDS)
        or getattr(one, "sqlite_errorname", None) in FULL_NAMES
        or getattr(one, "sqlstate", None) in FULL_STATES
        or (isinstance(one, OSError) and one.errno in FULL_NUMBERS)
        for one in _causes(error)
    )


def refusal_of(error: BaseException) -> BusyError | DiskFullError | None:
    """Return what to tell of an error of the database or of a file that says of itself what is the matter."""
    if is_full(error):
        return DiskFullError(seconds=FULL_RETRY_SECONDS)
    return BusyError(seconds=BUSY_RETRY_SECONDS) if is_busy(error) else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


class DatabasePatientError(QiaoError):
    """The limits of time did not arrive at the database."""

    code = "database_patient"
    status = 503
    message_zh = "数据库没有接受时限（{setting}=0）：卡住的语句会一直卡着，所以不启动。中间有连接池（如 pgbouncer）时，请让它转发 options，或在库里设：ALTER ROLE 用户 SET {setting} = '300s'。"
    message_en = "The database did not take our limits ({setting}=0): a statement that hangs would hang for ever, so nothing is served. Let a pooler in between (such as pgbouncer) pass on options, or set them there: ALTER ROLE user SET {setting} = '300s'."
