"""Asked once at the start: does the database keep what it acknowledges? Where not, nothing is served."""

from django.db import connection

from qiao.exceptions import DatabaseNotDurableError, WallsUnknownError
from qiao.project.walls.raising import knows_seals
from qiao.project.walls.roles import is_above_walls

SAFE = {
    "sqlite": ("PRAGMA synchronous", {"2", "3"}),
    "postgresql": ("SHOW synchronous_commit", {"on", "remote_apply"}),
}


def assert_durable() -> None:
    """Raise DatabaseNotDurableError where a power cut may take what was acknowledged (SECURITY 0.1)."""
    asked, safe = SAFE[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(asked)
        found = str(cursor.fetchone()[0])
    if found not in safe:
        raise DatabaseNotDurableError(setting=asked.split()[1], value=found)


def assert_walls_know_us() -> None:
    """Raise WallsUnknownError where the database would show this program nothing."""
    if connection.vendor == "postgresql" and not (is_above_walls() or knows_seals()):
        raise WallsUnknownError
