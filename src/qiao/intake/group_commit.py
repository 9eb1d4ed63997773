"""Many senders, one transaction: whoever comes while a commit is under way joins the next one.

There is no thread of its own. The first to come writes for all who wait; its commit, one fsync, makes all of
them durable before any is answered.
"""

import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

MOST = 64
"""How many share a transaction at most."""


class _Waiting(Generic[T, R]):
    def __init__(self, work: T) -> None:
        self.work = work
        self.result: R | Exception | None = None


class GroupCommit(Generic[T, R]):
    """Hand works to `write` in groups. `write` commits a group and returns a result or an error for each."""

    def __init__(self, write: Callable[[Sequence[T]], Sequence[R | Exception]]) -> None:
        self._write = write
        self._turn = threading.Lock()
        self._guard = threading.Lock()
        self._queue: list[_Waiting[T, R]] = []

    def commit(self, work: T) -> R:
        """Return the result of `work` once it is committed; raise its own error where it has one."""
        mine: _Waiting[T, R] = _Waiting(work)
        with self._guard:
            self._queue.append(mine)
        while mine.result is None:
            with self._turn:
                if mine.result is None:
                    self._write_some()
        if isinstance(mine.result, Exception):
            raise mine.result
        return mine.result

    def _write_some(self) -> None:
        with self._guard:
            group, self._queue = self._queue[:MOST], self._queue[MOST:]
        try:
            results = self._write([one.work for one in group])
        except Exception as error:  # noqa: BLE001 - each of the group is told, none waits for ever
            results = [error] * len(group)
        for one, result in zip(group, results, strict=True):
            one.result = result
