"""SQLite has one writer at a time. Who waits here asks again at short intervals, however long they have waited.

SQLite's own wait asks every 100 ms after the first few tries, newcomers every few: while many write, whoever has waited
long nearly always comes when somebody newer is in, and may give up at the end of the wait though thousands had a turn.
"""

import random
import time

from django.db import OperationalError
from django.db.backends.sqlite3 import base
from django.db.backends.utils import CursorWrapper

from qiao.exceptions.storage import is_busy

SHORTEST_PAUSE_SECONDS = 0.001
LONGEST_PAUSE_SECONDS = 0.008
MILLISECONDS = 1000
USUAL_SECONDS = 5
"""Python's own, where the settings name none."""


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions begin in turn, or are refused at the end of the setting ``timeout``."""

    def _start_transaction_under_autocommit(self) -> None:
        seconds = self.settings_dict["OPTIONS"].get("timeout", USUAL_SECONDS)
        with self.cursor() as cursor:
            self.connection.execute("PRAGMA busy_timeout = 0")
            try:
                self._begin(cursor, until=time.monotonic() + seconds)
            finally:
                self.connection.execute(f"PRAGMA busy_timeout = {round(seconds * MILLISECONDS)}")

    def _begin(self, cursor: CursorWrapper, *, until: float) -> None:
        while True:
            try:
                cursor.execute("BEGIN IMMEDIATE")
            except OperationalError as error:
                if not is_busy(error) or time.monotonic() >= until:
                    raise
            else:
                return
            # Chance decides the interval, so that no two go on asking in step.
            time.sleep(random.uniform(SHORTEST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS))  # noqa: S311
