"""What the commands of the house share: refusals as sentences, steps with their seconds, one more start."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from qiao.accounts.owner import as_owner
from qiao.exceptions import QiaoError
from qiao.exceptions.storage import refusal_of


class HouseCommand(BaseCommand):
    """A command whose refusals are sentences in both languages, never traces."""

    requires_system_checks = ()
    is_of_owner = False
    """Whether the command does what only the owner of the tables may (docs/operate.md)."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command; a QiaoError, or a full disk, ends it with its two sentences and exit code 1."""
        try:
            with as_owner() if self.is_of_owner else nullcontext():
                return super().execute(*args, **options)
        except QiaoError as error:
            raise CommandError(_both(error)) from error
        except (DatabaseError, OSError) as error:
            told = refusal_of(error)
            if told is None:
                raise
            raise CommandError(_both(told)) from error

    def say(self, text: str = "") -> None:
        """Print a line at once."""
        self.stdout.write(text)
        self.stdout.flush()

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Print a step's title, and behind it how many seconds it took."""
        started = time.monotonic()
        self.stdout.write(f"{title} … ", ending="")
        self.stdout.flush()
        yield
        self.say(f"{time.monotonic() - started:.1f} s")


def _both(error: QiaoError) -> str:
    return f"{error.message('zh')}\n{error.message('en')}"


def start_again(environment: Mapping[str, str], module: str, *arguments: str) -> int:
    """Become `python -m module` with other settings: they are read once, before a command begins.

    On Windows, which cannot replace a process, the new one is run and waited for.
    """
    command = [sys.executable, "-P", "-m", module, *arguments]
    sys.stdout.flush()
    if os.name == "nt":
        return subprocess.run(command, env=dict(environment), check=False).returncode  # noqa: S603
    return os.execve(command[0], command, dict(environment))  # noqa: S606 - no shell is the point


def pending_migrations() -> list[str]:
    """Return the migrations the database still lacks, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
