"""Raise the walls: functions that read the sealed scope, and a policy on each table, kept equal to the models."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from qiao.project.walls.scope import EVERYTHING, NAME, halves
from qiao.project.walls.tables import OWN, Wall, walls

POLICY = "qiao_wall"
KEY_TABLE = "qiao_wall_key"
"""What only the owner reads: with it the database recomputes the program's seals."""

FUNCTIONS = """
CREATE TABLE IF NOT EXISTS {schema}.{key} (one boolean PRIMARY KEY DEFAULT true CHECK (one), inside bytea, outside bytea);
REVOKE ALL ON {schema}.{key} FROM PUBLIC;
CREATE OR REPLACE FUNCTION {schema}.qiao_scope() RETURNS text LANGUAGE plpgsql
STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  told text := current_setting('{name}', true);
  scope text := split_part(told, ' ', 1);
  code bytea;
BEGIN
  SELECT sha256(outside || sha256(inside || convert_to(pg_backend_pid() || ' ' || scope, 'UTF8')))
    INTO code FROM {schema}.{key};
  RETURN CASE WHEN encode(code, 'hex') = split_part(told, ' ', 2) THEN scope ELSE '' END;
END $$;
CREATE OR REPLACE FUNCTION {schema}.qiao_everything() RETURNS boolean LANGUAGE plpgsql
STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF pg_trigger_depth() > 0 THEN RETURN true; END IF;
  IF current_setting('{name}', true) = '{everything}' AND has_table_privilege('{schema}.{key}', 'SELECT') THEN
    RETURN true;
  END IF;
  IF NOT starts_with(coalesce(current_setting('{name}', true), ''), '{everything} ') THEN RETURN false; END IF;
  RETURN {schema}.qiao_scope() = '{everything}';
END $$;
CREATE OR REPLACE FUNCTION {schema}.qiao_organization() RETURNS uuid LANGUAGE plpgsql
STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp AS $$
BEGIN RETURN nullif(nullif({schema}.qiao_scope(), ''), '{everything}')::uuid; END $$;
"""
HELD = "SELECT inside, outside FROM {schema}.{key}"
KEEP = (
    "INSERT INTO {schema}.{key} (inside, outside) VALUES (%s, %s)"
    " ON CONFLICT (one) DO UPDATE SET inside = excluded.inside, outside = excluded.outside"
)
STANDING = """
SELECT c.relname, obj_description(p.oid, 'pg_policy'), c.relrowsecurity AND c.relforcerowsecurity
FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
WHERE p.polname = %s AND c.relnamespace = current_schema()::regnamespace
"""
COLUMNS = (
    "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
)


def rule_of(wall: Wall) -> str:
    """Return the condition under which a row of the table is seen, and may be written.

    Both functions stand in a question of their own, so they are asked once for all rows.
    """
    if wall.parents:
        by = " OR ".join(
            f'EXISTS (SELECT 1 FROM "{parent}" AS parent WHERE parent."{target}" = "{wall.table}"."{column}")'  # noqa: S608 - names of our own tables
            for column, parent, target in wall.parents
        )
    else:
        by = f'"{OWN}" = (SELECT qiao_organization())'
    return f"(SELECT qiao_everything()) OR {by}"


def raise_walls() -> int:
    """Make the walls those that the models ask for; return how many tables were changed. As the tables' owner."""
    with transaction.atomic(), connection.cursor() as cursor:
        _lay_functions(cursor)
        cursor.execute(STANDING, [POLICY])
        standing = {table: mark if is_on else None for table, mark, is_on in cursor.fetchall()}
        cursor.execute(COLUMNS)
        there = set(cursor.fetchall())
        asked = {
            one.table: one for one in walls() if {(one.table, column) for column in one.columns} <= there
        }
        changed = [
            *(line for table in standing.keys() - asked.keys() for line in _down(table)),
            *(line for one in asked.values() if standing.get(one.table) != _mark(one) for line in _up(one)),
        ]
        if changed:
            cursor.execute(";\n".join(changed))
        return sum(line.startswith("ALTER") for line in changed)


def lower_walls() -> None:
    """Take all walls down, for who loads whole tables by COPY; the next migration raises them again."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STANDING, [POLICY])
        lines = [line for table, *_ in cursor.fetchall() for line in _down(table)]
        if lines:
            cursor.execute(";\n".join(lines))


def lacking() -> list[str]:
    """Return the tables that should be walled and are not."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [POLICY])
        standing = {table for table, mark, is_on in cursor.fetchall() if is_on}
    return sorted({one.table for one in walls()} - standing)


def knows_seals() -> bool:
    """Say whether the database takes this program's seals: what is asked for everybody shows everybody's rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('qiao_everything') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return True
        cursor.execute("SELECT qiao_everything()")
        return bool(cursor.fetchone()[0])


def _lay_functions(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT quote_ident(current_schema())")
    names = {"schema": cursor.fetchone()[0], "key": KEY_TABLE}
    cursor.execute(FUNCTIONS.format(name=NAME, everything=EVERYTHING, **names))
    cursor.execute(HELD.format(**names))
    held = cursor.fetchone()
    if held is None or tuple(bytes(one) for one in held) != halves():
        cursor.execute(KEEP.format(**names), halves())


def _mark(wall: Wall) -> str:
    return hashlib.sha256(rule_of(wall).encode()).hexdigest()[:16]


def _up(wall: Wall) -> Iterator[str]:
    rule = rule_of(wall)
    yield f'DROP POLICY IF EXISTS {POLICY} ON "{wall.table}"'
    yield f'CREATE POLICY {POLICY} ON "{wall.table}" USING ({rule}) WITH CHECK ({rule})'
    yield f"COMMENT ON POLICY {POLICY} ON \"{wall.table}\" IS '{_mark(wall)}'"
    yield f'ALTER TABLE "{wall.table}" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY'


def _down(table: str) -> Iterator[str]:
    yield f'DROP POLICY {POLICY} ON "{table}"'
    yield f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY'


def after_migrating(**_signal: Any) -> None:
    """Raise the walls and grant anew, wherever tables may have changed."""
    from qiao.project.walls.roles import grant_to_program

    if connection.vendor != "postgresql":
        return
    raise_walls()
    grant_to_program()
