"""Emptying the database after a test that really commits: the reference tables stay, the triggers come back.

Django's own flush fails on tables that only grow, and would take the places and items with it.
"""

from functools import lru_cache
from typing import Any

from django.apps import apps
from django.db import connection, transaction

KEPT = {
    "registry_place",
    "registry_item",
    "registry_itemalias",
    "registry_itemstandard",
    "registry_pack",
    "registry_substitution",
    "pages_searchentry",
    "django_content_type",
    "auth_permission",
    "django_migrations",
}

WITHOUT_MODEL = {"funding_hostbalance", "funding_ledgerbalance", "funding_purposebalance"}
"""Tables that triggers keep and no model knows."""


def wipe(*_test_case: Any) -> None:
    """Empty every table but the reference tables; those that hold no row are left as they are."""
    with connection.cursor() as cursor:
        tables = written(cursor)
    if not tables:
        return
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            # No trigger and no foreign key is asked. To truncate would make the files of all tables anew.
            cursor.execute("SET LOCAL session_replication_role = replica")
            _delete(cursor, tables)
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT tbl_name, name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [(name, sql) for table, name, sql in cursor.fetchall() if sql and table in set(tables)]
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        _delete(cursor, tables)
        for _name, sql in triggers:
            cursor.execute(sql)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=ON")


def written(cursor: Any) -> list[str]:
    """Return the tables that hold a row, asked in one question."""
    questions = (f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {one})" for one in ours())  # noqa: S608
    cursor.execute(" UNION ALL ".join(questions))
    return [name for (name,) in cursor.fetchall()]


@lru_cache(maxsize=1)
def ours() -> list[str]:
    """Return the tables that tests write into and this database has."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return sorted((tables | WITHOUT_MODEL) & set(connection.introspection.table_names()) - KEPT)


def _delete(cursor: Any, tables: list[str]) -> None:
    for table in tables:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own tables
