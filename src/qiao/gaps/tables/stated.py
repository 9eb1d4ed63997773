"""What a row of others' tables states, as plain values. `key` is what it speaks of, `mark` what it says."""

import hashlib
from dataclasses import dataclass
from datetime import date

from qiao.intake.sources.tables.cells import Amount

Part = str | int | float | date | None


def _mark(*parts: Part) -> str:
    return hashlib.sha256(
        "\x1f".join("" if part is None else str(part) for part in parts).encode()
    ).hexdigest()


@dataclass(frozen=True)
class StatedFigure:
    """A figure of one place and day; `item` is a code of the catalogue, `category` words where there is none."""

    side: str
    kind: str
    place: str
    item: str
    category: str
    amount: Amount
    stated_on: date
    source: str
    period_from: date | None = None
    period_to: date | None = None
    stated_by: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """Return the mark of what is counted, without the count."""
        period = (self.period_from, self.period_to)
        return _mark(
            "figure",
            self.side,
            self.kind,
            self.place,
            self.item,
            self.category,
            self.stated_on,
            *period,
            self.source,
        )

    @property
    def mark(self) -> str:
        """Return the mark of the whole statement."""
        one = self.amount
        return _mark(self.key, str(one.kind), one.quantity, one.quantity_max, one.unit)


@dataclass(frozen=True)
class StatedFact:
    """The population or the vulnerability of a place."""

    kind: str
    place: str
    value: float
    as_of: date
    source: str
    note: str = ""

    @property
    def key(self) -> str:
        """Return the mark of what is measured, without the value."""
        return _mark("fact", self.kind, self.place, self.as_of, self.source)

    @property
    def mark(self) -> str:
        """Return the mark of the whole statement."""
        return _mark(self.key, self.value)


@dataclass(frozen=True)
class StatedPresence:
    """Who does what in one place, from when to when, for whom."""

    who: str
    what: str
    place: str
    stated_on: date
    source: str
    began_on: date | None = None
    ended_on: date | None = None
    for_whom: str = ""
    persons: int | None = None
    volunteers: int | None = None
    status: str = ""
    note: str = ""

    @property
    def key(self) -> str:
        """Return the mark of who does what, where, when and for whom."""
        return _mark(
            "presence", self.who, self.what, self.place, self.began_on, self.for_whom, self.stated_on
        )

    @property
    def mark(self) -> str:
        """Return the mark of the whole statement."""
        return _mark(self.key, self.ended_on, self.persons, self.volunteers, self.status, self.source)


Stated = StatedFigure | StatedFact | StatedPresence
