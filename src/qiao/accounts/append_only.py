"""Tables that only grow: triggers which refuse UPDATE and DELETE, on SQLite and PostgreSQL (DESIGN law 8)."""

from collections.abc import Iterator

from qiao.accounts.database_rules import ON_SQLITE, DatabaseRule, drop_trigger

SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION qiao_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END $$;
"""
POSTGRES_TRIGGER = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
FOR EACH ROW EXECUTE FUNCTION qiao_append_only();
"""
VERBS = ("update", "delete")


class AppendOnly(DatabaseRule):
    """Migration operation: from here on the rows of `table` are neither changed nor removed."""

    def __init__(self, table: str) -> None:
        self.table = table

    def forwards(self, vendor: str) -> Iterator[str]:
        """Return what refuses."""
        if vendor != ON_SQLITE:
            yield POSTGRES_FUNCTION
        template = SQLITE_TRIGGER if vendor == ON_SQLITE else POSTGRES_TRIGGER
        for verb in VERBS:
            yield template.format(table=self.table, verb=verb, VERB=verb.upper())

    def backwards(self, vendor: str) -> Iterator[str]:
        """Return what lets rows be changed again."""
        for verb in VERBS:
            yield drop_trigger(f"{self.table}_no_{verb}", self.table, vendor)

    def describe(self) -> str:
        return f"Rows of {self.table} are only added"


class AppendOnlyAgain(AppendOnly):
    """Migration operation: give the triggers back to a table that SQLite made anew.

    Django changes a column on SQLite by making another table, and triggers stay with the old one. Whatever alters a
    field of such a table is followed by this operation.
    """

    def forwards(self, vendor: str) -> Iterator[str]:
        """Return what refuses, where it may be gone."""
        if vendor == ON_SQLITE:
            for verb in VERBS:
                yield f"DROP TRIGGER IF EXISTS {self.table}_no_{verb}"
            yield from super().forwards(vendor)

    def backwards(self, vendor: str) -> Iterator[str]:  # noqa: ARG002
        """Return nothing: rows were only added before as well."""
        yield from ()
