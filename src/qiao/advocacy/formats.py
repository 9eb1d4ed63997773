"""The forms of papers as data (formats.toml): parts, headings, limits, and the rule that each follows."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

TABLE = Path(__file__).with_name("formats.toml")
USUAL = "OPINION"


@dataclass(frozen=True)
class Part:
    """One part of a paper: which of our texts stands there, under which heading."""

    key: str
    heading: str
    required: bool


@dataclass(frozen=True)
class Format:
    """One form of paper. `most_words` is None where no rule limits it."""

    code: str
    channel: str
    zh: str
    en: str
    heading: str
    to: str
    parts: tuple[Part, ...]
    basis_zh: str
    basis_en: str
    source: str
    most_words: int | None = None
    is_strict: bool = False

    @property
    def name(self) -> str:
        """Return its name in the language of the page."""
        return self.en if (get_language() or "").startswith("en") else self.zh

    @property
    def basis(self) -> str:
        """Return what it follows in the language of the page."""
        return self.basis_en if (get_language() or "").startswith("en") else self.basis_zh


@cache
def formats() -> dict[str, Format]:
    """Return the forms of papers by code, in the order of the table."""
    rows = tomllib.loads(TABLE.read_text(encoding="utf-8"))["format"]
    made = [Format(**row | {"parts": tuple(Part(**part) for part in row["parts"])}) for row in rows]
    return {one.code: one for one in made}
