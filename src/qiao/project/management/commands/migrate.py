"""`./qiao manage migrate`: Django's own, without drawing every model anew at each step."""

from typing import Any
from unittest.mock import patch

from django.core.management.commands import migrate

from qiao.project.states import NarrowExecutor


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with patch.object(migrate, "MigrationExecutor", NarrowExecutor):
            super().handle(*args, **options)
