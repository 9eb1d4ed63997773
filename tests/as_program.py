"""Tests as the program is run for real on PostgreSQL: not as the owner of the tables, and behind the second wall.

A test of the files below is called as a role that owns nothing (its fixtures are made as the owner); with
`QIAO_TEST_AS_PROGRAM=1` every test is. What is asked within a request is walled; what a test itself looks at outside
of one, and outside any organisation, is not. What only the owner may (a trigger that must refuse, a migration) carries
`@pytest.mark.owner`.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.backends.signals import connection_created

from qiao.project.walls import scope
from qiao.project.walls.roles import grants

ROLE = "qiao_program"
ALL = os.environ.get("QIAO_TEST_AS_PROGRAM") == "1"
FILES = (
    "tests/advocacy/",
    "tests/api/test_doors.py",
    "tests/api/test_exports.py",
    "tests/api/test_hooks.py",
    "tests/api/test_openrosa.py",
    "tests/api/test_reports.py",
    "tests/care/test_referrals.py",
    "tests/care/test_work.py",
    "tests/intake/test_public_send.py",
    "tests/intake/test_receipt_page.py",
    "tests/preparing/",
    "tests/quality/test_telling.py",
    "tests/registry/",
    "tests/relief/",
    "tests/test_doors.py",
    "tests/volunteering/test_enrolling.py",
    "tests/volunteering/test_members.py",
    "tests/volunteering/test_presence.py",
)


def applies(test: pytest.Item) -> bool:
    """Say whether a test is called as the program."""
    path = test.path.relative_to(test.config.rootpath).as_posix()
    is_asked = ALL or path.startswith(FILES)
    return connection.vendor == "postgresql" and is_asked and not test.get_closest_marker("owner")


def make() -> None:
    """Make the role and let it do what the program needs. The wall's key stays where a test has keys of its own."""
    key = scope.wall_key()
    scope.wall_key = lambda: key
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:  # it may be there
        cursor.execute(f"CREATE ROLE {ROLE} NOLOGIN NOBYPASSRLS")
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(grants(ROLE)))


@contextmanager
def being() -> Iterator[None]:
    """Be the program, on this connection and on those that are opened meanwhile. SQLite knows nobody."""
    if connection.vendor != "postgresql":
        yield
        return
    connection_created.connect(_become, dispatch_uid="tests.as_program")
    _become(connection)
    try:
        yield
    finally:
        connection_created.disconnect(dispatch_uid="tests.as_program")
        with (
            suppress(DatabaseError),
            connection.cursor() as cursor,
        ):  # a broken transaction takes it back itself
            cursor.execute("RESET ROLE")


def _become(connection: Any, **_signal: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
