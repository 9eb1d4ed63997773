"""Who would have told us: what share of a place's needs would reach us, and how widely we listen."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import exp

PER_THOUSAND = 0.35
"""How fast coverage grows with volunteers per 1,000 persons, as in the simulation of METHODS 6.3. No survey
stands behind it: it orders places, and is called an estimate wherever it is shown."""


class CoverageBasis(StrEnum):
    """What a coverage stands on."""

    STATED = "STATED"
    ESTIMATED = "ESTIMATED"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share of a place's needs that would reach us, 0 to 1; None where it cannot be known."""

    share: float | None
    basis: CoverageBasis

    @property
    def has_no_eyes(self) -> bool:
        """Say whether nobody there would have told us."""
        return self.share == 0


def coverage_of(*, stated: float | None, volunteers: int, population: int | None, others: int) -> Coverage:
    """Return the coverage of a place: what a person judged, else an estimate, else unknown.

    Parameters
    ----------
    stated
        What somebody who knows the place said, 0 to 1; None where nobody did.
    volunteers
        Our people who worked there, zero or more.
    population
        Persons; None where unknown.
    others
        Organisations present and persons who reported, who are not among `volunteers`.

    Returns
    -------
    Coverage
        With volunteers and a population: 1 - exp(-0.35 x volunteers per 1,000 persons). Without anybody: 0,
        whatever the population. With others only, or with volunteers among an unknown population: unknown.
    """
    if stated is not None:
        return Coverage(stated, CoverageBasis.STATED)
    if not volunteers:
        return Coverage(None, CoverageBasis.UNKNOWN) if others else Coverage(0.0, CoverageBasis.ESTIMATED)
    if not population:
        return Coverage(None, CoverageBasis.UNKNOWN)
    return Coverage(1 - exp(-PER_THOUSAND * volunteers * 1000 / population), CoverageBasis.ESTIMATED)


def source_diversity(counts: Iterable[int]) -> float | None:
    """Return 1 - sum of squared shares of the channels: 0 where all came by one; None where nothing came."""
    heard = [count for count in counts if count > 0]
    total = sum(heard)
    return 1 - sum((count / total) ** 2 for count in heard) if total else None


def spread(covered: int, places: int) -> float | None:
    """Return the share of places that are covered; None where there is no place."""
    return covered / places if places else None
