"""Every table that only grows still does after all migrations: SQLite makes a table anew where a column changes."""

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from qiao.accounts.append_only import VERBS, AppendOnly

OF = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def test_every_table_that_only_grows_refuses_still(db):
    operations = [one for each in MigrationLoader(None).disk_migrations.values() for one in each.operations]
    tables = {one.table for one in operations if isinstance(one, AppendOnly)}
    with connection.cursor() as cursor:
        cursor.execute(OF[connection.vendor])
        held = {name for (name,) in cursor.fetchall()}

    assert "trail_trailentry" in tables
    assert {f"{table}_no_{verb}" for table in tables for verb in VERBS} - held == set()
