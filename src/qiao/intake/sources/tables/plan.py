"""How a table is to be read: which column is what, which way it goes, and what the registry knows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from qiao.engines.extraction import Lexicon
from qiao.intake.sources.tables.cleaning import clean
from qiao.intake.sources.tables.columns import Role
from qiao.registry.gazetteer import Gazetteer


class Direction(StrEnum):
    """What the rows of a batch are."""

    NEED = "NEED"
    OFFER = "OFFER"
    INFO = "INFO"


@dataclass(frozen=True)
class Plan:
    """One reading of one table. `open_marks` are the table's own signs for "any amount"."""

    roles: Mapping[int, Role]
    direction: Direction
    fill_down: bool = False
    open_marks: frozenset[str] = frozenset()
    year: int | None = None

    def columns(self, *roles: Role) -> list[int]:
        """Return the columns of these roles, in the order of the table."""
        return [index for index, role in sorted(self.roles.items()) if role in roles]

    def column(self, role: Role) -> int | None:
        """Return the column of a role, or None."""
        return next(iter(self.columns(role)), None)

    def as_json(self) -> dict[str, Any]:
        """Return the plan as JSON keeps it."""
        return {
            "roles": {str(index): str(role) for index, role in self.roles.items()},
            "direction": str(self.direction),
            "fill_down": self.fill_down,
            "open_marks": sorted(self.open_marks),
            "year": self.year,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Plan":
        """Return the plan that JSON kept."""
        return cls(
            roles={int(index): Role(role) for index, role in kept["roles"].items()},
            direction=Direction(kept["direction"]),
            fill_down=bool(kept["fill_down"]),
            open_marks=frozenset(kept["open_marks"]),
            year=kept["year"],
        )


@dataclass(frozen=True)
class Catalogue:
    """What the registry knows: names of items → code, their units, places, and the names for reading texts."""

    codes: Mapping[str, str]
    names: Mapping[str, str]
    units: Mapping[str, str]
    places: Gazetteer
    lexicon: Lexicon
    on: date | None = None
    near: tuple[str, ...] = field(default=())
    """Codes of the places that the crisis touches: of places of one name, these are nearer."""

    def code_of(self, text: str) -> str | None:
        """Return the code of an item by one of its names."""
        plain = clean(text)
        return self.codes.get(plain.lower()) or self.codes.get(
            re.sub(r"\s*[(（].*?[)）]\s*$", "", plain).lower()
        )

    def is_item(self, text: str) -> bool:
        """Say whether a text is the name of an item."""
        return self.code_of(text) is not None


_HANDED_OUT = re.compile(r"分配|发放|使用情况|拨付|下拨|发出|distribut|handed out|use_of")
_GIVEN = re.compile(r"接[收受]|捐赠|捐助|可供|供应|提供|资源|received|donat|offer|supply")
_ASKED = re.compile(r"需求|求助|急需|缺口|所需|征集|need|request|demand")


def guess_direction(roles: Mapping[int, Role], said: Sequence[str]) -> Direction:
    """Return what the rows are likely to be, from the titles, headers and the file's name."""
    held, words = set(roles.values()), clean(" ".join(said)).lower()
    if not held & {Role.ITEM, Role.AMOUNT, Role.GOODS}:
        return Direction.INFO
    is_handed_out = bool(_HANDED_OUT.search(words))
    if Role.RECIPIENT in held and Role.DONOR not in held and is_handed_out:
        return Direction.INFO
    if Role.DONOR in held:
        return Direction.OFFER
    if not _ASKED.search(words) and (is_handed_out or _GIVEN.search(words)):
        return Direction.INFO if is_handed_out else Direction.OFFER
    return Direction.NEED
