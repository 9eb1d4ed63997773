"""Reading from a copy: published pages and exports, never what somebody has just written and wants to see.

A copy may be behind. It is asked only while it has all that the database had a few seconds ago, and whoever wrote
reads from the database itself for `AFTER_WRITING_SECONDS`. Without QIAO_REPLICA_URL nothing here does anything.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

ALIAS = "replica"
WROTE = "wrote"
AFTER_WRITING_SECONDS = 15
EVERY_SECONDS = 5.0
WAIT_SECONDS = 5.0
PAUSE_SECONDS = 0.1
SAFE_METHODS = frozenset({"GET", "HEAD"})
PUBLISHED = frozenset(
    {
        "relief:public_board",
        "relief:public_bulletin",
        "relief:bulletin_file",
        "funding:public_packs",
        "funding:public_pack",
        "funding:pack_file",
        "casebook:case_list",
        "casebook:matrix",
        "casebook:case",
        "casebook:picture",
        "casebook:book",
        "casebook:edition_site",
        "casebook:edition_file",
        "pages:public_trace",
        "api:open_data",
        "api:open_newest",
        "api:open_all",
        "api:open_issue",
    }
)
"""Pages of what was published. None is opened by a secret of one person, and none changes by the second."""

Answering = Callable[[HttpRequest], HttpResponseBase]
_reader: ContextVar[str] = ContextVar("reader", default="")
"""Who reads from the copy now: "page", "job", or nobody."""


class Router:
    """Sends reading to the copy where a page or a job asked for it; writing never."""

    def db_for_read(self, _model: type[Model], **_hints: Any) -> str:
        return ALIAS if _reader.get() and not connection.in_atomic_block else DEFAULT_DB_ALIAS

    def db_for_write(self, _model: type[Model], **_hints: Any) -> str:
        if _reader.get() == "page":
            _reader.set("")  # what was written is read again where it is
        return DEFAULT_DB_ALIAS

    def allow_relation(self, _one: Model, _other: Model, **_hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool:
        return db != ALIAS


class Freshness:
    """Says whether the copy has what the database had a few seconds ago; asked anew every few seconds."""

    def __init__(self) -> None:
        self.asked_at = float("-inf")
        self.is_fresh = False
        self.mark = ""

    def now(self) -> bool:
        """Say whether the copy may be read."""
        moment = time.monotonic()
        if moment - self.asked_at >= EVERY_SECONDS:
            is_recent = moment - self.asked_at < 2 * EVERY_SECONDS
            self.asked_at, self.is_fresh = moment, False  # others need not wait for the answer
            with suppress(DatabaseError):
                here = place_of_database()
                self.is_fresh = has_come_to(self.mark if is_recent and self.mark else here)
                self.mark = here
        return self.is_fresh

    def failed(self) -> None:
        """Leave the copy alone until it is asked again."""
        self.is_fresh = False


FRESHNESS = Freshness()


def has_replica() -> bool:
    """Say whether there is a copy to read from."""
    return ALIAS in settings.DATABASES


def place_of_database() -> str:
    """Return how far the database's log has come."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_lsn()::text")
        return str(cursor.fetchone()[0])


def has_come_to(place: str) -> bool:
    """Say whether the copy has everything up to a place of the log. What replays no log is taken to be current."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("SELECT NOT pg_is_in_recovery() OR pg_last_wal_replay_lsn() >= %s::pg_lsn", [place])
        return bool(cursor.fetchone()[0])


@contextmanager
def for_a_job() -> Iterator[None]:
    """Read what follows from the copy, once it has all that is acknowledged by now; otherwise from the database."""
    token = _reader.set("job" if has_replica() and _comes_to_now() else "")
    try:
        yield
    finally:
        _reader.reset(token)


def _comes_to_now() -> bool:
    try:
        place, until = place_of_database(), time.monotonic() + WAIT_SECONDS
        while not has_come_to(place):
            if time.monotonic() > until:
                return False
            time.sleep(PAUSE_SECONDS)
    except DatabaseError:
        return False
    return True


class PublishedFromReplica:
    """Let published pages be read from the copy, but not by who wrote within the last seconds."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _reader.set("")
        try:
            response = self.get_response(request)
        finally:
            _reader.reset(token)
        if request.method not in SAFE_METHODS:
            remember_writing(response)
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Choose where this page is read."""
        match = request.resolver_match
        if (
            request.method in SAFE_METHODS
            and WROTE not in request.COOKIES
            and match is not None
            and match.view_name in PUBLISHED
            and FRESHNESS.now()
        ):
            _reader.set("page")

    def process_exception(self, _request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Leave a copy alone that failed; the page itself is answered as any that could not be read."""
        if isinstance(error, DatabaseError) and _reader.get():
            FRESHNESS.failed()
        return None


def remember_writing(response: HttpResponseBase) -> None:
    """Let this browser read from the database itself for a while."""
    response.set_cookie(
        WROTE,
        "1",
        max_age=AFTER_WRITING_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
