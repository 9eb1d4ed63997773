"""Goods that others bring to needs of ours: desks above tell, plans and needs take them into account (DESIGN law 8).

They are never stock, deliveries or receipts of ours, and count in no total here: each platform counts its own.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Elsewhere:
    """What one other platform brings to a need under one allocation: promised, or signed for where it arrived."""

    who: str
    promised: int
    signed: int | None
    on: date

    @property
    def pieces(self) -> int:
        """Return what is not to be brought a second time."""
        return self.promised if self.signed is None else self.signed


Teller = Callable[[Iterable[UUID]], Mapping[UUID, list[Elsewhere]]]
TELLERS: list[str] = []


def register_elsewhere(path: str) -> None:
    """Let a desk above tell what others bring; the function takes ids of needs."""
    if path not in TELLERS:
        TELLERS.append(path)


def brought_elsewhere(needs: Iterable[UUID]) -> dict[UUID, list[Elsewhere]]:
    """Return need id → what others bring to it; nothing for those to which nobody does."""
    ids, found = list(needs), dict[UUID, list[Elsewhere]]()
    for path in TELLERS:
        teller: Teller = import_string(path)
        for need, told in teller(ids).items():
            found.setdefault(need, []).extend(told)
    return found
