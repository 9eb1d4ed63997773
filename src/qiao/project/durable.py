"""Asked once at the start: does the database keep what it acknowledges, and end what hangs? Where not, nothing is served."""

from django.conf import settings
from django.db import connection

from qiao.exceptions import DatabaseNotDurableError, WallsUnknownError
from qiao.exceptions.storage import DatabasePatientError
from qiao.project.walls.raising import knows_seals
from qiao.project.walls.roles import is_above_walls

SAFE = {
    "sqlite": {"synchronous": {"2", "3"}},
    "postgresql": {
        "fsync": {"on"},
        "full_page_writes": {"on"},
        "synchronous_commit": {"on", "remote_apply"},
    },
}
LIMITS = {
    "statement_timeout": "QIAO_STATEMENT_SECONDS",
    "lock_timeout": "QIAO_LOCK_SECONDS",
    "idle_in_transaction_session_timeout": "QIAO_TRANSACTION_IDLE_SECONDS",
}
"""What ends a statement, a wait and a transaction that hang: a pooler in between may have dropped it."""


def assert_durable() -> None:
    """Raise where a power cut may take what was acknowledged (SECURITY 0.1), or nothing ends what hangs.

    QIAO_UNSAFE_DATABASE=1 lets the first pass: a trial, or a service whose storage keeps its pages whole by itself.

    Raises
    ------
    DatabaseNotDurableError
        When the database is set to be quick instead.
    DatabasePatientError
        When the limits we ask for did not arrive.
    """
    for name, safe in SAFE[connection.vendor].items():
        found = asked(name)
        if found not in safe and not settings.QIAO_UNSAFE_DATABASE:
            raise DatabaseNotDurableError(setting=name, value=found)
    if connection.vendor == "postgresql":
        for name, setting in LIMITS.items():
            if getattr(settings, setting) and asked(name) == "0":
                raise DatabasePatientError(setting=name)


def asked(name: str) -> str:
    """Return how the database in use is set."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}" if connection.vendor == "sqlite" else f"SHOW {name}")
        return str(cursor.fetchone()[0])


def assert_walls_know_us() -> None:
    """Raise WallsUnknownError where the database would show this program nothing."""
    if connection.vendor == "postgresql" and not (is_above_walls() or knows_seals()):
        raise WallsUnknownError
