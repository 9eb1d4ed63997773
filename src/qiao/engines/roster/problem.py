"""What a roster is drawn from: people, shifts and rules. All times are whole minutes from one common start."""

from collections.abc import Sequence
from dataclasses import dataclass, field

Degrees = tuple[float, float]
"""Longitude, latitude."""

A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who may be entered.

    Attributes
    ----------
    id
        Key of the caller.
    skills
        Skills that count (licences seen).
    free
        Stretches of (start, end) in minutes in which they can serve; None: always.
    home
        Where they come from; None: unknown, which costs as much as the farthest allowed.
    busy
        Stretches already promised elsewhere.
    served_minutes
        Time served lately: who gave much comes later.
    most_shifts
        Shifts of this roster at most, where that is less than the rules allow; None: as the rules say.
    """

    id: str
    skills: frozenset[str] = frozenset()
    free: tuple[tuple[int, int], ...] | None = None
    home: Degrees | None = None
    busy: tuple[tuple[int, int], ...] = ()
    served_minutes: int = 0
    most_shifts: int | None = None


@dataclass(frozen=True, slots=True)
class ShiftAsked:
    """A shift that lacks people: `slots` free places from `start` to `end`, asking for `skill` ("" asks for none)."""

    id: str
    start: int
    end: int
    slots: int = 1
    skill: str = ""
    place: Degrees | None = None

    def __post_init__(self) -> None:
        if self.end <= self.start or self.slots < 0:
            raise ValueError("a shift ends after it starts and has no less than 0 slots.")


@dataclass(frozen=True, slots=True)
class Rules:
    """What nobody is asked to do, and what weighs how much.

    Attributes
    ----------
    rest_minutes
        Between two shifts of one person. Default 480 (8 hours).
    most_shifts, most_minutes
        Of one person in the whole roster. Default 5 shifts, 2,400 minutes (40 hours).
    most_km
        From home to the shift as the crow flies. Default 60.
    fair_km
        So many km further to go one accepts rather than to give somebody another shift; the k-th shift of a person
        costs k - 1 times as much. Default 10.
    empty_km
        So many km one accepts to fill a place. Default 500: a place is left empty only for want of people.
    turn_minutes
        So much time served lately counts as one shift. Default 480.
    """

    rest_minutes: int = 480
    most_shifts: int = 5
    most_minutes: int = 2400
    most_km: float = 60.0
    fair_km: float = 10.0
    empty_km: float = 500.0
    turn_minutes: int = 480

    def __post_init__(self) -> None:
        if min(self.rest_minutes, self.fair_km, self.empty_km, self.most_km) < 0 or self.turn_minutes <= 0:
            raise ValueError("a rule < 0 is not understood.")
        if self.most_shifts < 1:
            raise ValueError("most_shifts < 1 is not understood.")


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence for a person, in both languages, with its code."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A line of the roster: who, which shift, how far (km, None where unknown), the how manieth of the person, why."""

    volunteer: str
    shift: str
    km: float | None
    turn: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Empty:
    """Places of a shift that stay empty, and why."""

    shift: str
    places: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Roster:
    """A roster with what is proven of it.

    Attributes
    ----------
    duties, empty
        Ordered by shift as given, then by person.
    cost_km, bound_km
        What it costs (km travelled, extra turns and empty places in km), and what none can undercut.
    is_optimal
        Whether none is better.
    """

    duties: Sequence[Duty] = field(default=())
    empty: Sequence[Empty] = field(default=())
    cost_km: float = 0.0
    bound_km: float = 0.0

    @property
    def gap(self) -> float:
        """Proven share by which the cost may exceed the best one, 0 to 1."""
        return max(0.0, (self.cost_km - self.bound_km) / self.cost_km) if self.cost_km > 0 else 0.0

    @property
    def is_optimal(self) -> bool:
        """Say whether it is proven that none is better."""
        return self.gap < 1e-9  # noqa: PLR2004
