"""What can be exported, column by column. Masked: never a telephone number, never the original text."""

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from qiao.intake.models import Need, Offer
from qiao.registry.gazetteer import national_gazetteer
from qiao.registry.models import QuantityKind
from qiao.registry.standards import UseClass
from qiao.relief.models import Delivery, Match
from qiao.trail.models import CONFIDENTIAL, TrailEntry

Value = str | int | datetime | None
CHUNK = 2000
LONG_NUMBER = re.compile(r"(\d{3})[\d \-]{4,}(\d{2})")
"""Seven digits and more in a free text: a telephone or an identity number."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asked to export. Records made after `until` are left out, so that the count holds."""

    what: str
    form: str
    crisis: str
    language: str
    until: str

    def as_json(self) -> dict[str, Any]:
        """Return it as a job's parameters."""
        return asdict(self)


@dataclass(frozen=True)
class Column:
    """One column: its key, its word in two languages, its HXL tag, how to read it, and its labels."""

    key: str
    zh: str
    en: str
    read: Callable[[Any], Value]
    hxl: str = ""
    labels: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Table:
    """One kind of export: the right to read it, its rows and its columns."""

    key: str
    zh: str
    en: str
    verb: str
    rows: Callable[[Wanted, uuid.UUID | None], QuerySet[Any]]
    columns: tuple[Column, ...]

    @property
    def has_hxl(self) -> bool:
        """Say whether the table can be written with HXL tags."""
        return any(one.hxl for one in self.columns)


def veiled(text: str) -> str:
    """Return a free text with the middle of every long number starred out."""
    return LONG_NUMBER.sub(r"\1****\2", text)


def _labels(choices: Any) -> dict[str, str]:
    return {str(value): str(label) for value, label in choices.choices}


def _place_name(record: Any) -> str:
    return national_gazetteer().full_name(record.place.code) if record.place else ""


def _masked(record: Any) -> str:
    copy = getattr(record.report, "masked", None)
    return copy.text if copy else ""


def _of_crisis(model: Any, field: str) -> Callable[[Wanted, uuid.UUID | None], QuerySet[Any]]:
    def rows(wanted: Wanted, _organization: uuid.UUID | None) -> QuerySet[Any]:
        found: QuerySet[Any] = model.objects.filter(created_at__lte=datetime.fromisoformat(wanted.until))
        return found.filter(**{f"{field}__slug": wanted.crisis}) if wanted.crisis else found

    return rows


_KIND_LABELS = _labels(QuantityKind)


def _voice_columns(tag: str, states: Any) -> tuple[Column, ...]:
    return (
        Column("id", "编号", "Id", lambda one: str(one.pk), "#meta+id"),
        Column("crisis", "突发事件", "Crisis", lambda one: one.crisis.name, "#crisis+name"),
        Column(
            "place_code",
            "行政区划代码",
            "Place code",
            lambda one: one.place.code if one.place else "",
            "#adm3+code+v_gbt2260",
        ),
        Column("place", "地点", "Place", _place_name, "#adm3+name+i_zh"),
        Column("party", "单位", "Organisation", lambda one: veiled(one.who), "#org+name+i_zh"),
        Column(
            "item_code", "物资编码", "Item code", lambda one: one.item.code if one.item else "", "#item+code"
        ),
        Column("item", "物资", "Item", lambda one: veiled(one.what), "#item+name+i_zh"),
        Column(
            "quantity_kind",
            "数量类型",
            "Kind of quantity",
            lambda one: one.quantity_kind,
            f"{tag}+type",
            _KIND_LABELS,
        ),
        Column("quantity", "数量", "Quantity", lambda one: one.quantity, f"{tag}+num"),
        Column(
            "quantity_max", "数量上限", "Quantity at most", lambda one: one.quantity_max, f"{tag}+num+max"
        ),
        Column("unit", "单位（量）", "Unit", lambda one: one.unit, "#item+unit"),
        Column("state", "状态", "State", lambda one: one.state, "#status", _labels(states)),
        Column(
            "received_at", "收到时间", "Received at", lambda one: one.report.received_at, "#date+reported"
        ),
        Column("message", "一线信息（脱敏）", "Report, masked", _masked, "#description+masked"),
        Column("report", "一线信息编号", "Report id", lambda one: str(one.report_id), "#meta+report+id"),
    )


def _needs(wanted: Wanted, organization: uuid.UUID | None) -> QuerySet[Any]:
    rows = _of_crisis(Need, "crisis")(wanted, organization)
    return rows.select_related("crisis", "place", "party", "item", "report__masked").order_by(
        "created_at", "id"
    )


def _offers(wanted: Wanted, organization: uuid.UUID | None) -> QuerySet[Any]:
    rows = _of_crisis(Offer, "crisis")(wanted, organization)
    together = ("crisis", "place", "party", "item", "report__masked", "earmark_recipient", "earmark_place")
    return rows.select_related(*together).order_by("created_at", "id")


def _matches(wanted: Wanted, organization: uuid.UUID | None) -> QuerySet[Any]:
    rows = _of_crisis(Match, "crisis")(wanted, organization)
    together = (
        "crisis", "lot", "need__item", "need__place", "need__party",
        "offer__party", "offer__place", "delivery__receipt",
    )  # fmt: skip
    rows = rows.select_related(*together).prefetch_related("given_over__taker__need__party")
    return rows.order_by("created_at", "id")


