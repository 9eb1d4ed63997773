"""What is said of a row before anything is kept: its level, its doubts cell by cell, and what it would become."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from qiao.intake.sources.tables.cells import Amount
from qiao.intake.sources.tables.plan import Direction

Span = tuple[int, int]


class Level(StrEnum):
    """How a row or a cell will be taken, from plain to not at all."""

    OK = "OK"
    READ_AS = "READ_AS"
    DOUBTFUL = "DOUBTFUL"
    REPEATED = "REPEATED"
    PASSED = "PASSED"
    REFUSED = "REFUSED"


LOADED = (Level.OK, Level.READ_AS, Level.DOUBTFUL)
"""Levels of rows that are loaded."""

ORDER = tuple(Level)


@dataclass(frozen=True)
class Issue:
    """What is to be said of a cell, or of the whole row where `column` is None."""

    level: Level
    code: str
    column: int | None = None
    said: str = ""
    read_as: str = ""


@dataclass(frozen=True)
class VoiceReading:
    """A need or an offer as a row tells it; `codes` name what stays doubtful of it."""

    direction: Direction
    item_code: str | None
    item_text: str
    amount: Amount
    specification: str = ""
    spans: dict[str, list[Span]] = field(default_factory=dict)
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowReading:
    """One row: its words, what they mean, and the verdict. `content` is the row without position and dirt."""

    number: int
    level: Level
    issues: tuple[Issue, ...] = ()
    text: str = ""
    content: str = ""
    voices: tuple[VoiceReading, ...] = ()
    place_code: str | None = None
    party: str = ""
    said_on: date | None = None
    contact: str = ""
    personal: tuple[Span, ...] = ()
    direction: Direction = Direction.INFO
    spans: dict[str, list[Span]] = field(default_factory=dict)


def worst(issues: tuple[Issue, ...] | list[Issue]) -> Level:
    """Return the gravest level among issues."""
    return max((issue.level for issue in issues), key=ORDER.index, default=Level.OK)
