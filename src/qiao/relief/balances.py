"""Triggers that carry each stock movement into the balances, so that the database itself refuses a shortfall."""

from qiao.accounts.database_rules import ON_SQLITE, DatabaseRule, drop_trigger

SQLITE = """
CREATE TRIGGER relief_movement_moves AFTER INSERT ON relief_stockmovement
BEGIN
  INSERT INTO relief_stockbalance (lot_id, account, quantity) VALUES (NEW.lot_id, NEW.source, 0)
    ON CONFLICT (lot_id, account) DO NOTHING;
  INSERT INTO relief_stockbalance (lot_id, account, quantity) VALUES (NEW.lot_id, NEW.target, 0)
    ON CONFLICT (lot_id, account) DO NOTHING;
  UPDATE relief_stockbalance SET quantity = quantity - NEW.quantity
    WHERE lot_id = NEW.lot_id AND account = NEW.source;
  UPDATE relief_stockbalance SET quantity = quantity + NEW.quantity
    WHERE lot_id = NEW.lot_id AND account = NEW.target;
END;
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION relief_movement_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO relief_stockbalance (lot_id, account, quantity) VALUES (NEW.lot_id, NEW.source, 0)
    ON CONFLICT (lot_id, account) DO NOTHING;
  INSERT INTO relief_stockbalance (lot_id, account, quantity) VALUES (NEW.lot_id, NEW.target, 0)
    ON CONFLICT (lot_id, account) DO NOTHING;
  UPDATE relief_stockbalance SET quantity = quantity - NEW.quantity
    WHERE lot_id = NEW.lot_id AND account = NEW.source;
  UPDATE relief_stockbalance SET quantity = quantity + NEW.quantity
    WHERE lot_id = NEW.lot_id AND account = NEW.target;
  RETURN NULL;
END $$;
"""
POSTGRES_TRIGGER = """
CREATE TRIGGER relief_movement_moves AFTER INSERT ON relief_stockmovement
FOR EACH ROW EXECUTE FUNCTION relief_movement_moves();
"""


class MovementsMoveBalances(DatabaseRule):
    """Migration operation: every movement inserted changes the two balances it names."""

    def forwards(self, vendor: str) -> tuple[str, ...]:
        """Return what carries movements into balances."""
        return (SQLITE,) if vendor == ON_SQLITE else (POSTGRES_FUNCTION, POSTGRES_TRIGGER)

    def backwards(self, vendor: str) -> tuple[str, ...]:
        """Return what leaves balances alone again."""
        return (drop_trigger("relief_movement_moves", "relief_stockmovement", vendor),)

    def describe(self) -> str:
        return "Stock movements move the balances"
