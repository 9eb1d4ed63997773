"""Standards that goods are made to: found in a text, and what each makes of the goods: a class, uses, the item meant.

The table is `data/standard_uses.csv`; its sources stand in data/README.md.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.registry.loading import rows

LONGEST = 40


class UseClass(models.TextChoices):
    """Whether goods may count as medical ones."""

    MEDICAL = "MEDICAL", "医用"
    NON_MEDICAL = "NON_MEDICAL", "非医用"


USES: dict[str, Promise] = {
    "CRITICAL": _("隔离重症监护等严格场所"),
    "ISOLATION": _("发热门诊、隔离病区"),
    "CLINIC": _("门诊、普通病区"),
    "FIELD": _("流调、采样、检测"),
    "TRANSPORT": _("运输、司乘"),
    "SANITATION": _("环卫、消杀"),
    "COMMUNITY": _("社区值守、志愿服务"),
    "PUBLIC": _("公众日常"),
}
RESPIRATOR = "respirator"
GAP = r"[\s/　-]*"
YEAR = r"(?:[\s　]*[-‐-―.:][\s　]*(?P<year>(?:19|20)\d\d)(?!\d))?"
PARTED = re.compile(r"[A-Z]+|\d+")
RECOMMENDED = {"GB", "YY"}
"""Their standards are mandatory, or recommended with a T that people write or leave out."""


@dataclass(frozen=True)
class Standard:
    """A standard with what it makes of goods. `item` is "" where it names no sort of its own."""

    name: str
    item: str
    use_class: str
    uses: tuple[str, ...]
    note_zh: str
    note_en: str
    also: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """Return the note in the language of the page."""
        return self.note_en if (get_language() or "").startswith("en") else self.note_zh

    @property
    def use_words(self) -> list[Promise]:
        """Return the uses in words."""
        return [USES[one] for one in self.uses]

    @property
    def class_word(self) -> str:
        """Return the class in Chinese, as the models label it."""
        return str(UseClass(self.use_class).label)


@dataclass(frozen=True)
class Found:
    """A standard where it stands in a text."""

    standard: Standard
    start: int
    end: int


def standards() -> dict[str, Standard]:
    """Return the standards of the table by name, in its order."""
    return _read(settings.QIAO_REFERENCE)


@lru_cache(maxsize=2)
def _read(directory: Path) -> dict[str, Standard]:
    return {
        row["standard"]: Standard(
            row["standard"],
            row["item"],
            row["class"],
            tuple(row["uses"].split("|")),
            row["note_zh"],
            row["note_en"],
            tuple(one for one in row["also"].split("|") if one),
        )
        for row in rows(directory / "standard_uses.csv")
    }


def _pattern(name: str) -> str:
    """Return a pattern for a name however it is parted: YY/T 0969, YYT0969, YY-T 0969, YY 0969."""
    parts = PARTED.findall(name.upper())
    if parts[0] in RECOMMENDED:
        parts = [f"{parts[0]}(?:{GAP}T)?", *(one for one in parts[1:] if one != "T")]
    return GAP.join(parts)


@lru_cache(maxsize=2)
def _patterns(directory: Path) -> list[tuple[re.Pattern[str], Standard]]:
    found = []
    for one in _read(directory).values():
        names = "|".join(_pattern(name) for name in (one.name, *one.also))
        found.append((re.compile(rf"(?<![A-Z0-9])(?:{names})(?!\d){YEAR}", re.IGNORECASE), one))
    return found


def find_standards(text: str) -> list[Found]:
    """Return the standards that a text names, in order. Of GB 2626 and GB 2626 KN90 at once, only the narrower."""
    plain = _same_length(text)
    found = [
        Found(standard, match.start(), match.end())
        for pattern, standard in _patterns(settings.QIAO_REFERENCE)
        for match in pattern.finditer(plain)
    ]
    names = {one.standard.name for one in found}
    wider = {name for name in names if any(other.startswith(f"{name} ") for other in names)}
    return sorted((one for one in found if one.standard.name not in wider), key=lambda one: one.start)


def _same_length(text: str) -> str:
    """Return the text in plain signs, so that spans hold: a sign that becomes several stays as it is."""
    return "".join(plain if len(plain := unicodedata.normalize("NFKC", one)) == 1 else one for one in text)


def family_of(item_code: str) -> str:
    """Return what sort of thing an item is: all masks and respirators are one family."""
    return "mask" if item_code == RESPIRATOR else item_code.partition("-")[0]


def families() -> frozenset[str]:
    """Return the families of things for which the standard matters."""
    return frozenset(family_of(one.item) for one in standards().values() if one.item)


def is_graded(item_code: str) -> bool:
    """Say whether an item is one of those for which the standard matters."""
    return family_of(item_code) in families()


def family_of_standard(standard: Standard) -> str:
    """Return the family of a standard; one without an item of its own belongs to the masks."""
    return family_of(standard.item or RESPIRATOR)


def of_item(item_code: str) -> Iterator[Standard]:
    """Yield the standards that may be those of an item's family."""
    family = family_of(item_code)
    return (one for one in standards().values() if family_of_standard(one) == family)


def standard_of(text: str, item_code: str, span: tuple[int, int] | None = None) -> Standard | None:
    """Return the one standard that a text names for an item, or None where it names none or several.

    Where the text names several things, the standard nearest to `span`, the item's characters, is meant.
    """
    family = family_of(item_code)
    fitting = [one for one in find_standards(text) if family_of_standard(one.standard) == family]
    names = {one.standard.name for one in fitting}
    if len(names) > 1 and span is not None:
        nearest = min(_distance(one, span) for one in fitting)
        names = {one.standard.name for one in fitting if _distance(one, span) == nearest}
    return standards()[names.pop()] if len(names) == 1 else None


def _distance(found: Found, span: tuple[int, int]) -> int:
    start, end = span
    return max(found.start - end, start - found.end, 0)
