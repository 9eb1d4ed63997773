"""Two roles: the owner of the tables migrates, the program serves and may do no more than its code does."""

from django.conf import settings
from django.db import connection

from qiao.project.walls.raising import KEY_TABLE

APPEND_ONLY = """
SELECT c.relname, t.tgtype & 16 > 0, t.tgtype & 8 > 0
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal AND p.proname = 'qiao_append_only' AND c.relnamespace = current_schema()::regnamespace
ORDER BY c.relname, t.tgname
"""
"""Tables whose triggers refuse: bit 16 is UPDATE, bit 8 is DELETE (pg_trigger.h)."""


SEQUENCE = "S"
OWN = """
SELECT quote_ident(relname), relkind FROM pg_class
WHERE relkind IN ('r', 'p', 'S') AND relnamespace = current_schema()::regnamespace
AND pg_has_role(current_user, relowner, 'USAGE') ORDER BY relname
"""
"""Extensions put tables of others into the schema, which are nothing to us."""


def append_only() -> dict[str, set[str]]:
    """Return what the triggers refuse, by table."""
    refused: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(APPEND_ONLY)
        for table, update, delete in cursor.fetchall():
            refused.setdefault(table, set()).update(
                verb for verb, is_so in (("UPDATE", update), ("DELETE", delete)) if is_so
            )
    return refused


def grants(role: str) -> list[str]:
    """Return the statements that leave the role what the program needs of the owner's tables, and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(current_schema()), quote_ident(current_database()), quote_ident(%s)", [role]
        )
        schema, database, name = cursor.fetchone()
        cursor.execute(OWN)
        own = cursor.fetchall()
    tables = [f"{schema}.{one}" for one, kind in own if kind != SEQUENCE]
    sequences = [f"{schema}.{one}" for one, kind in own if kind == SEQUENCE]
    withheld = {KEY_TABLE: "ALL", "django_migrations": "INSERT, UPDATE, DELETE"} | {
        table: ", ".join(sorted(verbs)) for table, verbs in append_only().items()
    }
    return [
        f"GRANT CONNECT ON DATABASE {database} TO {name}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM {name}, PUBLIC",
        f"GRANT USAGE ON SCHEMA {schema} TO {name}",
        f"REVOKE ALL ON {', '.join(tables)} FROM {name}, PUBLIC",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(tables)} TO {name}",
        f"GRANT USAGE, SELECT ON SEQUENCE {', '.join(sequences)} TO {name}",
        *(f"REVOKE {verbs} ON {schema}.{table} FROM {name}" for table, verbs in withheld.items()),
    ]


def is_there(role: str) -> bool:
    """Say whether the database server knows the role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
        return cursor.fetchone() is not None


def owns_tables() -> bool:
    """Say whether the role in use may change the tables: it owns them, is in the owner's role, or a superuser."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_has_role(current_user, relowner, 'USAGE') FROM pg_class"
            " WHERE relname = 'django_migrations' AND relnamespace = current_schema()::regnamespace"
        )
        found = cursor.fetchone()
    return found is None or bool(found[0])


def is_above_walls() -> bool:
    """Say whether no policy holds the role in use: a superuser, or one that may pass row-level security."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def make_role(role: str) -> bool:
    """Make the program's role with the password of QIAO_DATABASE_URL; return False where that is not allowed."""
    password = settings.DATABASES["default"]["PASSWORD"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(
            "SELECT format('CREATE ROLE %%I LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB PASSWORD %%L', %s::text, %s::text)",
            [role, password],
        )
        cursor.execute(cursor.fetchone()[0].replace("%", "%%"), [])
    return True


def grant_to_program() -> None:
    """Grant anew what the program needs, where it has a role of its own; make that where the owner may."""
    role = settings.QIAO_PROGRAM_ROLE
    if not role or role == connection.settings_dict["USER"] or not (is_there(role) or make_role(role)):
        return
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(grants(role)))
