"""Records of platforms as pages show them: what the body says, in the words of the house, beside ours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiao.engines.exchange import Kind, State, VerdictKind
from qiao.exchange.models import ForeignRecord
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
    State.CURRENT: (_("有效"), "open"),
    State.CLOSED: (_("对方已结束"), "done"),
    State.WITHDRAWN: (_("对方已收回"), "past"),
    State.ERASED: (_("对方已删除，内容已清除"), "past"),
}
LINKS: Mapping[str, tuple[str | Promise, str]] = {
    ForeignRecord.Link.ALONE: (_("对方的"), "past"),
    ForeignRecord.Link.TAKEN: (_("我们接过来办"), "open"),
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
