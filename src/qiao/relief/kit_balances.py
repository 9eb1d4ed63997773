"""Triggers that carry each movement into the balances of its lot, of its parts and of the kits (decision 0039)."""

from qiao.relief.part_balances import FOREIGN, MovementsMoveParts
from qiao.relief.part_balances import STEPS as PART_STEPS

KIT_STEPS = """
  UPDATE relief_assemblyline SET pieces = pieces + NEW.quantity
    WHERE NEW.target = 'IN_KITS' AND assembly_id = NEW.assembly_id
      AND part_id = COALESCE(NEW.source_part_id, NEW.lot_id);
  UPDATE relief_assemblyline SET pieces = pieces - NEW.quantity
    WHERE NEW.source = 'IN_KITS' AND assembly_id = NEW.assembly_id
      AND part_id = COALESCE(NEW.target_part_id, NEW.lot_id);
  UPDATE relief_assemblyline SET kits = kits + NEW.quantity
    WHERE NEW.source = 'OUTSIDE' AND assembly_id = NEW.assembly_id;
  UPDATE relief_assemblyline SET kits = kits - NEW.quantity
    WHERE NEW.target = 'OUTSIDE' AND assembly_id = NEW.assembly_id;
"""
STRANGE = """NEW.assembly_id IS NOT NULL AND NOT (
    (NEW.source = 'AVAILABLE' AND NEW.target = 'IN_KITS' OR NEW.source = 'IN_KITS' AND NEW.target = 'AVAILABLE')
      AND EXISTS (SELECT 1 FROM relief_assemblyline AS line WHERE line.assembly_id = NEW.assembly_id
        AND line.part_id = COALESCE(NEW.source_part_id, NEW.target_part_id, NEW.lot_id))
    OR (NEW.source = 'OUTSIDE' AND NEW.target = 'AVAILABLE' OR NEW.source = 'AVAILABLE' AND NEW.target = 'OUTSIDE')
      AND EXISTS (SELECT 1 FROM relief_lotpart AS part WHERE part.assembly_id = NEW.assembly_id
        AND part.id = COALESCE(NEW.source_part_id, NEW.target_part_id)))"""
SQLITE = f"""
CREATE TRIGGER relief_movement_moves AFTER INSERT ON relief_stockmovement
BEGIN
  SELECT RAISE(ABORT, 'the part is another lot''s') WHERE {FOREIGN};
  SELECT RAISE(ABORT, 'the assembly is another lot''s') WHERE {STRANGE};
{PART_STEPS}
{KIT_STEPS}
END;
"""
POSTGRES = f"""
CREATE OR REPLACE FUNCTION relief_movement_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {FOREIGN} THEN
    RAISE EXCEPTION 'the part is another lot''s' USING ERRCODE = 'check_violation';
  END IF;
  IF {STRANGE} THEN
    RAISE EXCEPTION 'the assembly is another lot''s' USING ERRCODE = 'check_violation';
  END IF;
{PART_STEPS}
{KIT_STEPS}
  RETURN NULL;
END $$;
"""


class MovementsMoveKits(MovementsMoveParts):
    """Migration operation: movements change the balances of kits too."""

    sqlite, postgres = SQLITE, POSTGRES
    moves = "of lots, of their parts and of kits"
