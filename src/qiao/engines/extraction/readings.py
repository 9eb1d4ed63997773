"""What is understood of a message: plain frozen values, each with the characters it came from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Span = tuple[int, int]
"""Half-open interval [start, end) of characters in the original text."""


class ReadingType(StrEnum):
    """What a message is: it asks, it gives, or it tells."""

    NEED = "NEED"
    OFFER = "OFFER"
    INFO = "INFO"


class QuantityKind(StrEnum):
    """The five kinds of quantity (DESIGN, law 4)."""

    EXACT = "EXACT"
    RANGE = "RANGE"
    UNKNOWN = "UNKNOWN"
    OPEN = "OPEN"
    NONE = "NONE"


class PhoneKind(StrEnum):
    """How a telephone number was written."""

    MOBILE = "MOBILE"
    MASKED = "MASKED"
    LANDLINE = "LANDLINE"
    SERVICE = "SERVICE"


@dataclass(frozen=True, slots=True)
class Pack:
    """How many base pieces one unit holds: 50箱(*1000) is 50 箱 with a pack of 1000."""

    size: int
    unit: str | None


@dataclass(frozen=True, slots=True)
class ItemReading:
    """One thing asked for or offered.

    ``quantity`` and ``quantity_max`` count ``unit``; both are None unless the kind is EXACT or RANGE.
    A RANGE with an open end ("至少200") has ``quantity=200, quantity_max=None``.
    """

    item_code: str | None
    item_text: str
    quantity: int | None
    quantity_max: int | None
    quantity_kind: QuantityKind
    unit: str | None
    pack: Pack | None
    span: Span
    quantity_span: Span | None
    direction: ReadingType


@dataclass(frozen=True, slots=True)
class TownshipReading:
    """The township or street (乡镇街道, nine digits) within the county, with the reason in both languages."""

    code: str
    name: str
    confidence: float
    reason: str
    reason_en: str
    span: Span


@dataclass(frozen=True, slots=True)
class PlaceReading:
    """The administrative place a message is about, with the reason in Chinese and English.

    ``code`` goes down to the county; ``township`` is what lies under it, where one is named.
    """

    code: str
    name: str
    confidence: float
    reason: str
    reason_en: str
    span: Span
    township: TownshipReading | None = None


@dataclass(frozen=True, slots=True)
class PhoneReading:
    """A telephone number; ``number`` has only digits (and ``*`` where the writer masked it)."""

    number: str
    kind: PhoneKind
    span: Span


@dataclass(frozen=True, slots=True)
class ContactReading:
    """A person to contact and, where one stands beside the name, the number."""

    name: str
    phone: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Persons:
    """Whom a message names: telephones and contacts."""

    phones: tuple[PhoneReading, ...]
    contacts: tuple[ContactReading, ...]


@dataclass(frozen=True, slots=True)
class TextReading:
    """A stretch of text that was recognised as such (an organisation)."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class DeadlineReading:
    """Until when, as written; ``until`` as a moment, where it is known when the message was written."""

    text: str
    span: Span
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class WhoReading:
    """A group of 突发事件应对法 art. 11 (or the bereaved) that the message names."""

    group: str
    span: Span


@dataclass(frozen=True, slots=True)
class VerifiedReading:
    """The writer says that it was verified; ``time_text`` is the time as written, if any."""

    span: Span
    time_text: str | None
    time_span: Span | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message asks, offers or tells; every field keeps its span in the original text."""

    type: ReadingType
    kinds: tuple[str, ...]
    items: tuple[ItemReading, ...]
    place: PlaceReading | None
    phones: tuple[PhoneReading, ...]
    contacts: tuple[ContactReading, ...]
    organization: TextReading | None
    who: tuple[WhoReading, ...]
    people: int | None
    people_span: Span | None
    urgency: int
    urgency_span: Span | None
    deadline: DeadlineReading | None
    verified: VerifiedReading | None
    closed: bool
    closed_span: Span | None

    @property
    def stated_verified(self) -> bool:
        """True when the writer says that the message was verified."""
        return self.verified is not None
