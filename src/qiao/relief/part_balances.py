"""Triggers that carry each movement into the balances of its lot and of its parts (decision 0004)."""

from qiao.accounts.append_only import AppendOnly
from qiao.accounts.database_rules import ON_SQLITE, DatabaseRule

STEPS = """
  INSERT INTO relief_stockbalance (lot_id, account, quantity) VALUES (NEW.lot_id, NEW.source, 0)
    ON CONFLICT (lot_id, account) DO NOTHING;
  INSERT INTO relief_stockbalance (lot_id, account, quantity) VALUES (NEW.lot_id, NEW.target, 0)
    ON CONFLICT (lot_id, account) DO NOTHING;
  UPDATE relief_stockbalance SET quantity = quantity - NEW.quantity
    WHERE lot_id = NEW.lot_id AND account = NEW.source;
  UPDATE relief_stockbalance SET quantity = quantity + NEW.quantity
    WHERE lot_id = NEW.lot_id AND account = NEW.target;
  INSERT INTO relief_partbalance (part_id, account, quantity)
    SELECT COALESCE(NEW.source_part_id, NEW.lot_id), NEW.source, 0 WHERE NEW.source IN ('AVAILABLE', 'HELD')
    ON CONFLICT (part_id, account) DO NOTHING;
  INSERT INTO relief_partbalance (part_id, account, quantity)
    SELECT COALESCE(NEW.target_part_id, NEW.lot_id), NEW.target, 0 WHERE NEW.target IN ('AVAILABLE', 'HELD')
    ON CONFLICT (part_id, account) DO NOTHING;
  UPDATE relief_partbalance SET quantity = quantity - NEW.quantity
    WHERE part_id = COALESCE(NEW.source_part_id, NEW.lot_id) AND account = NEW.source;
  UPDATE relief_partbalance SET quantity = quantity + NEW.quantity
    WHERE part_id = COALESCE(NEW.target_part_id, NEW.lot_id) AND account = NEW.target;
"""
FOREIGN = """EXISTS (SELECT 1 FROM relief_lotpart AS part WHERE part.lot_id <> NEW.lot_id
    AND part.id IN (NEW.source_part_id, NEW.target_part_id))"""
SQLITE = f"""
CREATE TRIGGER relief_movement_moves AFTER INSERT ON relief_stockmovement
BEGIN
  SELECT RAISE(ABORT, 'the part is another lot''s') WHERE {FOREIGN};
{STEPS}
END;
"""
POSTGRES = f"""
CREATE OR REPLACE FUNCTION relief_movement_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {FOREIGN} THEN
    RAISE EXCEPTION 'the part is another lot''s' USING ERRCODE = 'check_violation';
  END IF;
{STEPS}
  RETURN NULL;
END $$;
"""


class MovementsMoveParts(DatabaseRule):
    """Migration operation: movements change the balances of parts too.

    On SQLite a changed constraint makes the table of movements anew, without its triggers: all are set again here.
    """

    reversible = False
    sqlite, postgres = SQLITE, POSTGRES
    moves = "of lots and of their parts"

    def forwards(self, vendor: str) -> tuple[str, ...]:
        """Return what carries movements into balances."""
        if vendor == ON_SQLITE:
            return (*AppendOnly("relief_stockmovement").forwards(vendor), self.sqlite)
        return (self.postgres,)

    def describe(self) -> str:
        return f"Stock movements move the balances {self.moves}"
