"""Records of platforms as pages show them: what the body says, in the words of the house, beside ours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from qiao.batch.tables import table_bytes
from qiao.engines.exchange import Kind, State, VerdictKind
from qiao.exceptions import ParcelRefusedError
from qiao.exchange.models import ForeignRecord, Passing, Platform
from qiao.registry.models import Item, Place

KINDS: Mapping[str, str | Promise] = {
    Kind.NEED: _("需求"),
    Kind.OFFER: _("资源"),
    Kind.ALLOCATION: _("已留货、在途"),
    Kind.RECEIPT: _("签收"),
    Kind.ORGANIZATION: _("组织"),
}
VERDICTS: Mapping[str, str | Promise] = {
    VerdictKind.NEW: _("新的"),
    VerdictKind.NEWER: _("有更新"),
    VerdictKind.GONE: _("收回或删除"),
    VerdictKind.KNOWN: _("已有，不变"),
    VerdictKind.OLDER: _("旧版本，不理"),
    VerdictKind.OUTSIDE: _("不在约定之内，不收"),
}
STATES: Mapping[str, tuple[str | Promise, str]] = {
    State.CURRENT: (_("有效"), "go"),
    State.CLOSED: (_("对方已结束"), "done"),
    State.WITHDRAWN: (_("对方已收回"), "past"),
    State.ERASED: (_("对方已删除，内容已清除"), "past"),
}
STANDINGS: Mapping[str, tuple[str | Promise, str]] = {
    Platform.State.WAITING: (_("待第二人核对指纹"), "wait"),
    Platform.State.ACTIVE: (_("往来中"), "go"),
    Platform.State.LAPSED: (_("约定已到期"), "stop"),
    Platform.State.ENDED: (_("已终止"), "past"),
}
LINKS: Mapping[str, tuple[str | Promise, str]] = {
    ForeignRecord.Link.ALONE: (_("对方的"), "past"),
    ForeignRecord.Link.TAKEN: (_("我们接过来办"), "move"),
    ForeignRecord.Link.JOINED: (_("与我们的是同一件"), "done"),
}


@dataclass(frozen=True)
class Told:
    """What a record of a platform says; it answers to the same names as a need of ours."""

    foreign: ForeignRecord
    item: Item | None
    item_text: str
    place: Place | None
    who: str
    quantity_kind: str = "UNKNOWN"
    quantity: int | None = None
    quantity_max: int | None = None
    unit: str = ""
    tier: int | None = None
    told_on: date | None = None
    deadline: datetime | None = None

    @property
    def state(self) -> tuple[str | Promise, str]:
        """Return its state in words, with the tone of its badge."""
        return STATES[self.foreign.state]

    @property
    def link(self) -> tuple[str | Promise, str]:
        """Return what it is to us."""
        return LINKS[self.foreign.link]

    @property
    def kind(self) -> str | Promise:
        """Return what it is."""
        return KINDS[self.foreign.kind]


def told_of(records: Iterable[ForeignRecord]) -> list[Told]:
    """Return records as pages show them; items and places are read once for all."""
    rows = list(records)
    bodies = [one.body or {} for one in rows]
    items = {one.code: one for one in Item.objects.filter(code__in={body.get("item") for body in bodies})}
    codes = {body.get("place") or body.get("home") for body in bodies}
    places = {one.code: one for one in Place.objects.filter(code__in=codes - {None})}
    return [_told(one, body, items, places) for one, body in zip(rows, bodies, strict=True)]


def _told(
    one: ForeignRecord, body: Mapping[str, Any], items: Mapping[str, Item], places: Mapping[str, Place]
) -> Told:
    amount, unit = body.get("amount") or {}, body.get("unit") or {}
    item = items.get(body.get("item", ""))
    return Told(
        foreign=one,
        item=item,
        item_text=str(body.get("item") or body.get("name") or ""),
        place=places.get(body.get("place") or body.get("home") or ""),
        who=unit.get("name", ""),
        quantity_kind=amount.get("kind", "UNKNOWN"),
        quantity=amount.get("least"),
        quantity_max=amount.get("most"),
        unit=item.unit if item else amount.get("unit", ""),
        tier=body.get("tier"),
        told_on=parse_date(body["told_on"]) if body.get("told_on") else None,
        deadline=parse_datetime(body["deadline"]) if body.get("deadline") else None,
    )


def counted_words(counts: Mapping[str, int]) -> list[tuple[str | Promise, int]]:
    """Return counts by kind or by verdict in words, in a fixed order."""
    words = {
        **{str(key): word for key, word in KINDS.items()},
        **{str(key): word for key, word in VERDICTS.items()},
    }
    return [(word, counts[key]) for key, word in words.items() if counts.get(key)]


def kinds_in_words(kinds: Iterable[str]) -> list[str | Promise]:
    """Return kinds in words, in the order of the chain."""
    wanted = set(kinds)
    return [KINDS[one] for one in Kind if one in wanted]


def why_refused(passing: Passing, language: str) -> str:
    """Return why a parcel was refused and what to do, in words; empty where it was not."""
    if not passing.fault:
        return ""
    zh, en = ParcelRefusedError.WORDS[passing.fault]
    return (en if language.startswith("en") else zh).format(where=passing.where)


def file_of(rows: Iterable[ForeignRecord], form: str) -> bytes:
    """Return what a platform told as a table; it holds codes, numbers and registered units alone."""
    heads = [
        gettext("种类"), gettext("对方的编号"), gettext("版本"), gettext("对方的状态"), gettext("对我们来说"),
        gettext("物资"), gettext("数量类型"), gettext("数量"), gettext("数量上限"), gettext("单位"), gettext("机构"),
        gettext("行政区划代码"), gettext("地点"), gettext("何时说的"), gettext("我们的编号"),
    ]  # fmt: skip
    return table_bytes(heads, (_cells(one) for one in told_of(rows)), f".{form}")


def _cells(one: Told) -> list[str | int | None]:
    foreign = one.foreign
    ours = foreign.need_id or foreign.offer_id or foreign.party_id
    return [
        str(one.kind),
        f"urn:uuid:{foreign.record}",
        foreign.version,
        str(one.state[0]),
        str(one.link[0]),
        one.item.name if one.item else one.item_text,
        one.quantity_kind if foreign.body and "amount" in foreign.body else "",
        one.quantity,
        one.quantity_max,
        one.unit,
        one.who,
        one.place.code if one.place else "",
        one.place.name if one.place else "",
        one.told_on.isoformat() if one.told_on else "",
        f"urn:uuid:{ours}" if ours else "",
    ]
