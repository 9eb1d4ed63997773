"""Which desk takes what a filled form says of its records. Later desks say so; this one only hands over (DESIGN 3)."""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string

from qiao.accounts.roles import Actor
from qiao.intake.models import Report
from qiao.registry.models import Crisis


@dataclass(frozen=True)
class Line:
    """One line of a filled form for another desk: the answers by field, and which record they are about."""

    actor: Actor
    crisis: Crisis
    report: Report
    answers: Mapping[str, str]
    at: datetime
    subject: uuid.UUID | None = None
    base: int | None = None
    corrects: uuid.UUID | None = None
    is_forced: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of a line. Where `reason` is set nothing was changed and a person is asked."""

    subject_type: str = ""
    subject_id: uuid.UUID | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    left: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class ListTable:
    """A list that forms show: columns and rows, the first column being the value that is kept."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


MARK = 6
"""Signs of a value that tell two rows of the same label apart."""

Taker = Callable[[Line], Outcome]
Lister = Callable[[Crisis], ListTable]

TAKERS: dict[str, str] = {}
LISTS: dict[str, str] = {}


def register_taker(kind: str, path: str) -> None:
    """Let the function at a dotted path take the lines of forms of this kind. Called from AppConfig.ready."""
    TAKERS[kind] = path


def register_list(name: str, path: str) -> None:
    """Let the function at a dotted path make the list which forms load as `name`.csv."""
    LISTS[name] = path


def take(kind: str, line: Line) -> Outcome:
    """Hand a line to the desk that takes forms of this kind."""
    taker: Taker = import_string(TAKERS[kind])
    return taker(line)


def list_for(name: str, crisis: Crisis) -> ListTable:
    """Return a list as it is now, no two rows under the same label."""
    lister: Lister = import_string(LISTS[name])
    return _told_apart(lister(crisis))


def _told_apart(table: ListTable) -> ListTable:
    """Add the end of the value to labels that occur twice: web clients choose by what is shown."""
    value, label = table.columns.index("name"), table.columns.index("label")
    often = Counter(row[label] for row in table.rows)
    rows = [
        [*row[:label], f"{row[label]} #{row[value][-MARK:]}", *row[label + 1 :]]
        if often[row[label]] > 1
        else row
        for row in table.rows
    ]
    return ListTable(table.columns, rows)
