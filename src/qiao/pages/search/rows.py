"""What the page shows of a hit: its name and an excerpt with the words asked for lit, where it leads, how old it is."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiao.pages import words
from qiao.pages.menu import address
from qiao.pages.search.sources import KINDS
from qiao.pages.search.tokens import Term
from qiao.pages.templatetags.qiao import quantity

BEFORE, AROUND = 24, 110

TITLES = {
    "need": gettext_lazy("需求"),
    "offer": gettext_lazy("资源"),
    "report": gettext_lazy("一线信息（脱敏）"),
    "lot": gettext_lazy("追踪码"),
    "activity": gettext_lazy("志愿活动"),
    "evidence": gettext_lazy("证据"),
    "proposal": gettext_lazy("建议"),
    "case_study": gettext_lazy("案例"),
    "crisis": gettext_lazy("突发事件"),
    "organization": gettext_lazy("组织"),
    "department": gettext_lazy("政府部门"),
    "item": gettext_lazy("物资目录"),
    "place": gettext_lazy("地点"),
}
"""The kinds in the words of the menu."""


@dataclass(frozen=True)
class Segment:
    """A stretch of text, lit where it was asked for."""

    text: str
    is_lit: bool


@dataclass(frozen=True)
class Row:
    """One hit on the page."""

    title: list[Segment]
    url: str
    at: datetime | date | None = None
    facts: Sequence[str | SafeString] = ()
    excerpt: Sequence[Segment] = ()
    record: Any = None
    is_refuted: bool = False


def lit(text: str, terms: Sequence[Term]) -> list[Segment]:
    """Return *text* in segments, the runs of the question lit, whatever their case."""
    runs = sorted({re.escape(term.text) for term in terms}, key=len, reverse=True)
    if not runs:
        return [Segment(text, is_lit=False)]
    parts = re.split(f"({'|'.join(runs)})", text, flags=re.IGNORECASE)
    return [Segment(part, is_lit=bool(place % 2)) for place, part in enumerate(parts) if part]


def excerpt(text: str, terms: Sequence[Term]) -> list[Segment]:
    """Return the part of a text around the first run found, lit; its beginning where none stands as asked."""
    flat = " ".join(text.split())
    small = flat.lower()
    found = [place for place in (small.find(term.text) for term in terms) if place >= 0]
    start = max(0, min(found, default=0) - BEFORE)
    end = start + AROUND
    shown = f"{'…' if start else ''}{flat[start:end]}{'…' if end < len(flat) else ''}"
    return lit(shown, terms)


def _voice(page: str) -> Callable[[Any, Sequence[Term]], Row]:
    def row(record: Any, terms: Sequence[Term]) -> Row:
        what = words.name_of(record.item) if record.item else record.item_text
        who = words.name_of(record.party) if record.party else record.party_text
        facts: list[str | SafeString] = [quantity(record)]
        if record.place:
            facts.append(words.name_of(record.place))
        title = f"{who} · {what}" if who else what
        return Row(lit(title, terms), address(page, record.pk), record.created_at, facts, record=record)

    return row


def _report(record: Any, terms: Sequence[Term]) -> Row:
    shown = excerpt(record.masked.text, terms)
    return Row(shown, address("intake:report", record.pk), record.received_at)


def _lot(record: Any, terms: Sequence[Term]) -> Row:
    item = record.offer.item
    what = words.name_of(item) if item else record.offer.item_text
    return Row(
        lit(f"{record.trace_code} · {what}", terms), address("relief:lot", record.pk), record.created_at
    )


def _named(page: str, *, body: str = "", moment: str = "created_at") -> Callable[[Any, Sequence[Term]], Row]:
    def row(record: Any, terms: Sequence[Term]) -> Row:
        said = excerpt(getattr(record, body), terms) if body and getattr(record, body) else ()
        return Row(
            lit(str(_title(record)), terms),
            address(page, record.pk) if page else "",
            getattr(record, moment, None),
            excerpt=said,
            record=record if hasattr(record, "get_state_display") else None,
        )

    return row


def _title(record: Any) -> str:
    for name in ("title", "statement"):
        said = getattr(record, name, "")
        if said:
            english = getattr(record, f"{name}_en", "") if words.in_english() else ""
            return str(english or said)
    return words.name_of(record)


def _crisis(record: Any, terms: Sequence[Term]) -> Row:
    return Row(lit(words.name_of(record), terms), address("pages:crisis", record.slug), record.began_on)


def _place(record: Any, terms: Sequence[Term]) -> Row:
    return Row(lit(words.name_of(record), terms), "", None, [_above(record), record.code])


def _above(place: Any) -> str:
    return words.name_of(place.parent) if place.parent_id else ""


def _item(record: Any, terms: Sequence[Term]) -> Row:
    return Row(lit(words.name_of(record), terms), address("registry:item_list"), None, [record.code])


TELLERS: dict[str, Callable[[Any, Sequence[Term]], Row]] = {
    "need": _voice("intake:need"),
    "offer": _voice("intake:offer"),
    "report": _report,
    "lot": _lot,
    "activity": _named(""),
    "evidence": _named("advocacy:evidence", moment="frozen_at"),
    "proposal": _named("advocacy:proposal", body="situation"),
    "case_study": _named("casebook:case", body="core"),
    "crisis": _crisis,
    "organization": _named("registry:organization", moment=""),
    "department": _named("", moment=""),
    "item": _item,
    "place": _place,
}


@dataclass(frozen=True)
class Group:
    """The hits of one kind on the page."""

    kind: str
    rows: list[Row]
    next_before: int

    @property
    def title(self) -> str:
        """Return the kind's word."""
        return str(TITLES[self.kind])


def group_of(kind: str, records: Sequence[Any], terms: Sequence[Term], *, next_before: int = 0) -> Group:
    """Return the hits of one kind as the page shows them."""
    rows = [
        replace(TELLERS[kind](record, terms), is_refuted=getattr(record, "is_refuted", False))
        for record in records
    ]
    return Group(kind, rows, next_before)


def kind_choices(groups: Sequence[Group], chosen: str) -> list[tuple[str, str]]:
    """Return the kinds worth a look, with an entry for all of them first: those found, and the chosen one."""
    found = [one.kind for one in groups]
    return [("", _("全部")), *((kind, str(TITLES[kind])) for kind in KINDS if kind in {*found, chosen})]
