"""Who serves a data directory holds a lock, so that nobody changes the database under a running server."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from qiao.exceptions.backup import ServedError

LOCK = "serving.lock"


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold the directory against servers. Raises ServedError where one runs. Windows has no such lock: nothing is held."""
    if os.name == "nt":
        yield
        return
    with _locked(data, exclusive=True):
        yield


@contextmanager
def served(data: Path) -> Iterator[None]:
    """Say that a server runs on the directory; others may too. Raises ServedError while an upgrade goes on."""
    if os.name == "nt":
        yield
        return
    with _locked(data, exclusive=False):
        yield


@contextmanager
def _locked(data: Path, *, exclusive: bool) -> Iterator[None]:
    import fcntl  # absent on Windows

    handle = os.open(data / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise ServedError(path=data) from error
    try:
        yield
    finally:
        os.close(handle)
