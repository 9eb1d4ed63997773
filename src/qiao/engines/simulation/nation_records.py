"""What a crisis of many counties consists of. Every row says ``synthetic=True``; pages show LABEL beside it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from qiao.engines.simulation.records import Hazard, ItemRow, PlaceRow

BLOCK_REPORTS = 10_000
"""Most reports of one block: what is made, and held in memory, at a time."""


class Voice(StrEnum):
    """How much of a county's distress is told at all."""

    LOUD = "LOUD"
    QUIET = "QUIET"
    SILENT = "SILENT"


@dataclass(frozen=True, slots=True)
class NationSetting:
    """How large a crisis is. ``days`` is how long it lasts, from ``start`` (with a zone) on."""

    seed: int
    reports: int
    start: datetime
    days: int = 30
    hazard: Hazard = Hazard.EPIDEMIC

    def __post_init__(self) -> None:
        if self.reports < 0:
            raise ValueError("reports < 0 not understood.")
        if self.days < 1:
            raise ValueError("days < 1 not understood.")
        if self.start.tzinfo is None:
            raise ValueError("start without a zone not understood.")

    @property
    def span(self) -> timedelta:
        """Return how long the crisis lasts."""
        return timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class SyntheticCounty:
    """A county of the crisis; ``severity`` is the share of its people in distress, and what is told of it."""

    place: PlaceRow
    population: int
    severity: float
    voice: Voice
    reports: int
    synthetic: bool = True


@dataclass(frozen=True, slots=True)
class SyntheticVolunteer:
    """An invented volunteer of an organisation."""

    id: str
    organization: str
    place: str
    name: str
    phone: str
    synthetic: bool = True


@dataclass(frozen=True, slots=True)
class OfficialFigure:
    """What the official list holds of a thing in a county for some days, and what is truly asked for.

    ``listed`` is None where the list does not see the thing there at all: a blind spot, which is not zero.
    Both count reports that ask for the thing, repeats left out.
    """

    place: str
    item: str
    begins_at: datetime
    ends_at: datetime
    listed: int | None
    truly: int
    synthetic: bool = True


@dataclass(frozen=True, slots=True)
class SyntheticDelivery:
    """Goods of an offer on their way to who asked in a report; ``received`` is None while they travel."""

    id: str
    offer: str
    report: str
    item: str
    place: str
    sent: int
    received: int | None
    sent_at: datetime
    signed_at: datetime | None
    synthetic: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a county's crisis that is made by itself, from a seed of its own."""

    county: SyntheticCounty
    number: int
    reports: int
    begins_at: datetime
    ends_at: datetime

    @property
    def name(self) -> str:
        """Return what its rows' ids begin with."""
        return f"{self.county.place.code}-{self.number:04d}-"


@dataclass(frozen=True, slots=True)
class Nation:
    """A crisis laid out: its setting, its counties in the order of the places given, the names above, the things."""

    setting: NationSetting
    counties: tuple[SyntheticCounty, ...]
    above: tuple[PlaceRow, ...]
    items: tuple[ItemRow, ...]
    synthetic: bool = True
