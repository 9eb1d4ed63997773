"""What the database keeps of the ledger itself: balance by entry and purpose, nobody's purpose overspent.

Each restricted purpose is a fund that balances by itself (fund accounting). Money of a purpose, what hosts hold for it,
and goods of a purpose, never fall below zero; so restricted money is never spent on anything else, and money without a purpose
cannot be spent where only restricted money is left (慈善法第五十六条, 公益事业捐赠法第十八条).
"""

from collections.abc import Iterable

from qiao.accounts.database_rules import ON_SQLITE, DatabaseRule, drop_trigger, uuid_type

ASSETS = "('BANK', 'CASH', 'HOST_HELD', 'GOODS')"
CLASS = "CASE {row}.account WHEN 'GOODS' THEN 'GOODS' WHEN 'HOST_HELD' THEN 'HOST' ELSE 'MONEY' END"

TABLES = (
    "CREATE TABLE funding_zero (value bigint NOT NULL PRIMARY KEY CHECK (value = 0))",
    "INSERT INTO funding_zero (value) VALUES (0)",
    """
    CREATE TABLE funding_ledgerbalance (
      entry_id {uuid} NOT NULL REFERENCES funding_ledgerentry (id) DEFERRABLE INITIALLY DEFERRED,
      purpose varchar(200) NOT NULL,
      off_by_fen bigint NOT NULL REFERENCES funding_zero (value) DEFERRABLE INITIALLY DEFERRED,
      PRIMARY KEY (entry_id, purpose)
    )
    """,
    """
    CREATE TABLE funding_purposebalance (
      organization_id {uuid} NOT NULL,
      purpose varchar(200) NOT NULL,
      class varchar(5) NOT NULL,
      left_fen bigint NOT NULL,
      floor_fen bigint NOT NULL DEFAULT 0,
      PRIMARY KEY (organization_id, purpose, class),
      CONSTRAINT funding_purpose_not_overspent CHECK (left_fen >= floor_fen)
    )
    """,
    f"""
    INSERT INTO funding_purposebalance (organization_id, purpose, class, left_fen, floor_fen)
    SELECT organization_id, purpose, {CLASS.format(row="line")}, SUM(amount_fen),
      CASE WHEN SUM(amount_fen) < 0 THEN SUM(amount_fen) ELSE 0 END
    FROM funding_ledgerline AS line WHERE account IN {ASSETS}
    GROUP BY organization_id, purpose, {CLASS.format(row="line")}
    """,  # noqa: S608 - words of ours
)
BACK = (
    "DROP TABLE funding_purposebalance",
    "DROP TABLE funding_ledgerbalance",
    "DROP TABLE funding_zero",
)
REDIRECTED = """{row}.account = 'INCOME_RESTRICTED' AND {row}.amount_fen > 0 AND EXISTS (
    SELECT 1 FROM funding_ledgerentry AS entry
    WHERE entry.id = {row}.entry_id AND NOT entry.is_reversal AND entry.consent = '')"""
WRONG_ACCOUNT = """({row}.account = 'INCOME_RESTRICTED' AND {row}.purpose = '')
    OR ({row}.account = 'INCOME_UNRESTRICTED' AND {row}.purpose <> '')"""
UNPRICED = "{row}.account = 'GOODS' AND {row}.amount_fen > 0 AND ({row}.price_source = '' OR {row}.priced_on IS NULL)"
REFUSALS = (
    (WRONG_ACCOUNT, "restricted income names its purpose"),
    (REDIRECTED, "restricted income is redirected only with consent"),
    (UNPRICED, "goods are valued by a source and a day"),
)
ADD = """
  INSERT INTO funding_ledgerbalance (entry_id, purpose, off_by_fen)
    SELECT {entry}, {purpose}, {amount} {rows} {by_entry}
    ON CONFLICT (entry_id, purpose)
    DO UPDATE SET off_by_fen = funding_ledgerbalance.off_by_fen + excluded.off_by_fen;
  INSERT INTO funding_purposebalance (organization_id, purpose, class, left_fen)
    SELECT {organization}, {purpose}, {klass}, 0 {assets} {by_purpose}
    ON CONFLICT (organization_id, purpose, class) DO NOTHING;
"""
NEW = {
    "entry": "NEW.entry_id",
    "purpose": "NEW.purpose",
    "organization": "NEW.organization_id",
    "amount": "NEW.amount_fen",
    "rows": "WHERE true",
    "by_entry": "",
    "klass": CLASS.format(row="NEW"),
    "assets": f"WHERE NEW.account IN {ASSETS}",
    "by_purpose": "",
}
ADDED = {
    "entry": "added.entry_id",
    "purpose": "added.purpose",
    "organization": "added.organization_id",
    "amount": "SUM(added.amount_fen)",
    "rows": "FROM added",
    "by_entry": "GROUP BY added.entry_id, added.purpose",
    "klass": CLASS.format(row="added"),
    "assets": f"FROM added WHERE added.account IN {ASSETS}",
    "by_purpose": f"GROUP BY added.organization_id, added.purpose, {CLASS.format(row='added')}",
}
SQLITE_MOVE = f"""
  UPDATE funding_purposebalance SET left_fen = left_fen + NEW.amount_fen
    WHERE organization_id = NEW.organization_id AND purpose = NEW.purpose AND class = {NEW["klass"]}
    AND NEW.account IN {ASSETS};
"""  # noqa: S608 - words of ours
POSTGRES_MOVE = f"""
  UPDATE funding_purposebalance AS held SET left_fen = held.left_fen + moved.amount
    FROM (SELECT added.organization_id, added.purpose, {ADDED["klass"]} AS class, SUM(added.amount_fen) AS amount
          FROM added WHERE added.account IN {ASSETS} {ADDED["by_purpose"]}) AS moved
    WHERE held.organization_id = moved.organization_id AND held.purpose = moved.purpose
    AND held.class = moved.class;
"""  # noqa: S608 - words of ours


