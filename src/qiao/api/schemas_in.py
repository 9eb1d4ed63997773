"""What programs may write beside reports, field by field, with the same bounds as the pages' forms."""

import uuid
from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr, StringConstraints

from qiao.api.schemas import Moment, no_nul
from qiao.intake.models import Verification

LARGEST_PACK = 10**6
LARGEST_LOT = 10**9

Word = Annotated[StrictStr, StringConstraints(max_length=120), BeforeValidator(no_nul)]
Said = Annotated[
    StrictStr, StringConstraints(min_length=1, max_length=120, pattern=r"\S"), BeforeValidator(no_nul)
]
Code = Annotated[StrictStr, StringConstraints(pattern=r"^[0-9]{6}$")]
CODE_NOTE = "六位行政区划代码 / six-digit code"


class QuantityIn(Schema):
    """How much. EXACT takes value; RANGE takes value and perhaps max; UNKNOWN and OPEN take no number."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal["EXACT", "RANGE", "UNKNOWN", "OPEN"] = "UNKNOWN"
    value: StrictInt | None = None
    max: StrictInt | None = None
    unit: Annotated[StrictStr, StringConstraints(max_length=12), BeforeValidator(no_nul)] = Field(
        default="", description="计量单位；不填用目录里的 / the catalogue's if left out"
    )


class VoiceIn(Schema):
    """What a need and an offer have in common."""

    model_config = ConfigDict(extra="forbid")

    instance_id: uuid.UUID = Field(description="客户端生成的 UUID；重发不会重复 / made by the client")
    crisis: Annotated[StrictStr, StringConstraints(max_length=40), BeforeValidator(no_nul)] = Field(
        description="突发事件短名 / slug, see /api/crises"
    )
    item: Said = Field(description="物资名称、别名或代码 / name, alias or code")
    quantity: QuantityIn = QuantityIn()
    place: Code | None = Field(default=None, description=CODE_NOTE)
    party: Word = Field(default="", description="哪个单位 / which institution")
    note: Annotated[StrictStr, StringConstraints(max_length=300), BeforeValidator(no_nul)] = Field(
        default="", description="说明，随原文加密 / sealed with the report"
    )
    contact: Annotated[StrictStr, StringConstraints(max_length=60), BeforeValidator(no_nul)] = Field(
        default="", description="联系方式，加密保存 / sealed"
    )
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

    pack_size: Annotated[StrictInt, Field(ge=1, le=LARGEST_PACK)] = 1
    minimum_lot: Annotated[StrictInt, Field(ge=0, le=LARGEST_LOT)] = 0
    available_from: Moment | None = Field(default=None, description="可发时间，带时区 / with zone")
    expires_at: Moment | None = Field(default=None, description="失效时间，带时区 / with zone")
    standard: Word = Field(default="", description="包装上的执行标准，如 GB 2626 / standard on the package")
    earmark_recipient: Word = Field(
        default="", description="只给这个单位，名录里的全称 / name in the registry"
    )
    earmark_place: Code | None = Field(default=None, description=f"只给这个地方，{CODE_NOTE}")


class VerificationIn(Schema):
    """A check of a need or an offer, made just now."""

    model_config = ConfigDict(extra="forbid")

    instance_id: uuid.UUID = Field(description="客户端生成的 UUID；重发不会重复 / made by the client")
    need: uuid.UUID | None = None
    offer: uuid.UUID | None = None
    method: Verification.Method
    result: Verification.Result
    is_two_way: StrictBool = False
    note: Annotated[StrictStr, StringConstraints(max_length=300), BeforeValidator(no_nul)] = ""


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
