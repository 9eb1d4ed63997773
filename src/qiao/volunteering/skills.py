"""The table of skills (skills.csv): ISCO-08 group, major group of the 职业分类大典, wage, and whether a licence counts."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

TABLE = Path(__file__).with_name("skills.csv")


@dataclass(frozen=True)
class Skill:
    """A kind of work. `isco08` is a group of the ILO's classification of 2008; `cn_major` the 大类 of the 大典."""

    code: str
    zh: str
    en: str
    isco08: str
    cn_major: int
    wage: str
    needs_licence: bool
    """Whether it may only be done by somebody whose licence a colleague has seen (慈善法 67)."""

    def __str__(self) -> str:
        return self.en if (get_language() or "").startswith("en") else self.zh


@cache
def skills() -> dict[str, Skill]:
    """Return the skills by their code, in the order of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Skill(
                row["code"],
                row["zh"],
                row["en"],
                row["isco08"],
                int(row["cn_major"]),
                row["wage"],
                row["needs_licence"] == "1",
            )
            for row in csv.DictReader(file)
        }


def skill_word(code: str) -> str:
    """Say a skill in the language of the page; a word from before the table as it was written."""
    return str(skills().get(code, code))