def _sqlite() -> tuple[str, ...]:
    refusals = "\n".join(
        f"  SELECT RAISE(ABORT, '{says}') WHERE {rule.format(row='NEW')};" for rule, says in REFUSALS
    )
    steps = f"{refusals} {ADD.format(**NEW)} {SQLITE_MOVE}"
    return (
        f"CREATE TRIGGER funding_line_adds AFTER INSERT ON funding_ledgerline BEGIN {steps} END",
        """
        CREATE TRIGGER funding_own_approval BEFORE INSERT ON funding_ledgerapproval
        BEGIN SELECT RAISE(ABORT, 'the author cannot approve') WHERE EXISTS (
          SELECT 1 FROM funding_ledgerentry AS entry
          WHERE entry.id = NEW.entry_id AND entry.booked_by_id = NEW.decided_by_id); END
        """,
    )


def _postgres() -> tuple[str, ...]:
    refusals = "\n".join(
        f"""  IF EXISTS (SELECT 1 FROM added WHERE {rule.format(row="added")}) THEN
    RAISE EXCEPTION '{says}' USING ERRCODE = 'check_violation'; END IF;"""  # noqa: S608 - words of ours
        for rule, says in REFUSALS
    )
    return (
        f"""
        CREATE OR REPLACE FUNCTION funding_line_adds() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN {refusals} {ADD.format(**ADDED)} {POSTGRES_MOVE} RETURN NULL; END $$
        """,
        """
        CREATE TRIGGER funding_line_adds AFTER INSERT ON funding_ledgerline
        REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION funding_line_adds()
        """,
        """
        CREATE OR REPLACE FUNCTION funding_own_approval() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN
          IF EXISTS (SELECT 1 FROM funding_ledgerentry AS entry
            WHERE entry.id = NEW.entry_id AND entry.booked_by_id = NEW.decided_by_id) THEN
            RAISE EXCEPTION 'the author cannot approve' USING ERRCODE = 'check_violation'; END IF;
          RETURN NEW;
        END $$
        """,
        """
        CREATE TRIGGER funding_own_approval BEFORE INSERT ON funding_ledgerapproval
        FOR EACH ROW EXECUTE FUNCTION funding_own_approval()
        """,
    )


class PurposesBalance(DatabaseRule):
    """Migration operation: from here on each purpose of each entry balances and no purpose is overspent."""

    def forwards(self, vendor: str) -> tuple[str, ...]:
        """Return the sums by purpose and what adds to them."""
        tables = (statement.format(uuid=uuid_type(vendor)) for statement in TABLES)
        return (*tables, *(_sqlite() if vendor == ON_SQLITE else _postgres()))

    def backwards(self, vendor: str) -> tuple[str, ...]:
        """Return what lets purposes be off."""
        return (
            drop_trigger("funding_line_adds", "funding_ledgerline", vendor),
            drop_trigger("funding_own_approval", "funding_ledgerapproval", vendor),
            *BACK,
        )

    def describe(self) -> str:
        return "Ledger entries balance by purpose"


class Lifted(DatabaseRule):
    """Migration operation: take a promise back, so that its table can be changed and the promise be given anew."""

    def __init__(self, promise: DatabaseRule) -> None:
        self.promise = promise

    def forwards(self, vendor: str) -> Iterable[str]:
        """Return what takes the promise back."""
        return self.promise.backwards(vendor)

    def backwards(self, vendor: str) -> Iterable[str]:
        """Return what gives it again."""
        return self.promise.forwards(vendor)

    def describe(self) -> str:
        return f"Lifted for a while: {self.promise.describe()}"
