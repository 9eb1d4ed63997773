"""`./qiao manage migrate`: Django's own, without drawing every model anew at each step."""

from typing import Any
from unittest.mock import patch

from django.core.management.commands import migrate

from qiao.accounts.owner import as_owner
from qiao.accounts.patience import at_leisure
from qiao.project.states import NarrowExecutor


class Command(migrate.Command):
    def execute(self, *args: Any, **options: Any) -> str | None:
        """Migrate as the owner of the tables."""
        with as_owner():
            return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        with patch.object(migrate, "MigrationExecutor", NarrowExecutor), at_leisure():
            super().handle(*args, **options)
