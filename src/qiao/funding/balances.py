"""Every ledger entry sums to zero, kept by the database itself when a transaction ends.

A trigger adds each line to what its entry is off by; that sum is a deferred foreign key into a table which holds
the single value 0. While the lines are written the sum may differ; at commit it must be found there.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

TABLES = (
    "CREATE TABLE funding_zero (value bigint NOT NULL PRIMARY KEY CHECK (value = 0))",
    "INSERT INTO funding_zero (value) VALUES (0)",
    """
    CREATE TABLE funding_ledgerbalance (
      entry_id {uuid} NOT NULL PRIMARY KEY REFERENCES funding_ledgerentry (id) DEFERRABLE INITIALLY DEFERRED,
      off_by_fen bigint NOT NULL REFERENCES funding_zero (value) DEFERRABLE INITIALLY DEFERRED
    )
    """,
)
ADD = """
  INSERT INTO funding_ledgerbalance (entry_id, off_by_fen) VALUES (NEW.entry_id, NEW.amount_fen)
    ON CONFLICT (entry_id) DO UPDATE SET off_by_fen = funding_ledgerbalance.off_by_fen + NEW.amount_fen;
"""
SQLITE = f"CREATE TRIGGER funding_line_adds AFTER INSERT ON funding_ledgerline BEGIN {ADD} END"
POSTGRES = (
    f"""
    CREATE OR REPLACE FUNCTION funding_line_adds() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN {ADD} RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER funding_line_adds AFTER INSERT ON funding_ledgerline
    FOR EACH ROW EXECUTE FUNCTION funding_line_adds()
    """,
)


class EntriesBalance(Operation):
    """Migration operation: from here on no transaction ends with an entry whose lines do not sum to zero."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the models: the promise is the database's alone."""

    def database_forwards(
        self,
        app_label: str,  # noqa: ARG002 - Django's signature
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002
        to_state: ProjectState,  # noqa: ARG002
    ) -> None:
        sqlite = schema_editor.connection.vendor == "sqlite"
        for statement in TABLES:
            schema_editor.execute(statement.format(uuid="char(32)" if sqlite else "uuid"))
        for statement in (SQLITE,) if sqlite else POSTGRES:
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002
        to_state: ProjectState,  # noqa: ARG002
    ) -> None:
        on_table = "" if schema_editor.connection.vendor == "sqlite" else " ON funding_ledgerline"
        schema_editor.execute(f"DROP TRIGGER funding_line_adds{on_table}")
        schema_editor.execute("DROP TABLE funding_ledgerbalance")
        schema_editor.execute("DROP TABLE funding_zero")

    def describe(self) -> str:
        return "Ledger entries balance"
