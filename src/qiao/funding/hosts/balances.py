"""What the database keeps of money with hosts: for no campaign and purpose does a host pay out more than it holds."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

TABLES = (
    """
    CREATE TABLE funding_hostbalance (
      campaign_id {uuid} NOT NULL,
      purpose varchar(200) NOT NULL,
      held_fen bigint NOT NULL,
      floor_fen bigint NOT NULL DEFAULT 0,
      PRIMARY KEY (campaign_id, purpose),
      CONSTRAINT funding_host_holds CHECK (held_fen >= floor_fen)
    )
    """,
    """
    INSERT INTO funding_hostbalance (campaign_id, purpose, held_fen, floor_fen)
    SELECT entry.campaign_id, line.purpose, SUM(line.amount_fen),
      CASE WHEN SUM(line.amount_fen) < 0 THEN SUM(line.amount_fen) ELSE 0 END
    FROM funding_ledgerline AS line JOIN funding_ledgerentry AS entry ON entry.id = line.entry_id
    WHERE line.account = 'HOST_HELD' AND entry.campaign_id IS NOT NULL
    GROUP BY entry.campaign_id, line.purpose
    """,
)
SQLITE = """
    CREATE TRIGGER funding_host_moves AFTER INSERT ON funding_ledgerline WHEN NEW.account = 'HOST_HELD' BEGIN
      INSERT INTO funding_hostbalance (campaign_id, purpose, held_fen)
        SELECT entry.campaign_id, NEW.purpose, 0 FROM funding_ledgerentry AS entry
        WHERE entry.id = NEW.entry_id AND entry.campaign_id IS NOT NULL
        ON CONFLICT (campaign_id, purpose) DO NOTHING;
      UPDATE funding_hostbalance SET held_fen = held_fen + NEW.amount_fen
        WHERE purpose = NEW.purpose
        AND campaign_id = (SELECT entry.campaign_id FROM funding_ledgerentry AS entry WHERE entry.id = NEW.entry_id);
    END
"""
POSTGRES = (
    """
    CREATE OR REPLACE FUNCTION funding_host_moves() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NOT EXISTS (SELECT 1 FROM added WHERE added.account = 'HOST_HELD') THEN RETURN NULL; END IF;
      INSERT INTO funding_hostbalance (campaign_id, purpose, held_fen)
        SELECT DISTINCT entry.campaign_id, added.purpose, 0
        FROM added JOIN funding_ledgerentry AS entry ON entry.id = added.entry_id
        WHERE added.account = 'HOST_HELD' AND entry.campaign_id IS NOT NULL
        ON CONFLICT (campaign_id, purpose) DO NOTHING;
      UPDATE funding_hostbalance AS held SET held_fen = held.held_fen + moved.amount
        FROM (SELECT entry.campaign_id, added.purpose, SUM(added.amount_fen) AS amount
              FROM added JOIN funding_ledgerentry AS entry ON entry.id = added.entry_id
              WHERE added.account = 'HOST_HELD' GROUP BY entry.campaign_id, added.purpose) AS moved
        WHERE held.campaign_id = moved.campaign_id AND held.purpose = moved.purpose;
      RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER funding_host_moves AFTER INSERT ON funding_ledgerline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION funding_host_moves()
    """,
)


class HostsHoldWhatTheyPay(Operation):
    """Migration operation: from here on a host pays out, by campaign and purpose, no more than it holds."""

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
            schema_editor.execute(statement.format(uuid="char(32)" if sqlite else "uuid"), params=None)
        for statement in (SQLITE,) if sqlite else POSTGRES:
            schema_editor.execute(statement, params=None)

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002
        to_state: ProjectState,  # noqa: ARG002
    ) -> None:
        on_table = "" if schema_editor.connection.vendor == "sqlite" else " ON funding_ledgerline"
        schema_editor.execute(f"DROP TRIGGER funding_host_moves{on_table}")
        schema_editor.execute("DROP TABLE funding_hostbalance")

    def describe(self) -> str:
        return "Hosts hold what they pay"
