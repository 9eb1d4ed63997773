"""What the simulator makes. Every record says ``synthetic=True``; pages show LABEL beside it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

LABEL = "示例数据"
NEED, OFFER, INFO = "NEED", "OFFER", "INFO"
EXACT, RANGE, UNKNOWN, OPEN, NONE = "EXACT", "RANGE", "UNKNOWN", "OPEN", "NONE"


class Hazard(StrEnum):
    """The kinds of crisis that can be invented."""

    EPIDEMIC = "epidemic"
    FLOOD = "flood"
    EARTHQUAKE = "earthquake"


class PlaceRow(NamedTuple):
    """A place: code (GB/T 2260), name, level (province, city, county), code of its parent."""

    code: str
    name: str
    level: str
    parent: str | None


class ItemRow(NamedTuple):
    """A thing: code, name, other names as people write them, unit."""

    code: str
    name: str
    aliases: tuple[str, ...]
    unit: str | None


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """An invented person; the number begins with 154, a block never assigned to subscribers."""

    name: str
    phone: str
    synthetic: bool = True


@dataclass(frozen=True, slots=True)
class SyntheticOrganization:
    """An invented organisation in a real county."""

    name: str
    place: str
    contact: SyntheticPerson
    synthetic: bool = True


@dataclass(frozen=True, slots=True)
class TrueItem:
    """What is truly asked or offered; ``quantity`` counts ``unit``, kinds as in DESIGN law 4."""

    item: str
    text: str
    quantity: int | None
    quantity_max: int | None
    quantity_kind: str
    unit: str | None
    direction: str


@dataclass(frozen=True, slots=True)
class Truth:
    """What a reader should understand of a message. ``place`` is None where the text names none.

    ``items`` are the things filled into the sentence; what its fixed words ask for besides (救援,
    志愿者, 货车, 住宿) is not listed.
    """

    type: str
    items: tuple[TrueItem, ...] = ()
    place: str | None = None
    phones: tuple[str, ...] = ()
    contact: str | None = None
    organization: str | None = None
    urgency: int = 0
    verified: bool = False
    closed: bool = False
    rumour: bool = False
    repeat_of: str | None = None


@dataclass(frozen=True, slots=True)
class SyntheticMessage:
    """One message of a group; ``reporter_place`` is where the sender is, whatever the text says."""

    id: str
    at: datetime
    channel: str
    sender: str
    reporter_place: str
    text: str
    truth: Truth
    synthetic: bool = True


@dataclass(frozen=True, slots=True)
class SyntheticOffer:
    """One row of a sheet of offers."""

    id: str
    at: datetime
    organization: str
    place: str
    item: str
    quantity: int | None
    quantity_kind: str
    unit: str | None
    phone: str
    synthetic: bool = True


class SheetVersion(NamedTuple):
    """A shared sheet as it stood at a time: rows of cells, the first row is the header."""

    at: datetime
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SimulatedSheet:
    """The history of a shared sheet, and what was done to it."""

    seed: int
    versions: tuple[SheetVersion, ...]
    shifted: tuple[int, ...]
    vanished: tuple[str, ...]
    flapping: tuple[str, ...]
    items: tuple[str, ...]
    synthetic: bool = True
    label: str = LABEL


@dataclass(frozen=True, slots=True)
class SimulatedCrisis:
    """An invented crisis: messages in order of time, a sheet of needs, a sheet of offers."""

    seed: int
    hazard: Hazard
    start: datetime
    organizations: tuple[SyntheticOrganization, ...]
    messages: tuple[SyntheticMessage, ...]
    need_sheet: SheetVersion
    offers: tuple[SyntheticOffer, ...]
    synthetic: bool = True
    label: str = LABEL
