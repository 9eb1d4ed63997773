"""Refusals of the database itself: it is there, and others are before us."""

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
