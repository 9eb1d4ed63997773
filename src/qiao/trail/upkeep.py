"""What time alone brings due. Desks register it from AppConfig.ready; `./qiao tick` does it."""

from collections.abc import Callable
from datetime import datetime

from django.utils.module_loading import import_string

Chore = Callable[[datetime], int]
"""A chore does what is due at a moment and returns how much that was."""

CHORES: dict[str, str] = {}


def register_chore(name: str, path: str) -> None:
    """Let `./qiao tick` do the chore at a dotted path."""
    CHORES[name] = path


def do_chore(name: str, now: datetime) -> int:
    """Do one chore; return how much was due."""
    chore: Chore = import_string(CHORES[name])
    return chore(now)
