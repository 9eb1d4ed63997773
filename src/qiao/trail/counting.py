"""SQLite is told how many rows its indexes tell apart; without that it takes one that leads past all of them.

PostgreSQL counts by itself.
"""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import connection

A_DAY = timedelta(hours=20)
COUNTED = "rows-counted"
ROWS_LOOKED_AT = 50_000
"""Of each index. Looked at less closely, an organisation is taken to hold a thousand rows of what it holds millions of, and
all of them are read to find four hundred by their ids."""


def count_rows() -> None:
    """Let SQLite look at its indexes."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
        cursor.execute("ANALYZE")


def count_daily(_now: datetime) -> int:
    """Count once a day; return how often."""
    if not cache.add(COUNTED, "1", A_DAY.total_seconds()):
        return 0
    count_rows()
    return 1
