"""Triggers that carry each stock movement into the balances, so that the database itself refuses a shortfall."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

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


class MovementsMoveBalances(Operation):
    """Migration operation: every movement inserted changes the two balances it names."""

    reversible = True
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the models: the promise is the database's alone."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(SQLITE)
            return
        schema_editor.execute(POSTGRES_FUNCTION)
        schema_editor.execute(POSTGRES_TRIGGER)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        on_table = "" if schema_editor.connection.vendor == "sqlite" else " ON relief_stockmovement"
        schema_editor.execute(f"DROP TRIGGER relief_movement_moves{on_table}")

    def describe(self) -> str:
        return "Stock movements move the balances"
