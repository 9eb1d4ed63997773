"""What of a bundle may be read outside: voices in blocks, so that nobody can be made out, not even by subtracting.

Registered units are counted one by one; other voices may be persons and are counted in whole blocks, the earliest
first (engine bulletin). Fewer than a block at a place count in the rest, fewer than a block of the rest in nothing, so
that a total is always the sum of what is shown. A figure therefore says "at least", whatever it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from qiao.advocacy.facts import grade
from qiao.advocacy.models import Evidence, EvidenceRecord
from qiao.engines.bulletin import BLOCK, BLOCK_SENSITIVE, REST, Voice, cells_of
from qiao.engines.evidence import Grade
from qiao.registry.queries import place_by_code

LEAST = BLOCK
LEAST_SENSITIVE = BLOCK_SENSITIVE
"""SECURITY 2.5: k = 5; 10 for bereavement and health."""


@dataclass(frozen=True)
class Count:
    """So many at least; `shown` is 0 where fewer than may be told."""

    shown: int
    least: int

    def __str__(self) -> str:
        return f"不少于 {self.shown}" if self.shown else f"少于 {self.least}"


@dataclass(frozen=True)
class PlaceCount:
    """The voices of one county, or of the rest."""

    name: str
    count: Count


@dataclass(frozen=True)
class Figures:
    """The figures of a bundle, or of several together, as others may read them."""

    voices: Count
    verified: Count
    places: tuple[PlaceCount, ...]
    rest: Count
    sources: int
    since: date | None
    until: date | None
    grade: Grade | None = None

    @property
    def place_count(self) -> int:
        """Return how many counties are shown."""
        return len(self.places)


def least_of(bundles: Iterable[Evidence]) -> int:
    """Return the size below which nothing is told."""
    return LEAST_SENSITIVE if any(one.is_sensitive for one in bundles) else LEAST


def figures_of(evidence: Evidence) -> Figures:
    """Return the figures of a bundle."""
    return _figures([evidence], grade(evidence))


def figures_together(bundles: Iterable[Evidence]) -> Figures:
    """Return the figures of several bundles; a voice that stands in two counts once."""
    return _figures(list(bundles), None)


def _figures(bundles: list[Evidence], graded: Grade | None) -> Figures:
    least = least_of(bundles)
    voices = _voices(row for one in bundles for row in one.records.all())
    cells = cells_of((one.told for one in voices), block=least)
    shown = [(cell.place, Count(cell.units + (cell.others or 0), least)) for cell in cells]
    named = [PlaceCount(_name(place), count) for place, count in shown if place != REST and count.shown]
    rest = sum(count.shown for place, count in shown if place == REST)
    verified = cells_of((one.told for one in voices if one.is_verified), block=least)
    days = _days(voices, least)
    return Figures(
        voices=Count(sum(count.shown for _place, count in shown), least),
        verified=Count(sum(cell.units + (cell.others or 0) for cell in verified), least),
        places=tuple(named),
        rest=Count(rest, least),
        sources=len({source for one in voices for source in one.sources}),
        since=days[0] if days else None,
        until=days[-1] if days else None,
        grade=graded,
    )


@dataclass(frozen=True)
class _Voice:
    told: Voice
    told_at: str
    is_verified: bool
    sources: frozenset[str]


def _voices(rows: Iterable[EvidenceRecord]) -> list[_Voice]:
    """Return the voices that bear a finding out: a message and what was read of it are one."""
    together: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row.stance == EvidenceRecord.Stance.FOR and row.dropped_at is None:
            together.setdefault(row.facts.get("voice") or str(row.record_id), []).append(row.facts)
    return [_voice(key, facts) for key, facts in together.items()]


def _voice(key: str, facts: list[dict[str, Any]]) -> _Voice:
    moment = min((one["told_at"] for one in facts if one.get("told_at")), default="")
    return _Voice(
        told=Voice(
            order=f"{moment} {key}",
            place=next((one["place"] for one in facts if one.get("place")), REST),
            item="",
            is_unit=any(one.get("unit") for one in facts),
            pieces=None,
        ),
        told_at=moment,
        is_verified=any(one.get("verified") for one in facts),
        sources=frozenset(source for one in facts for source in one.get("sources", ())),
    )


def _days(voices: list[_Voice], least: int) -> list[date]:
    """Return the days of the voices that may be told of: units, and persons in whole blocks."""
    persons = sorted((one.told_at for one in voices if not one.told.is_unit), key=str)
    told = [one.told_at for one in voices if one.told.is_unit]
    told += persons[: len(persons) // least * least]
    return sorted(timezone.localdate(datetime.fromisoformat(one)) for one in told if one)


def _name(code: str) -> str:
    place = place_by_code(code)
    return place.full_name if place else code
