"""A need or an offer taken down without a message: the form is written out as a sentence, and that is the report."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.intake.actions import open_need, open_offer, receive_report
from qiao.intake.actions.receive import Message
from qiao.intake.models import Need, Offer, Report
from qiao.registry.models import Crisis, Place, QuantityKind
from qiao.trail.chain import together

Facts = Mapping[str, Any]


@dataclass
class Sentence:
    """A text in the making, with the characters of each field."""

    text: str = ""
    spans: dict[str, list[list[int]]] = field(default_factory=dict)

    def add(self, words: str, name: str = "") -> "Sentence":
        """Add words; with a name, they are the characters of that field."""
        if name and words:
            self.spans.setdefault(name, []).append([len(self.text), len(self.text) + len(words)])
        self.text += words
        return self

    def add_line(self, label: str, words: str, name: str = "") -> "Sentence":
        """Add a line such as 地点：英山县。 where there is something to say."""
        return self.add(f"\n{label}：").add(words, name).add("。") if words else self


def _opening(voice: Need | Offer, verb: str) -> Sentence:
    counted = voice.quantity_kind in {QuantityKind.EXACT, QuantityKind.RANGE}
    sentence = Sentence().add(voice.who, "party").add(verb).add(voice.what, "item")
    sentence.add("" if counted else "，数量").add(voice.quantity_text, "quantity")
    return sentence


def _place(place: Place | None) -> str:
    return place.full_name if place else ""


def _moment(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" if moment else ""


def need_in_words(facts: Facts, note: str = "") -> Sentence:
    """Return the sentence of a need."""
    need = Need(**facts)
    sentence = _opening(need, "需要").add("（").add(str(need.get_tier_display()), "tier").add("）。")
    sentence.add_line("地点", _place(need.place), "place").add_line("规格", need.specification)
    return sentence.add_line("期限", _moment(need.deadline), "deadline").add_line("说明", note.rstrip("。"))


def offer_in_words(facts: Facts, note: str = "") -> Sentence:
    """Return the sentence of an offer."""
    offer = Offer(**facts)
    sentence = _opening(offer, "可提供").add("。").add_line("地点", _place(offer.place), "place")
    if offer.pack_size > 1:
        sentence.add_line("每件数量", f"{offer.pack_size:,}{offer.unit}")
    if offer.minimum_lot:
        sentence.add_line("起运量", f"{offer.minimum_lot:,}{offer.unit}")
    sentence.add_line("可发时间", _moment(offer.available_from)).add_line(
        "失效时间", _moment(offer.expires_at)
    )
    sentence.add_line("执行标准", offer.standard)
    sentence.add_line("定向单位", str(offer.earmark_recipient or ""))
    return sentence.add_line("定向地域", _place(offer.earmark_place)).add_line("说明", note.rstrip("。"))


@dataclass(frozen=True)
class Entry:
    """What a form hands in: the facts, and what goes only into the sealed report."""

    facts: Facts
    contact: str = ""
    note: str = ""
    channel: str = ""
    source: str = Report.Source.FORM


@dataclass(frozen=True)
class TakenDown:
    """The need or offer, and whether it is new: the same submission is taken down once."""

    voice: Need | Offer
    is_new: bool


def _take_down(
    actor: Actor, entry: Entry, *, submission: uuid.UUID, crisis: Crisis, received_at: datetime, is_need: bool
) -> TakenDown:
    said = need_in_words(entry.facts, entry.note) if is_need else offer_in_words(entry.facts, entry.note)
    with together():
        report = receive_report(
            actor,
            Message(said.text, contact=entry.contact, channel=entry.channel),
            id=submission,
            crisis=crisis,
            source=entry.source,
            received_at=received_at,
        ).report
        first = report.needs.first() if is_need else report.offers.first()
        if first is not None:
            return TakenDown(first, is_new=False)
        opening = open_need if is_need else open_offer
        return TakenDown(opening(actor, report, spans=said.spans, **entry.facts), is_new=True)


def take_down_need(
    actor: Actor, entry: Entry, *, submission: uuid.UUID, crisis: Crisis, received_at: datetime
) -> TakenDown:
    """Take down a need. The same submission sent again returns the first need."""
    facts: dict[str, Any] = {"submission": submission, "crisis": crisis, "received_at": received_at}
    return _take_down(actor, entry, is_need=True, **facts)


def take_down_offer(
    actor: Actor, entry: Entry, *, submission: uuid.UUID, crisis: Crisis, received_at: datetime
) -> TakenDown:
    """Take down an offer. The same submission sent again returns the first offer."""
    facts: dict[str, Any] = {"submission": submission, "crisis": crisis, "received_at": received_at}
    return _take_down(actor, entry, is_need=False, **facts)
