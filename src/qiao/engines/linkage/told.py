"""Many tellings in little memory: every word kept once, everything else as numbers in rows."""

from array import array
from collections.abc import Hashable
from datetime import UTC, datetime, timedelta

from qiao.engines.linkage.marks import MARKS
from qiao.engines.linkage.needs import NeedRecord

NEVER = -(2**63)
"""The moment of a telling that has none; sorts before every other."""
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_BETWEEN = "\x1f"


def moment_of(at: datetime | None) -> int:
    """Return microseconds since 1970, NEVER for none."""
    return NEVER if at is None else (at - _BEGIN) // _MICROSECOND


class _Words:
    """Numbers for values, each distinct value kept once."""

    def __init__(self) -> None:
        self.values: list[Hashable] = []
        self._numbers: dict[Hashable, int] = {}

    def number(self, value: Hashable) -> int:
        found = self._numbers.get(value)
        if found is None:
            found = self._numbers[value] = len(self.values)
            self.values.append(value)
        return found


class ToldRows:
    """Tellings by row, added at the end and never changed; about 60 bytes each beside their words."""

    def __init__(self) -> None:
        self.moments = array("q")
        self._words = _Words()
        self._fields = array("I")
        self._marks = array("I")
        self._closed = bytearray()

    def __len__(self) -> int:
        return len(self.moments)

    def add(self, record: NeedRecord) -> int:
        """Keep a telling; return its row."""
        number = self._words.number
        told = (
            record.item,
            record.organisation,
            record.place,
            record.quantity,
            _BETWEEN.join(sorted(record.phones)),
            _BETWEEN.join(sorted(record.links)),
        )
        self._fields.extend([number(value) for value in told])
        self._marks.extend(record.marks or (0,) * MARKS)
        self._closed.append(record.closed)
        self.moments.append(moment_of(record.at))
        return len(self.moments) - 1

    def record(self, row: int) -> NeedRecord:
        """Return a telling as it was added."""
        values = self._words.values
        first = row * 6
        told = [values[number] for number in self._fields[first : first + 6]]
        item, organisation, place, quantity, phones, links = told
        marks = tuple(self._marks[row * MARKS : (row + 1) * MARKS])
        moment = self.moments[row]
        return NeedRecord(
            at=None if moment == NEVER else _BEGIN + timedelta(microseconds=moment),
            item=str(item),
            organisation=str(organisation),
            place=str(place),
            quantity=quantity if isinstance(quantity, int) else None,
            phones=_parted(str(phones)),
            links=_parted(str(links)),
            marks=marks if any(marks) else (),
            closed=bool(self._closed[row]),
        )


def _parted(joined: str) -> frozenset[str]:
    return frozenset(joined.split(_BETWEEN)) if joined else frozenset()
