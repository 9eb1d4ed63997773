"""What the trace page shows of each record: a title, a few facts, its moment, and its page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from qiao.accounts.roles import Actor
from qiao.pages import words
from qiao.pages.menu import address
from qiao.pages.templatetags.qiao import amount, quantity

Fact = tuple[str, str | SafeString]
READ = {
    "report": "report.read",
    "need": "need.read",
    "offer": "offer.read",
    "match": "match.read",
    "delivery": "match.read",
    "receipt": "match.read",
    "evidence": "proposal.read",
    "proposal": "proposal.read",
    "outcome": "proposal.read",
    "case_study": "case_study.read",
}
"""The right that each link's content asks for."""

PAGES = {
    "report": "intake:report",
    "need": "intake:need",
    "offer": "intake:offer",
    "match": "relief:match",
    "delivery": "relief:delivery",
    "evidence": "advocacy:evidence",
    "proposal": "advocacy:proposal",
    "case_study": "casebook:case",
}
TOGETHER: dict[str, tuple[str, ...]] = {
    "report": ("masked", "place"),
    "need": ("report", "item", "place", "party"),
    "offer": ("report", "item", "place", "party"),
    "match": ("need__item", "need__party", "need__place", "offer__party", "offer__place", "offer__item"),
    "delivery": ("match__need__item", "match__need__party", "match__need__place"),
    "receipt": (
        "delivery__match__need__item",
        "delivery__match__need__party",
        "delivery__match__need__place",
    ),
    "outcome": ("department", "item"),
    "case_study": ("subject",),
}
EXCERPT = 140


@dataclass(frozen=True)
class Card:
    """One record on the trace page."""

    id: str
    title: str
    at: datetime | date | None
    url: str
    trace_url: str
    record: Any
    is_here: bool = False
    facts: list[Fact] = field(default_factory=list)
    excerpt: str = ""


def excerpt_of(text: str) -> str:
    """Return the beginning of a text, marked where it goes on."""
    return text if len(text) <= EXCERPT else f"{text[:EXCERPT]}…"


def _report(record: Any) -> tuple[str, datetime | date | None, list[Fact]]:
    source = words.translated(record.get_source_display())
    facts: list[Fact] = [(_("来源"), f"{source} {record.channel}".strip())]
    if record.place:
        facts.append((_("反映人所在地"), words.name_of(record.place)))
    return _("一线信息（%(source)s）") % {"source": source}, record.received_at, facts


def _voice(record: Any) -> tuple[str, datetime | date | None, list[Fact]]:
    what = words.name_of(record.item) if record.item else record.item_text
    facts: list[Fact] = [(_("数量"), quantity(record))]
    if record.place:
        facts.append((_("地点"), words.name_of(record.place)))
    who = words.name_of(record.party) if record.party else record.party_text
    return f"{who} · {what}" if who else what, record.report.received_at, facts


def _match(record: Any) -> tuple[str, datetime | date | None, list[Fact]]:
    title = f"{_party(record.offer)} → {_party(record.need)}"
    reason = record.reason_en if words.in_english() and record.reason_en else record.reason
    return (
        title,
        record.confirmed_at,
        [(_("数量"), amount(record.quantity, record.need)), (_("理由"), reason)],
    )


def _party(voice: Any) -> str:
    if voice.party:
        return words.name_of(voice.party)
    return voice.party_text or words.name_of(voice.place) or _("未写明")


def _delivery(record: Any) -> tuple[str, datetime | date | None, list[Fact]]:
    need = record.match.need
    return (
        _("运往%(to)s") % {"to": _party(need)},
        record.sent_at,
        [(_("发出数量"), amount(record.quantity, need))],
    )


def _receipt(record: Any) -> tuple[str, datetime | date | None, list[Fact]]:
    need = record.delivery.match.need
    facts: list[Fact] = [(_("实收数量"), amount(record.quantity, need))]
    if record.difference:
        facts.append((_("与发出之差"), f"{record.difference:+,}"))
    if record.note:
        facts.append((_("说明"), record.note))
    return _("%(who)s签收") % {"who": _party(need)}, record.signed_at, facts


def _evidence(record: Any) -> tuple[str, datetime | date | None, list[Fact]]:
    count = record.records.count()
    return (
        record.statement,
        record.frozen_at,
        [(_("定格记录"), str(count)), (_("内容指纹"), record.hash[:12])],
    )


def _proposal(record: Any) -> tuple[str, datetime | date | None, list[Fact]]:
    filed = [
        f"{one.department} {one.filed_on or ''}".strip()
        for one in record.filings.select_related("department")
    ]
    facts: list[Fact] = [(_("条目"), str(record.items.count()))]
    return record.title, record.created_at, facts + [(_("报送"), one) for one in filed]


def _outcome(record: Any) -> tuple[str, datetime | date | None, list[Fact]]:
    facts: list[Fact] = [(_("归因程度"), words.translated(record.get_attribution_display()))]
    if record.item:
        facts.append((_("条目"), str(record.item)))
    if record.clause:
        facts.append((_("条款"), record.clause))
    if record.text:
        text = record.text_en if words.in_english() and record.text_en else record.text
        facts.append((_("内容"), text))
    if record.source:
        facts.append((_("来源"), record.source))
    title = words.translated(record.get_step_display())
    who = str(record.department) if record.department else ""
    return f"{who} {title}".strip(), record.happened_on, facts


def _case(record: Any) -> tuple[str, datetime | date | None, list[Fact]]:
    return words.name_of(record), record.frozen_at, [(_("案例组织"), words.name_of(record.subject))]


TELLERS: dict[str, Callable[[Any], tuple[str, datetime | date | None, list[Fact]]]] = {
    "report": _report,
    "need": _voice,
    "offer": _voice,
    "match": _match,
    "delivery": _delivery,
    "receipt": _receipt,
    "evidence": _evidence,
    "proposal": _proposal,
    "outcome": _outcome,
    "case_study": _case,
}


def card_of(kind: str, record: models.Model, *, is_here: bool = False) -> Card:
    """Return what the trace page shows of `record`."""
    title, at, facts = TELLERS[kind](record)
    text = getattr(record, "masked", None) if kind == "report" else None
    page = PAGES.get(kind, "")
    return Card(
        id=str(record.pk),
        title=title,
        at=at,
        url=address(page, record.pk) if page else "",
        trace_url="" if is_here else address("pages:trace", kind, record.pk),
        record=record if hasattr(record, "get_state_display") else None,
        is_here=is_here,
        facts=facts,
        excerpt=excerpt_of(text.text) if text else "",
    )


def may_read(actor: Actor, kind: str) -> bool:
    """Say whether the actor may read what records of this link say."""
    return actor.may(READ[kind])
