"""Before a question, PostgreSQL is told for whom it is asked, where that has changed since the last one.

The rows that a question meets are then bounded by the database itself (`qiao.project.walls`). The scope of the ORM
may change in the midst of a transaction, outside any, and in nested blocks: so it is compared at each question, and
told at the first one after a change. A rollback takes back what was told inside it.
"""

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg.pq import ExecStatus, TransactionStatus

from qiao.project.walls.scope import NAME, seal, wanted

TELL = f"SET {NAME} TO '%s'"
BEFORE_ANYTHING = ("SET ", "ROLLBACK")
"""What sets up a transaction must come first in it, and what ends one is always let through."""

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection on which the organisation at work is known to the database."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.told: str | None = None
        self.process = 0
        self.execute_wrappers.append(self.tell)

    def init_connection_state(self) -> None:
        """Begin anew: whoever had the connection before, of a pool or of none, said something else."""
        super().init_connection_state()
        self.told = None
        self.process = self.connection.execute("SELECT pg_backend_pid()").fetchone()[0]
        if not self.get_autocommit():
            self.connection.commit()

    def tell(self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001 - Django's signature
        """Say for whom is asked, unless that is known; then ask."""
        scope = wanted()
        if scope != self.told and self._may_tell(sql):
            self._say(TELL % seal(scope, self.process))
            self.told = scope
        return execute(sql, params, many, context)

    def _say(self, statement: str) -> None:
        """Pass a statement by the shortest way: it is said some times in every request, and holds nothing from outside."""
        done = self.connection.pgconn.exec_(statement.encode())
        if done.status != ExecStatus.COMMAND_OK:
            raise OperationalError(done.error_message.decode(errors="replace"))

    def _may_tell(self, sql: Any) -> bool:
        broken = self.connection.info.transaction_status == TransactionStatus.INERROR
        return not broken and not str(sql).startswith(BEFORE_ANYTHING)

    def _rollback(self) -> None:
        self.told = None
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self.told = None
