"""For whom the database is asked, and the seal by which it knows that the program says so."""

import hashlib
import hmac
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django_scopes import get_scope

from qiao.project.settings import secret_key

NAME = "qiao.organization"
SCOPE = "organization"
"""As in registry/models/owned.py, which cannot be loaded before there is a database."""

EVERYTHING, NOTHING = "*", ""
BLOCK = 64
"""Bytes of a block of SHA-256, to which HMAC fills its key."""

_in_request: ContextVar[bool] = ContextVar("in_request", default=False)


class Walled:
    """From here on somebody outside asks: without an organisation at work the database shows no organisation's rows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _in_request.set(True)
        try:
            return self.get_response(request)
        finally:
            _in_request.reset(token)


def wanted() -> str:
    """Return whose rows may be seen now: one organisation's (its id), nobody's, or everybody's.

    Everybody's where code says so (`scopes_disabled`), and in commands and the worker outside any organisation.
    """
    active = get_scope()
    if not active.get("_enabled", True):
        return EVERYTHING
    if SCOPE in active:
        whose = getattr(active[SCOPE], "pk", active[SCOPE])
        return str(whose if isinstance(whose, UUID) else UUID(str(whose)))
    return NOTHING if _in_request.get() else EVERYTHING


def seal(scope: str, process: int) -> str:
    """Return what the database is told: the scope, and a code that holds for this scope on this connection alone.

    Parameters
    ----------
    scope
        What `wanted` returned.
    process
        The number of the connection's process in the database (`pg_backend_pid`).
    """
    code = hmac.new(wall_key(), f"{process} {scope}".encode(), hashlib.sha256).hexdigest()
    return f"{scope} {code}"


def wall_key() -> bytes:
    """Return the key of the seals, made on first use and kept beside the others."""
    return _read(f"{settings.QIAO_KEYS}/wall_key")


@lru_cache(maxsize=4)
def _read(path: str) -> bytes:
    return secret_key(Path(path)).encode()


def halves() -> tuple[bytes, bytes]:
    """Return the inner and the outer block of HMAC (RFC 2104), with which the database recomputes a code."""
    key = hashlib.sha256(wall_key()).digest() if len(wall_key()) > BLOCK else wall_key()
    filled = key.ljust(BLOCK, b"\0")
    return bytes(one ^ 0x36 for one in filled), bytes(one ^ 0x5C for one in filled)
