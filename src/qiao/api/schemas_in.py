"""What programs may write beside reports, field by field, with the same bounds as the pages' forms."""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from ninja import Schema
from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from qiao.api.schemas import NO_NUL, SOMETHING, Moment, no_nul, whole
from qiao.intake.models import Verification

LARGEST = 10**9
LARGEST_PACK = 10**6
LARGEST_LOT = 10**9

Word = Annotated[StrictStr, StringConstraints(max_length=120, pattern=NO_NUL), BeforeValidator(no_nul)]
Said = Annotated[
    StrictStr, StringConstraints(min_length=1, max_length=120, pattern=SOMETHING), BeforeValidator(no_nul)
]
Code = Annotated[StrictStr, StringConstraints(pattern=r"^[0-9]{6}$")]
CODE_NOTE = "六位行政区划代码 / six-digit code"


def _numbers_by_kind(schema: dict[str, Any]) -> None:
    """Say which kinds carry which numbers."""
    number = {"type": "integer", "minimum": 1, "maximum": LARGEST}
    none = {"value": {"type": "null"}, "max": {"type": "null"}}
    schema["oneOf"] = [
        {"properties": {"kind": {"enum": ["UNKNOWN", "OPEN"]}, **none}},
        {
            "properties": {"kind": {"const": "EXACT"}, "value": number, "max": {"type": "null"}},
            "required": ["kind", "value"],
        },
        {
            "properties": {
                "kind": {"const": "RANGE"},
                "value": number,
                "max": {"anyOf": [number, {"type": "null"}]},
            },
            "required": ["kind", "value"],
        },
    ]


class QuantityIn(Schema):
    """How much. EXACT takes value; RANGE takes value and perhaps max; UNKNOWN and OPEN take no number."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_numbers_by_kind)

    kind: Literal["EXACT", "RANGE", "UNKNOWN", "OPEN"] = "UNKNOWN"
    value: Annotated[StrictInt, BeforeValidator(whole)] | None = None
    max: Annotated[StrictInt, BeforeValidator(whole)] | None = None
    unit: Annotated[StrictStr, StringConstraints(max_length=12, pattern=NO_NUL), BeforeValidator(no_nul)] = (
        Field(default="", description="计量单位；不填用目录里的 / the catalogue's if left out")
    )

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """Put the two ends of a range in order; one from 5 to 5 is exactly 5."""
        if self.kind == "EXACT" and self.max is not None:
            raise PydanticCustomError("exact_with_max", "exact")
        if self.kind == "RANGE" and self.value is not None and self.max is not None:
            self.value, self.max = sorted((self.value, self.max))
            if self.value == self.max:
                self.kind, self.max = "EXACT", None
        return self


class VoiceIn(Schema):
    """What a need and an offer have in common."""

    model_config = ConfigDict(extra="forbid")

    instance_id: uuid.UUID = Field(description="客户端生成的 UUID；重发不会重复 / made by the client")
    crisis: Annotated[
        StrictStr, StringConstraints(max_length=40, pattern=NO_NUL), BeforeValidator(no_nul)
    ] = Field(description="突发事件短名 / slug, see /api/crises")
    item: Said = Field(description="物资名称、别名或代码 / name, alias or code")
    quantity: QuantityIn = QuantityIn()
    place: Code | None = Field(default=None, description=CODE_NOTE)
    party: Word = Field(default="", description="哪个单位 / which institution")
    note: Annotated[StrictStr, StringConstraints(max_length=300, pattern=NO_NUL), BeforeValidator(no_nul)] = (
        Field(default="", description="说明，随原文加密 / sealed with the report")
    )
    contact: Annotated[
        StrictStr, StringConstraints(max_length=60, pattern=NO_NUL), BeforeValidator(no_nul)
    ] = Field(default="", description="联系方式，加密保存 / sealed")
    received_at: Moment | None = Field(default=None, description="收到时间，带时区；不填为现在 / with zone")


class NeedIn(VoiceIn):
    """A need. It becomes a report in words first, and waits for a check."""

    tier: Literal[1, 2, 3] = Field(
        default=3, description="1 危及生命，2 急需，3 一般 / 1 life, 2 urgent, 3 ordinary"
    )
    deadline: Moment | None = Field(default=None, description="期限，带时区 / with zone")
    specification: Word = Field(default="", description="规格要求 / specification")


class OfferIn(VoiceIn):
    """An offer, with its terms. It becomes a report in words first, and waits for a check."""

    pack_size: Annotated[StrictInt, Field(ge=1, le=LARGEST_PACK), BeforeValidator(whole)] = 1
    minimum_lot: Annotated[StrictInt, Field(ge=0, le=LARGEST_LOT), BeforeValidator(whole)] = 0
    available_from: Moment | None = Field(default=None, description="可发时间，带时区 / with zone")
    expires_at: Moment | None = Field(default=None, description="失效时间，带时区 / with zone")
    standard: Word = Field(default="", description="包装上的执行标准，如 GB 2626 / standard on the package")
    earmark_recipient: Word = Field(
        default="", description="只给这个单位，名录里的全称 / name in the registry"
    )
    earmark_place: Code | None = Field(default=None, description=f"只给这个地方，{CODE_NOTE}")


def _need_or_offer(schema: dict[str, Any]) -> None:
    """Say that exactly one of the two is named."""
    one = {"type": "string", "format": "uuid"}
    schema["oneOf"] = [
        {"properties": {named: one, other: {"type": "null"}}, "required": [named]}
        for named, other in (("need", "offer"), ("offer", "need"))
    ]


class VerificationIn(Schema):
    """A check of a need or an offer, made just now."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_need_or_offer)

    instance_id: uuid.UUID = Field(description="客户端生成的 UUID；重发不会重复 / made by the client")
    need: uuid.UUID | None = None
    offer: uuid.UUID | None = None
    method: Verification.Method
    result: Verification.Result
    is_two_way: StrictBool = False
    note: Annotated[StrictStr, StringConstraints(max_length=300, pattern=NO_NUL), BeforeValidator(no_nul)] = (
        ""
    )


class VerificationOut(Schema):
    """A check, and the state of what was checked."""

    id: uuid.UUID
    need: uuid.UUID | None
    offer: uuid.UUID | None
    method: str
    result: str
    is_two_way: bool
    checked_at: datetime
    next_check_at: datetime | None
    is_undone: bool
    state: str
