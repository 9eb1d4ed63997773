"""Work as the owner of the tables, where the program that serves has a role of its own (decision 0122)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

PARTS = ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


@contextmanager
def as_owner() -> Iterator[None]:
    """Ask the database as its owner (QIAO_OWNER_DATABASE_URL) until the end of the block. Outside any transaction."""
    owner: Mapping[str, Any] | None = settings.QIAO_OWNER_DATABASE
    if owner is None or connection.vendor != "postgresql":
        yield
        return
    before = {name: connection.settings_dict[name] for name in PARTS}
    _switch(owner)
    try:
        yield
    finally:
        _switch(before)


def _switch(to: Mapping[str, Any]) -> None:
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    connection.settings_dict.update({name: to[name] for name in PARTS})
