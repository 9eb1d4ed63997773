"""The shape of what is handed over: every field is a code, a number, a day, or the name of a registered unit.

There is no field for a text somebody wrote, a contact or a person, and a field that is not known is refused: what has
no place cannot leave, and cannot come in.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

FORMAT = "qiao-exchange-1"
LARGEST = 10**9
"""Largest quantity, in base units."""
MOST_ENTRIES = 2_000

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$")]
PlaceCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
Word = Annotated[str, StringConstraints(max_length=160, pattern=r"^[^\x00-\x1f\x7f]*$")]
Counted = Annotated[int, Field(gt=0, le=LARGEST)]


class Kind(StrEnum):
    """What a record is."""

    NEED = "need"
    OFFER = "offer"
    ALLOCATION = "allocation"
    RECEIPT = "receipt"
    ORGANIZATION = "organization"


class State(StrEnum):
    """Whether a record stands. Of what is gone only its id is left."""

    CURRENT = "current"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"

    @property
    def is_gone(self) -> bool:
        """Say whether nothing but the id may be kept."""
        return self in {State.WITHDRAWN, State.ERASED}


class Shape(BaseModel):
    """Strict: no other field, no guessed type."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Amount(Shape):
    """One of the five kinds of quantity, in the base unit of the item."""

    kind: Literal["EXACT", "RANGE", "UNKNOWN", "OPEN", "NONE"]
    least: Counted | None = None
    most: Counted | None = None
    unit: Annotated[str, StringConstraints(max_length=12)] = ""

    @model_validator(mode="after")
    def _is_of_its_kind(self) -> "Amount":
        counted = self.kind in {"EXACT", "RANGE"}
        if counted != (self.least is not None):
            raise ValueError("a number where the kind has one, and only there")
        if self.most is not None and (self.kind != "RANGE" or self.most <= (self.least or 0)):
            raise ValueError("an upper end is of a range, above its lower end")
        return self


class Unit(Shape):
    """A registered unit, by the id it has where it comes from."""

    id: UUID
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    uscc: Annotated[str, StringConstraints(max_length=18)] = ""


class NeedBody(Shape):
    """A need, as it was verified."""

    crisis: Code
    item: Code
    amount: Amount
    tier: Annotated[int, Field(ge=1, le=3)]
    place: PlaceCode | None = None
    unit: Unit | None = None
    deadline: datetime | None = None
    told_on: date
    ended: Literal["", "met", "rejected", "withdrawn"] = ""


class OfferBody(Shape):
    """An offer, as it was verified."""

    crisis: Code
    item: Code
    amount: Amount
    place: PlaceCode | None = None
    unit: Unit | None = None
    told_on: date
    ended: Literal["", "spent", "withdrawn"] = ""


class AllocationBody(Shape):
    """So many pieces of the sender's goods are held or under way for a need, its own or the taker's."""

    crisis: Code
    needs: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=8)]
    item: Code
    pieces: Counted
    on: date


class ReceiptBody(Shape):
    """So many pieces of the sender's goods were signed for. Counted once, by whose goods they were."""

    crisis: Code
    allocation: UUID
    needs: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=8)]
    item: Code
    pieces: Annotated[int, Field(ge=0, le=LARGEST)]
    on: date


class OrganizationBody(Shape):
    """A registered unit of the sender's registry."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    name_en: Word = ""
    kind: Annotated[str, StringConstraints(pattern=r"^[A-Z_]{1,16}$")]
    uscc: Annotated[str, StringConstraints(max_length=18)] = ""
    home: PlaceCode | None = None


Body = NeedBody | OfferBody | AllocationBody | ReceiptBody | OrganizationBody
BODIES: dict[Kind, type[Body]] = {
    Kind.NEED: NeedBody,
    Kind.OFFER: OfferBody,
    Kind.ALLOCATION: AllocationBody,
    Kind.RECEIPT: ReceiptBody,
    Kind.ORGANIZATION: OrganizationBody,
}


class Sighting(Shape):
    """The same thing on another platform, as a person there confirmed."""

    platform: UUID
    record: UUID


class Entry(Shape):
    """One record in one version: the higher version of its owner is right."""

    id: UUID
    kind: Kind
    version: Annotated[int, Field(ge=1, le=LARGEST)]
    changed_at: datetime
    state: State
    body: dict[str, Any] | None
    seen_also_on: Annotated[tuple[Sighting, ...], Field(max_length=20)] = ()

    @model_validator(mode="after")
    def _holds_what_it_may(self) -> "Entry":
        if (self.body is None) != self.state.is_gone:
            raise ValueError("a body where the record stands, and none where it is gone")
        if self.body is not None:
            read_body(self.kind, self.body)
        return self


class Content(Shape):
    """A page of what one organisation hands to another, in the order in which it changed."""

    format: Literal["qiao-exchange-1"] = FORMAT  # type: ignore[assignment]
    sender: UUID
    sender_name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    receiver: UUID
    made_at: datetime
    after: Annotated[int, Field(ge=0)]
    until: Annotated[int, Field(ge=0)]
    more: bool
    taken: Annotated[int, Field(ge=0)]
    entries: Annotated[tuple[Entry, ...], Field(max_length=MOST_ENTRIES)]

    @model_validator(mode="after")
    def _names_each_once(self) -> "Content":
        if len({one.id for one in self.entries}) != len(self.entries):
            raise ValueError("each record once")
        if self.until < self.after or (self.entries and self.until == self.after):
            raise ValueError("the cursor goes forward")
        return self


class Parcel(Shape):
    """What is sent: the content, and the Ed25519 signature over its canonical JSON (RFC 8785)."""

    content: dict[str, Any]
    public_key: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]


def read_body(kind: Kind, body: dict[str, Any]) -> Body:
    """Return the body of a record; raise pydantic's ValidationError (a ValueError) where it is of another shape."""
    return BODIES[kind].model_validate(body)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a parcel with its content and all bodies."""
    content = Content.model_json_schema(ref_template="#/$defs/{model}")
    defs = content.pop("$defs")
    for body in BODIES.values():
        shape = body.model_json_schema(ref_template="#/$defs/{model}")
        defs |= shape.pop("$defs", {}) | {body.__name__: shape}
    defs["Entry"]["properties"]["body"] = {
        "anyOf": [*({"$ref": f"#/$defs/{body.__name__}"} for body in BODIES.values()), {"type": "null"}]
    }
    parcel = Parcel.model_json_schema()
    parcel["properties"]["content"] = {"$ref": "#/$defs/Content"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:qiao:{FORMAT}",
        **parcel,
        "$defs": defs | {"Content": content},
    }
