"""What the API takes and gives, field by field. Quantities carry their kind; moments carry their zone."""

import re
import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import (
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictStr,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from qiao.registry.models import QuantityKind

LONGEST_TEXT = 20_000
LONGEST_CONTACT = 500


NO_NUL = r"^[^\x00]*$"
"""PostgreSQL keeps no text with a NUL, so no field takes one."""
SOMETHING = r"^[^\x00]*[^\s\x00-\x1f][^\x00]*$"
"""As above, and more than blanks."""


def no_nul(value: object) -> object:
    """Refuse a text that holds a NUL."""
    if isinstance(value, str) and "\0" in value:
        raise PydanticCustomError("nul", "NUL")
    return value


def _written_moment(value: object) -> object:
    if value is not None and not isinstance(value, str):
        raise PydanticCustomError("moment", "not a written moment")
    return value


def _written_day(value: object) -> object:
    if value is not None and not (isinstance(value, str) and DAY.fullmatch(value)):
        raise PydanticCustomError("day", "not a written day")
    return value


def whole(value: object) -> object:
    """Read 20.0 as the whole number it is (JSON Schema knows no difference); true and "20" are none."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Day = Annotated[date, BeforeValidator(_written_day)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written_moment)]


class ReportIn(Schema):
    """A message, word for word. Sent again under the same id, it is received once."""

    model_config = ConfigDict(extra="forbid")

    instance_id: uuid.UUID = Field(description="客户端生成的 UUID；重发不会重复 / made by the client")
    crisis: Annotated[
        StrictStr, StringConstraints(max_length=40, pattern=NO_NUL), BeforeValidator(no_nul)
    ] = Field(description="突发事件短名 / slug, see /api/crises")
    text: Annotated[
        StrictStr,
        StringConstraints(min_length=1, max_length=LONGEST_TEXT, pattern=SOMETHING),
        BeforeValidator(no_nul),
    ] = Field(description="原文，一字不改 / word for word")
    contact: Annotated[
        StrictStr, StringConstraints(max_length=LONGEST_CONTACT, pattern=NO_NUL), BeforeValidator(no_nul)
    ] = Field(default="", description="联系方式，加密保存 / sealed")
    place: Annotated[StrictStr, StringConstraints(pattern=r"^[0-9]{6}$"), BeforeValidator(no_nul)] | None = (
        Field(default=None, description="反映人所在地的六位行政区划代码 / six-digit code")
    )
    received_at: Moment | None = Field(default=None, description="收到时间，带时区；不填为现在 / with zone")


class Quantity(Schema):
    """How much. Only EXACT and RANGE carry numbers; unknown is never 0."""

    kind: QuantityKind
    value: int | None
    max: int | None
    unit: str
    text: str


class ItemOut(Schema):
    code: str
    name: str
    name_en: str


class PlaceRef(Schema):
    code: str
    name: str


class PartyOut(Schema):
    id: uuid.UUID | None
    name: str


class VoiceOut(Schema):
    """What a need and an offer have in common."""

    id: uuid.UUID
    report: uuid.UUID
    crisis: str
    item: ItemOut | None
    item_text: str
    quantity: Quantity
    place: PlaceRef | None
    party: PartyOut | None
    state: str
    spans: dict[str, list[list[int]]]
    received_at: datetime
    created_at: datetime
    closed_at: datetime | None


class NeedOut(VoiceOut):
    tier: int
    who_groups: list[str]
    specification: str
    deadline: datetime | None
    valid_until: datetime | None


class OfferOut(VoiceOut):
    pack_size: int
    minimum_lot: int
    available_from: datetime | None
    expires_at: datetime | None
    standard: str = Field(description="执行标准 / the standard that stands on the package, or empty")
    use_class: str = Field(
        description="MEDICAL 医用，NON_MEDICAL 非医用 / may they count as medical, or empty"
    )
    earmark_recipient: PartyOut | None
    earmark_place: PlaceRef | None
    purpose_group: str = Field(description="捐赠人只给这些人 / the group of people they are for, or empty")


class ReportOut(Schema):
    """A report as pages show it: masked. `text` is null once the report was erased."""

    id: uuid.UUID
    crisis: str
    source: str
    text: str | None
    is_erased: bool
    place: PlaceRef | None
    received_at: datetime
    needs: list[NeedOut]
    offers: list[OfferOut]


class NeedPage(Schema):
    items: list[NeedOut]
    next: str | None = Field(description="下一页的 cursor；没有则为 null / cursor of the next page, or null")


class OfferPage(Schema):
    items: list[OfferOut]
    next: str | None


class PlaceOut(Schema):
    """A place; found by name it carries how sure that is, and why."""

    code: str
    name: str
    full_name: str
    level: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    replaced_by: str | None
    longitude: float | None
    latitude: float | None
    confidence: float | None
    reason_code: str | None
    reason: str | None


class PlaceList(Schema):
    items: list[PlaceOut]


class CrisisOut(Schema):
    slug: str
    name: str
    name_en: str
    hazard: str
    glide: str
    began_on: date
    ended_on: date | None
    places: list[PlaceRef]
    is_sample: bool


class CrisisList(Schema):
    items: list[CrisisOut]


class LinkOut(Schema):
    """One link of the chain with the ids found for it."""

    kind: str
    zh: str
    en: str
    ids: list[uuid.UUID]
    is_cut: bool


class TraceOut(Schema):
    kind: str
    id: uuid.UUID
    back: list[LinkOut]
    ahead: list[LinkOut]


class ReasonOut(Schema):
    """Why, for programs and for people."""

    reason_code: str
    reason: str = Field(description="一句话的理由 / the sentence, in the language of Accept-Language")
    reason_facts: dict[str, Any] = Field(description="理由里的数 / the facts the sentence is made of")


class ShareOut(ReasonOut):
    id: uuid.UUID
    need: uuid.UUID
    offer: uuid.UUID
    part: uuid.UUID | None = Field(description="出自哪一分批 / the part of the lot it comes from, or null")
    match: uuid.UUID | None = Field(description="确认后的对接 / the match it was confirmed as, or null")
    quantity: int
    unit: str
    distance_km: int | None
    state: str


class UnmetOut(ReasonOut):
    id: uuid.UUID
    need: uuid.UUID
    asked: int | None = Field(description="数量未知为 null / null where nobody knows how much")
    given: int
    unit: str


class PlanHead(Schema):
    """A plan without its lines: the rule, what the engine saw and proved, how fair it is."""

    id: uuid.UUID
    number: int
    crisis: str
    rule: str
    rule_sentence: str = Field(description="规则怎么分 / how the rule shares, in words")
    parameters: dict[str, Any]
    made_at: datetime
    needs_seen: int
    offers_seen: int
    input_hash: str
    objective: int | None
    bound: int | None = Field(description="已证明的界 / the proved bound of the objective, or null")
    gap: float | None = Field(description="离最优的差距；0 为已证明最优 / 0 is proved best, null unknown")
    fairness: dict[str, Any]
    lines: int = Field(description="分配明细几条 / how many shares")
    left_out: int = Field(
        description="没有得到或没有得全的几条 / how many needs got less than asked, or nothing"
    )


class PlanPage(Schema):
    items: list[PlanHead]
    next: str | None


class SharePage(Schema):
    items: list[ShareOut]
    next: str | None


class UnmetPage(Schema):
    items: list[UnmetOut]
    next: str | None


class PlanOut(PlanHead):
    """What the engine proposed, with a reason for each line and for each need left without."""

    shares: list[ShareOut]
    unmet: list[UnmetOut]


class CheckpointOut(Schema):
    """The figures to keep outside: `./qiao verify --against` reads them."""

    entries: int
    head: str
    at: datetime


class FieldOut(Schema):
    field: str
    code: str
    remedy: str


def _rows_of_all(schema: dict[str, Any]) -> None:
    """Say that ALL takes only rows that are reports each."""
    rows = schema["properties"]["rows"]
    each = {**rows, "items": ReportIn.model_json_schema()}
    skipping = {"properties": {"mode": {"const": "SKIP"}}}
    schema["anyOf"] = [
        skipping,
        {"properties": {"mode": {"const": "ALL"}, "rows": each}, "required": ["mode", "rows"]},
    ]


class BatchIn(Schema):
    """Up to 500 reports. Each row is a ReportIn; a wrong one gets a verdict of its own."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_rows_of_all)

    rows: list[Any] = Field(
        min_length=1,
        max_length=500,
        description="每行同单条提交 / each row a ReportIn; with SKIP what is none is refused by itself",
    )
    mode: Literal["SKIP", "ALL"] = Field(
        default="SKIP",
        description="SKIP 跳过不能收的行；ALL 有一行不能收就全不收 / SKIP leaves refused rows out; ALL saves all or none",
    )


class RowOut(Schema):
    """What became of one row."""

    row: int
    instance_id: str
    verdict: Literal["RECEIVED", "REPEATED", "REFUSED"]
    status: int = Field(description="单独提交时的状态码 / the status it would have been answered with alone")
    code: str = ""
    detail: str = ""
    fields: list[FieldOut] = []


class BatchOut(Schema):
    received: int
    repeated: int
    refused: int
    rows: list[RowOut]


class Problem(Schema):
    """An error (RFC 9457), in the language of Accept-Language."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    details: dict[str, Any]
