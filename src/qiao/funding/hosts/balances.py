"""What the database keeps of money with hosts: for no campaign and purpose does a host pay out more than it holds."""

from qiao.accounts.database_rules import ON_SQLITE, DatabaseRule, drop_trigger, uuid_type

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


class HostsHoldWhatTheyPay(DatabaseRule):
    """Migration operation: from here on a host pays out, by campaign and purpose, no more than it holds."""

    def forwards(self, vendor: str) -> tuple[str, ...]:
        """Return what hosts hold and what moves it."""
        tables = (statement.format(uuid=uuid_type(vendor)) for statement in TABLES)
        return (*tables, *((SQLITE,) if vendor == ON_SQLITE else POSTGRES))

    def backwards(self, vendor: str) -> tuple[str, ...]:
        """Return what forgets what hosts hold."""
        dropped = drop_trigger("funding_host_moves", "funding_ledgerline", vendor)
        return (dropped, "DROP TABLE funding_hostbalance")

    def describe(self) -> str:
        return "Hosts hold what they pay"
