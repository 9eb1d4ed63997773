"""What the lists are drawn up from, place by place, and what a line of a list holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import isfinite

from qiao.engines.gaps.figures import Reason
from qiao.engines.gaps.statistics import ChapmanEstimate

_WEST, _EAST, _SOUTH, _NORTH = -180.0, 180.0, -90.0, 90.0


class FindingKind(StrEnum):
    """The kinds of gap, kept as separate lists."""

    EXCESS = "EXCESS"
    BLIND_SPOT = "BLIND_SPOT"
    NEW_KIND = "NEW_KIND"
    SILENT = "SILENT"
    STOPPED = "STOPPED"


class Action(StrEnum):
    """What a finding proposes to do; a person decides."""

    SEND_VERIFIER = "SEND_VERIFIER"
    OPEN_TASK = "OPEN_TASK"
    APPEAL_TO_MEMBERS = "APPEAL_TO_MEMBERS"
    DRAFT_ITEM = "DRAFT_ITEM"


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """What is known of one place before any list is drawn up.

    Attributes
    ----------
    place
        GB/T 2260 code or any stable key; one record for each place.
    population
        Persons; None where unknown.
    reports
        Needs our own people reported, zero or more.
    coverage
        Share of needs there that would reach us, 0 to 1; None where nobody knows.
    official
        Needs the official system counts; None where it gives no figure (never read as zero).
    both
        Needs found on both lists by comparing them one by one; None where nobody compared.
    listed
        Needs on the official list that was compared, where that is another one than `official` counts; None where
        it is the same. `both` is then at most `listed`.
    vulnerability
        How many needs a person there has beside the average place, above zero; None counts as 1.
    position
        Longitude and latitude in degrees. None: the place takes part by itself, as a window of one.
    voices
        Ids of the records behind `reports`, handed on to the findings.
    """

    place: str
    population: int | None
    reports: int
    coverage: float | None
    official: int | None = None
    both: int | None = None
    listed: int | None = None
    vulnerability: float | None = None
    position: tuple[float, float] | None = None
    voices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.population is not None and self.population < 0:
            raise ValueError(f"{self.place}: population < 0 not understood.")
        if self.reports < 0 or (self.official is not None and self.official < 0):
            raise ValueError(f"{self.place}: reports and official must not be negative.")
        if self.coverage is not None and not 0 <= self.coverage <= 1:
            raise ValueError(f"{self.place}: coverage must lie between 0 and 1.")
        if self.both is not None:
            self._check_lists()
        if self.vulnerability is not None and not (self.vulnerability > 0 and isfinite(self.vulnerability)):
            raise ValueError(f"{self.place}: vulnerability must be above zero.")
        if self.position is not None and not (
            _WEST <= self.position[0] <= _EAST and _SOUTH <= self.position[1] <= _NORTH
        ):
            raise ValueError(f"{self.place}: position must be longitude and latitude in degrees.")

    def _check_lists(self) -> None:
        longest = self.listed if self.listed is not None else self.official
        if self.listed is None and longest is not None:
            longest = min(self.reports, longest)
        if longest is None or not 0 <= (self.both or 0) <= longest:
            raise ValueError(f"{self.place}: both must lie between 0 and the shorter list.")

    @property
    def compared(self) -> tuple[int, int] | None:
        """Needs on the official list, and how many of them we heard as well; None where nobody compared."""
        listed = self.listed if self.listed is not None else self.official
        return None if self.both is None or listed is None else (listed, self.both)


@dataclass(frozen=True, slots=True)
class Member:
    """One place of a finding with its own numbers.

    Attributes
    ----------
    ratio
        Shrunk ratio of this place alone; None where nothing can be expected.
    """

    place: str
    observed: int
    expected: float | None
    coverage: float | None
    official: int | None
    ratio: float | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of one list, with everything a person needs to judge it.

    Attributes
    ----------
    places
        The centre first, then by distance; one place on the list of silent places.
    observed, expected
        Our reports in all these places; `expected` None where it cannot be known.
    coverage
        Share of needs that would reach us, weighted by persons where there are several places.
    official
        Official count of all these places; None where one of them has no figure.
    ratio
        Shrunk ratio: of excess, observed over expected; of a blind spot, our rate over the official rate. None
        where nothing is expected.
    low, high
        Exact 95 % interval of the unshrunk ratio (Garwood; for two counts Clopper-Pearson). It does not hold
        the error of population, coverage and vulnerability.
    p
        Of a cluster, Monte Carlo p-value, all windows taken into account; of a single blind spot, chance of such
        a share were both rates as in its surroundings; of a silent place, chance of no report.
    share
        Of a single blind spot, the share of false discoveries among such places up to this one
        (Benjamini-Hochberg).
    estimate
        Chapman's lower bound of needs in all, where both lists were compared.
    voices
        Ids of the records behind `observed`, where they were given.
    """

    kind: FindingKind
    places: tuple[str, ...]
    observed: int
    expected: float | None
    coverage: float | None
    official: int | None
    ratio: float | None
    reason: Reason
    action: Action
    low: float | None = None
    high: float | None = None
    p: float | None = None
    share: float | None = None
    members: tuple[Member, ...] = ()
    estimate: ChapmanEstimate | None = None
    voices: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """The place at the centre."""
        return self.places[0]


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A place that some lists cannot judge, and why. It is unknown, not in order."""

    place: str
    lists: tuple[FindingKind, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class GapLists:
    """Four answers kept apart; there is no sum of them."""

    excess: tuple[Finding, ...]
    blind_spots: tuple[Finding, ...]
    silent: tuple[Finding, ...]
    unknown: tuple[Unjudged, ...]


def in_order(records: Iterable[PlaceRecord]) -> list[PlaceRecord]:
    """Return the records by place code, so that no answer depends on the order they came in.

    Raises
    ------
    ValueError
        When a place has two records.
    """
    ordered = sorted(records, key=lambda record: record.place)
    for one, other in pairwise(ordered):
        if one.place == other.place:
            raise ValueError(f"{one.place}: two records for one place.")
    return ordered
