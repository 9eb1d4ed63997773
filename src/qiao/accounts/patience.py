"""Work that takes as long as it needs: what cuts off a page that hangs must not cut off a migration or a backup."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import DatabaseError, connection

LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


@contextmanager
def at_leisure() -> Iterator[None]:
    """Let nothing inside be cut off by time. Within a transaction this lasts until its end."""
    if connection.vendor != "postgresql":
        yield
        return
    is_local = connection.in_atomic_block
    with connection.cursor() as cursor:
        for limit in LIMITS:
            cursor.execute("SELECT set_config(%s, '0', %s)", [limit, is_local])
    try:
        yield
    finally:
        if not is_local and connection.connection is not None and not connection.in_atomic_block:
            with suppress(DatabaseError), connection.cursor() as cursor:
                for limit in LIMITS:
                    cursor.execute(f"RESET {limit}")