def _trail(wanted: Wanted, organization: uuid.UUID | None) -> QuerySet[Any]:
    """Return the acts of the organisation, without those on case files: a file outlives the role it was made for."""
    rows = TrailEntry.objects.filter(organization_id=organization).exclude(verb__regex=CONFIDENTIAL)
    return rows.filter(created_at__lte=datetime.fromisoformat(wanted.until)).order_by("sequence")


def _delivery(one: Match) -> Delivery | None:
    return getattr(one, "delivery", None)


def _receipt(one: Match, field: str) -> Value:
    value: Value = getattr(getattr(_delivery(one), "receipt", None), field, None)
    return value


NEEDS = Table(
    "needs", "需求", "Needs", "need.read", _needs,
    (
        *_voice_columns("#inneed", Need.State),
        Column("tier", "紧急程度", "Urgency", lambda one: one.tier, "#meta+urgency"),
        Column("valid_until", "有效期至", "Valid until", lambda one: one.valid_until, "#date+expiry"),
        Column("deadline", "期限", "Deadline", lambda one: one.deadline, "#date+deadline"),
    ),
)  # fmt: skip
OFFERS = Table(
    "offers", "资源", "Offers", "offer.read", _offers,
    (
        *_voice_columns("#capacity", Offer.State),
        Column("standard", "执行标准", "Standard", lambda one: one.standard, "#item+standard"),
        Column("use_class", "可作何用", "Class of use", lambda one: one.use_class, "#item+class", _labels(UseClass)),
        Column("earmark_recipient", "定向单位", "Only for unit", lambda one: one.earmark_recipient.name if one.earmark_recipient else "", "#org+recipient+name"),
        Column("earmark_place", "定向地域代码", "Only for place code", lambda one: one.earmark_place.code if one.earmark_place else "", "#adm3+code+earmark"),
        Column("purpose", "定向用途", "Only for purpose", lambda one: veiled(one.purpose), "#description+purpose"),
    ),
)  # fmt: skip
MATCHES = Table(
    "matches", "对接与运送", "Matches and deliveries", "match.read", _matches,
    (
        Column("id", "对接编号", "Match id", lambda one: str(one.pk)),
        Column("crisis", "突发事件", "Crisis", lambda one: one.crisis.name),
        Column("trace_code", "追踪码", "Trace code", lambda one: one.lot.trace_code),
        Column("item", "物资", "Item", lambda one: veiled(one.need.what)),
        Column("giver", "提供方", "Giver", lambda one: veiled(one.offer.who)),
        Column("receiver", "接收方", "Receiver", lambda one: veiled(one.need.who)),
        Column("place", "送往", "To", lambda one: _place_name(one.need)),
        Column("quantity", "对接数量", "Matched", lambda one: one.quantity),
        Column("state", "状态", "State", lambda one: one.state, "", _labels(Match.State)),
        Column("confirmed_at", "确认时间", "Confirmed at", lambda one: one.confirmed_at),
        Column("sent_at", "发出时间", "Sent at", lambda one: getattr(_delivery(one), "sent_at", None)),
        Column("received", "实收数量", "Received", lambda one: _receipt(one, "quantity")),
        Column("signed_at", "签收时间", "Signed at", lambda one: _receipt(one, "signed_at")),
        Column("reason", "理由", "Reason", lambda one: veiled(one.whole_reason)),
        Column("need", "需求编号", "Need id", lambda one: str(one.need_id)),
        Column("offer", "资源编号", "Offer id", lambda one: str(one.offer_id)),
    ),
)  # fmt: skip
TRAIL = Table(
    "trail", "流转记录", "Trail", "trail.read", _trail,
    (
        Column("sequence", "序号", "Sequence", lambda one: one.sequence),
        Column("at", "时间", "At", lambda one: one.at),
        Column("verb", "动作", "Act", lambda one: one.verb),
        Column("actor", "操作人编号", "Actor id", lambda one: str(one.actor_id or "")),
        Column("roles", "以何角色", "In roles", lambda one: one.roles),
        Column("subject_type", "对象类别", "Subject type", lambda one: one.subject_type),
        Column("subject", "对象编号", "Subject id", lambda one: str(one.subject_id or "")),
        Column("details", "细节", "Details", lambda one: " ".join(f"{key}={value}" for key, value in one.details.items())),
        Column("hash", "哈希", "Hash", lambda one: one.hash),
    ),
)  # fmt: skip
TABLES = {one.key: one for one in (NEEDS, OFFERS, MATCHES, TRAIL)}


def table_for(wanted: Wanted) -> Table:
    """Return the table that is wanted; raise KeyError for a word that is none."""
    return TABLES[wanted.what]


def count_rows(wanted: Wanted, organization: uuid.UUID | None) -> int:
    """Return how many rows the export will have. Promised before, checked after."""
    return table_for(wanted).rows(wanted, organization).count()


def rows_of(wanted: Wanted, organization: uuid.UUID | None) -> Iterator[list[Value]]:
    """Yield the rows, read in chunks: however many there are, few are held."""
    table = table_for(wanted)
    for record in table.rows(wanted, organization).iterator(CHUNK):
        yield [column.read(record) for column in table.columns]


def written_moment(moment: datetime, *, is_for_people: bool) -> str:
    """Return a moment for a cell: local for people, ISO in UTC for machines."""
    if is_for_people:
        return timezone.localtime(moment).isoformat(sep=" ", timespec="seconds")
    return moment.astimezone(UTC).isoformat(timespec="seconds")
