"""The words for items, places and people in a reason: Chinese, and English where a label is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qiao.engines.allocation.values import Demand, Fact, Supply

DEFAULT_UNIT = {"": "件", "en:": "units"}


@dataclass(frozen=True, slots=True)
class Names:
    """Look labels up, falling back to the id.

    ``labels`` maps ids of demands and recipients, item and place codes and notes to Chinese words, ``unit:<item>``
    to the word for its base unit; the same key after ``en:`` gives the English word.
    """

    labels: Mapping[str, str]

    def demand(self, demand: Demand) -> dict[str, Fact]:
        """Return who asks, for what item and in which unit."""
        unit = f"unit:{demand.item}"
        words: dict[str, Fact] = {}
        for suffix, language in (("", ""), ("_en", "en:")):
            words[f"demand{suffix}"] = self._first(language, demand.id, demand.recipient)
            words[f"item{suffix}"] = self._first(language, demand.item)
            words[f"unit{suffix}"] = self.labels.get(language + unit, DEFAULT_UNIT[language])
        return words

    def supply(self, supply: Supply) -> dict[str, Fact]:
        """Return what is offered and where it lies."""
        words: dict[str, Fact] = {}
        for suffix, language in (("", ""), ("_en", "en:")):
            words[f"offered{suffix}"] = self._first(language, supply.item)
            words[f"place{suffix}"] = self._first(language, supply.place or "")
            words[f"region{suffix}"] = self._first(language, supply.earmark_region or "")
            if supply.earmark_purpose:
                words[f"purpose{suffix}"] = self._first(language, supply.earmark_purpose)
        return words

    def note(self, demand: Demand) -> dict[str, Fact]:
        """Return the ground of an estimate."""
        note = demand.estimate_note
        return {"estimate_note": self._first("", note), "estimate_note_en": self._first("en:", note)}

    def _first(self, language: str, *keys: str | None) -> str:
        known = [key for key in keys if key]
        spoken = (self.labels.get(prefix + key) for prefix in dict.fromkeys((language, "")) for key in known)
        return next((word for word in spoken if word), known[-1] if known else "")
