"""A database that a move did not come to the end of has no foreign keys and no triggers: nothing may work on it."""

from django.db import connection

from qiao.exceptions.moving import MoveUnfinishedError


def is_unfinished() -> bool:
    """Say whether the database in use is in the middle of a move."""
    if connection.vendor == "sqlite":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('qiao_move') IS NOT NULL")
        return bool(cursor.fetchone()[0])


def refuse_unfinished() -> None:
    """Raise MoveUnfinishedError where the database in use is in the middle of a move."""
    if is_unfinished():
        raise MoveUnfinishedError
