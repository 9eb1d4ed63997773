"""What time alone brings due. Desks register it from AppConfig.ready; `./qiao tick` does it."""

from collections.abc import Callable
from datetime import datetime

Chore = Callable[[datetime], int]
"""A chore does what is due at a moment and returns how much that was."""

CHORES: dict[str, Chore] = {}


def register_chore(name: str, chore: Chore) -> None:
    """Let `./qiao tick` do `chore`."""
    CHORES[name] = chore
