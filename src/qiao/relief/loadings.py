"""Lorries as a page shows them: where goods lie, what each trip loads and drops, what it carries and what stays."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from qiao.engines.routing import Position
from qiao.relief.measures import Load, known_part, total
from qiao.relief.models import Match
from qiao.relief.receiving_hours import Hours

MOST_LORRIES = 6
AN_HOUR_S = 3_600


@dataclass(frozen=True, slots=True)
class Origin:
    """A place where goods lie: its name, its code, where on earth; the last two None where nobody knows."""

    name: str
    code: str | None
    position: Position | None

    @property
    def key(self) -> str:
        """Return what tells it from the other places."""
        return f"{self.name}|{self.code or ''}"


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A lorry as it was entered: what it carries, when it leaves, its hours. None for a limit nobody told.

    On its second trip (``turn`` 2) it leaves when it is back and loaded again.
    """

    number: int
    name: str
    leaves_at: datetime
    weight_limit_g: int | None = None
    volume_limit_ml: int | None = None
    until: datetime | None = None
    trips: int = 1
    turn: int = 1

    @property
    def slot(self) -> int:
        """Return the number of this trip of this lorry among all trips; first trips have the number of their lorry."""
        return self.number + (self.turn - 1) * MOST_LORRIES

    @property
    def limit(self) -> Load:
        """Return what it may carry."""
        return Load(self.weight_limit_g, self.volume_limit_ml)


@dataclass(frozen=True, slots=True)
class Stop:
    """A drop in its turn: kilometres from the one before, and when it is reached; None where no place is known."""

    match: Match
    load: Load
    km: float | None = None
    arrives_at: datetime | None = None
    opens_at: datetime | None = None
    """When the recipient takes goods, where that is after the arrival."""
    is_late: bool = False
    is_measured: bool = False
    hours: Hours | None = None
    is_elsewhere: bool = False
    """Its goods lie in another place than where the lorries start, and nobody knows the way: they must be brought."""


@dataclass(frozen=True, slots=True)
class PickUp:
    """A place where goods are loaded, with what lies there; kilometres from the place before, and when it is reached."""

    origin: Origin
    matches: list[Match]
    km: float
    arrives_at: datetime


@dataclass(frozen=True)
class Loading:
    """One trip of a lorry: where it loads, and its stops. Nothing stands in ``picks`` where all lies where it starts."""

    vehicle: Vehicle
    stops: list[Stop]
    picks: list[PickUp] = field(default_factory=list)
    back_km: float = 0.0
    """The way back before a second trip."""
    ends_at: datetime | None = None

    @property
    def matches(self) -> list[Match]:
        return [one.match for one in self.stops]

    @property
    def km(self) -> float | None:
        """Return all kilometres; None where one of them is unknown."""
        told = [one.km for one in self.stops if one.km is not None]
        fetching = self.back_km + sum(one.km for one in self.picks)
        return round(fetching + sum(told), 1) if len(told) == len(self.stops) else None

    @property
    def is_after_hours(self) -> bool:
        """Say whether its last stop is done after the hours of the lorry."""
        return (
            self.vehicle.until is not None and self.ends_at is not None and self.ends_at > self.vehicle.until
        )

    @property
    def load(self) -> Load:
        """Return what is on board; None where something of it is unknown."""
        return total(one.load for one in self.stops)

    @property
    def least(self) -> Load:
        """Return what is on board at least: what is known of it."""
        return known_part(one.load for one in self.stops)

    @property
    def over(self) -> Load:
        """Return by how much it is too heavy, and its goods too large; None where it is not."""
        least, limit = self.least, self.vehicle.limit
        return Load(_over(least.weight_g, limit.weight_g), _over(least.volume_ml, limit.volume_ml))

    @property
    def is_over(self) -> bool:
        return self.over != Load(None, None)

    @property
    def is_unsure(self) -> bool:
        """Say whether it has a limit, and something on board that nobody weighed or measured."""
        load, limit = self.load, self.vehicle.limit
        return (limit.weight_g is not None and load.weight_g is None) or (
            limit.volume_ml is not None and load.volume_ml is None
        )

    @property
    def hours(self) -> float | None:
        """Return the hours from leaving to the last stop that is known; None where none is."""
        arrivals = [one.arrives_at for one in self.stops if one.arrives_at]
        return (max(arrivals) - self.vehicle.leaves_at).total_seconds() / AN_HOUR_S if arrivals else None


@dataclass(frozen=True)
class FleetPlan:
    """All lorries with their stops, and what stays behind with the code of its reason."""

    loadings: list[Loading]
    left: list[tuple[Match, Load, str]]

    @property
    def assignment(self) -> dict[uuid.UUID, int]:
        """Return match → the number of its trip; 0 where it stays."""
        on_board = {one.pk: each.vehicle.slot for each in self.loadings for one in each.matches}
        return on_board | {match.pk: 0 for match, _load, _why in self.left}

    @property
    def going(self) -> list[Loading]:
        """Return the lorries that have anything on them."""
        return [one for one in self.loadings if one.stops]


def _over(load: int | None, limit: int | None) -> int | None:
    return load - limit if load is not None and limit is not None and load > limit else None
