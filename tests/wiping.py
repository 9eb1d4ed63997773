"""Emptying the database after a test that really commits: the reference tables stay, the triggers come back.

Django's own flush fails on tables that only grow, and would take the places and items with it.
"""

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

WITHOUT_MODEL = {"funding_ledgerbalance", "funding_purposebalance"}
"""Tables that triggers keep and no model knows."""


def wipe(*_test_case: Any) -> None:
    """Empty every table but the reference tables."""
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    tables = sorted((tables | WITHOUT_MODEL) & set(connection.introspection.table_names()) - KEPT)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=OFF")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [(name, sql) for name, sql in cursor.fetchall() if sql]
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own tables
        for _name, sql in triggers:
            cursor.execute(sql)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA foreign_keys=ON")
