"""Every ledger entry sums to zero, kept by the database itself when a transaction ends.

A trigger adds each line to what its entry is off by; that sum is a deferred foreign key into a table which holds
the single value 0. While the lines are written the sum may differ; at commit it must be found there.
"""

from qiao.accounts.database_rules import ON_SQLITE, DatabaseRule, drop_trigger, uuid_type

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


class EntriesBalance(DatabaseRule):
    """Migration operation: from here on no transaction ends with an entry whose lines do not sum to zero."""

    def forwards(self, vendor: str) -> tuple[str, ...]:
        """Return the sums of entries and what adds to them."""
        tables = (statement.format(uuid=uuid_type(vendor)) for statement in TABLES)
        return (*tables, *((SQLITE,) if vendor == ON_SQLITE else POSTGRES))

    def backwards(self, vendor: str) -> tuple[str, ...]:
        """Return what lets entries be off."""
        return (
            drop_trigger("funding_line_adds", "funding_ledgerline", vendor),
            "DROP TABLE funding_ledgerbalance",
            "DROP TABLE funding_zero",
        )

    def describe(self) -> str:
        return "Ledger entries balance"
