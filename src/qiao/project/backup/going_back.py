"""An upgrade that can be taken back: a backup before it, the rows counted after it, and the way to where we were."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pyrage.x25519 import Identity, Recipient

from qiao.exceptions.backup import UpgradeLostRowsError
from qiao.project.backup.archive import back_up, replace
from qiao.project.backup.snapshot import Held, held_now, missing_rows
from qiao.project.commands import pending_migrations

ACCOUNTED = ("django_content_type", "auth_permission", "django_migrations", "pages_searchentry")
"""Tables that Django or we write anew from the code or from other tables: fewer rows there are no loss."""


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade applied, and the backup that was taken before it."""

    applied: list[str]
    backup: Path


def backup_place(at: datetime, why: str) -> Path:
    """Return where a backup that nobody named is kept."""
    return Path(settings.DATA) / "backups" / f"{why}-{at:%Y%m%dT%H%M%S}.qiao"


def upgrade(
    recipient: Recipient, identity: Identity, *, at: datetime, told: Callable[[str], None]
) -> Upgraded:
    """Take a backup, apply what is pending, count. Where rows are fewer or a migration fails, stand as before.

    Raises
    ------
    UpgradeLostRowsError
        When rows are missing afterwards; the database stands as before then.
    """
    pending, backup = pending_migrations(), backup_place(at, "before-upgrade")
    held = back_up(backup, recipient, at=at).held
    told(str(backup))
    try:
        call_command("migrate", verbosity=0)
        _refuse_losses(held, backup)
    except BaseException:
        replace(backup, identity, clear=empty)
        raise
    return Upgraded(pending, backup)


def _refuse_losses(before: Held, backup: Path) -> None:
    if lost := missing_rows(before, held_now(), apart=ACCOUNTED):
        raise UpgradeLostRowsError(tables=", ".join(sorted(lost)), backup=backup)


def empty() -> None:
    """Throw away everything the database in use holds."""
    if connection.vendor == "sqlite":
        connection.close()
        for end in ("", "-wal", "-shm", "-journal"):
            Path(f"{connection.settings_dict['NAME']}{end}").unlink(missing_ok=True)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(f"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}")
    connection.close()
