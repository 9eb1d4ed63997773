"""Goods that were given and signed for, as desks above count them: told beside money, never valued, never added to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from qiao.registry.models import Crisis


@dataclass(frozen=True)
class InKind:
    """One kind of goods: pieces in its own unit, and how many receipts were signed. Pieces of two kinds are not added."""

    item: str
    item_en: str
    unit: str
    unit_en: str
    pieces: int
    receipts: int

    @property
    def words(self) -> tuple[str, str]:
        """Return item and unit in the reader's language."""
        is_english = (get_language() or "").startswith("en")
        item, unit = (self.item_en, self.unit_en) if is_english else ("", "")
        return item or self.item, unit or _(self.unit)


Counter = Callable[[Crisis | None, date | None, date | None], Sequence[InKind]]
COUNTERS: list[str] = []


def register_counter(path: str) -> None:
    """Let a desk above count goods; the function takes crisis, first and last day, each None for all."""
    if path not in COUNTERS:
        COUNTERS.append(path)


def given_in_kind(
    crisis: Crisis | None, *, since: date | None = None, until: date | None = None
) -> list[InKind]:
    """Return what was given in kind and signed for from a day to a day, both included, most receipts first."""
    counters: list[Counter] = [import_string(path) for path in COUNTERS]
    found = [one for count in counters for one in count(crisis, since, until)]
    return sorted(found, key=lambda one: (-one.receipts, one.item, one.unit))
