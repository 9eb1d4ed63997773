"""Tables that only grow: triggers which refuse UPDATE and DELETE, on SQLite and PostgreSQL (DESIGN law 8)."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

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


class AppendOnly(Operation):
    """Migration operation: from here on the rows of `table` are neither changed nor removed."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the models: the promise is the database's alone."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        sqlite = schema_editor.connection.vendor == "sqlite"
        if not sqlite:
            schema_editor.execute(POSTGRES_FUNCTION.replace("%", "%%"), params=())
        template = SQLITE_TRIGGER if sqlite else POSTGRES_TRIGGER
        for verb in VERBS:
            schema_editor.execute(template.format(table=self.table, verb=verb, VERB=verb.upper()))

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        on_table = "" if schema_editor.connection.vendor == "sqlite" else f" ON {self.table}"
        for verb in VERBS:
            schema_editor.execute(f"DROP TRIGGER {self.table}_no_{verb}{on_table}")

    def describe(self) -> str:
        return f"Rows of {self.table} are only added"
