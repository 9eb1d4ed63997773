"""From the plan of a draft to its records: sealed reports, needs, offers, further tellings, doubts, their trail."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import new_key, seal, wrap
from qiao.engines.extraction import find_accounts
from qiao.intake.actions.receive import Message
from qiao.intake.actions.tellings import how_told
from qiao.intake.desk.lives import life_of
from qiao.intake.lexicon import VERSION
from qiao.intake.models import (
    DraftLine,
    MaskedCopy,
    Need,
    Note,
    Offer,
    PasteDraft,
    Reading,
    Report,
    ReportKey,
    ReportPhone,
    Telling,
)
from qiao.intake.pasted.plan import LinePlan, Ref, VoicePlan
from qiao.registry.models import Item, Place
from qiao.trail.chain import Act, append_all

AT_ONCE = 200
PERSON_VERSION = "paste-review"
AMOUNT = ("quantity_kind", "quantity", "quantity_max", "unit")


@dataclass
class Records:
    """What the messages of a draft become, ready to be written together."""

    reports: list[Report] = field(default_factory=list)
    keys: list[ReportKey] = field(default_factory=list)
    masked: list[MaskedCopy] = field(default_factory=list)
    phones: list[ReportPhone] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    tellings: list[Telling] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    def write(self, actor: Actor) -> None:
        """Write all of them, in the transaction that is open."""
        written: tuple[tuple[type[models.Model], Sequence[Any]], ...] = (
            (Report, self.reports),
            (ReportKey, self.keys),
            (MaskedCopy, self.masked),
            (ReportPhone, self.phones),
            (Reading, self.readings),
            (Need, self.needs),
            (Offer, self.offers),
            (Telling, self.tellings),
            (Note, self.notes),
        )
        for model, rows in written:
            model._default_manager.bulk_create(rows, batch_size=AT_ONCE)  # noqa: SLF001 - the manager of any model
        append_all(actor, self.acts)


@dataclass(frozen=True)
class Named:
    """The items and places that a draft names, by their codes."""

    items: Mapping[str, Item]
    places: Mapping[str, Place]

    @classmethod
    def of(cls, plans: Iterable[LinePlan]) -> "Named":
        """Look them up at once."""
        facts = [voice.facts for plan in plans for voice in plan.voices]
        items = Item.objects.filter(code__in={one["item"] for one in facts if one["item"]})
        places = Place.objects.filter(code__in={one["place"] for one in facts if one["place"]})
        return cls({one.code: one for one in items}, {one.code: one for one in places})


class DraftWriter:
    """Makes the records of a draft's messages, for one actor, at one moment."""

    def __init__(self, actor: Actor, draft: PasteDraft, named: Named, at: datetime) -> None:
        self.actor, self.draft, self.named, self.at = actor, draft, named, at
        self.made = Records()
        self._voices: dict[tuple[int, int], Need | Offer] = {}
        self._told: set[tuple[uuid.UUID, uuid.UUID]] = set()

    def add(self, plan: LinePlan, message: Message) -> None:
        """Make the records of one message."""
        report = self._report(plan.line, message)
        for place, voice in enumerate(plan.voices):
            if voice.into is None:
                self._open(report, voice, place)
            else:
                self._fold(report, plan.line, voice, self._voice_of(voice.into))

    def _voice_of(self, ref: Ref) -> Need | Offer:
        return ref.voice if ref.voice is not None else self._voices[ref.line, ref.place]

    def _report(self, line: DraftLine, message: Message) -> Report:
        pk, key = line.report_id_to_be, new_key()
        report = Report(
            id=pk,
            organization_id=self.actor.acts_for,
            crisis_id=self.draft.crisis_id,
            source=Report.Source.PASTE,
            channel=message.channel,
            origin=message.origin,
            sealed_text=seal(key, message.text, f"report.text:{pk}"),
            sealed_contact=seal(key, message.contact, f"report.contact:{pk}") if message.contact else None,
            fingerprint=message.mark,
            received_at=self.at,
            said_at=message.said_at,
            received_by_id=self.actor.user_id,
        )
        made = self.made
        made.reports.append(report)
        made.keys.append(ReportKey(report=report, wrapped=wrap(key, f"report.key:{pk}")))
        made.masked.append(MaskedCopy(report=report, text=line.masked))
        made.phones += [ReportPhone(report=report, **one) for one in line.phones]
        made.readings += self._readings(report, line)
        if line.kind == DraftLine.Kind.RUMOUR:
            made.notes.append(self._note(report, "hearsay"))
        if find_accounts(message.text):
            made.notes.append(self._note(report, "account_number"))
        made.acts.append(
            Act("report.receive", Report, pk, {"source": "PASTE", "characters": len(message.text)})
        )
        return report

    def _readings(self, report: Report, line: DraftLine) -> list[Reading]:
        read = Reading(
            report=report, reader=Reading.Reader.RULES, version=VERSION, content={"readings": line.reading}
        )
        if not line.is_judged:
            return [read]
        said = {"kind": line.said_kind, "voices": line.said_voices, "repeat": line.said_repeat}
        person = Reading(
            report=report, reader=Reading.Reader.PERSON, version=PERSON_VERSION, content={"reviewed": said}
        )
        return [read, person]

    def _note(self, report: Report, code: str, need: Need | None = None) -> Note:
        return Note(
            organization_id=self.actor.acts_for,
            report=report,
            need=need,
            level=Note.Level.WARNING,
            code=code,
        )

    def _shared(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        item = self.named.items.get(facts["item"] or "")
        return {
            "organization_id": self.actor.acts_for,
            "item": item,
            "item_text": facts["item_text"] or (item.name if item else ""),
            "place": self.named.places.get(facts["place"] or ""),
            "party_text": facts["party_text"],
            "spans": facts["spans"],
            **{name: facts[name] for name in AMOUNT},
        }

    def _open(self, report: Report, plan: VoicePlan, place: int) -> None:
        facts = plan.facts
        held = self._shared(facts) | {
            "id": uuid.uuid5(report.pk, f"voice {place}"),
            "crisis_id": self.draft.crisis_id,
            "report": report,
        }
        told = {"report": str(report.pk), "kind": facts["quantity_kind"], "quantity": facts["quantity"]}
        if plan.ref.kind == DraftLine.Kind.OFFER:
            offer = Offer(**held)
            self._voices[plan.ref.line, plan.ref.place] = offer
            self.made.offers.append(offer)
            self.made.acts.append(Act("offer.open", Offer, offer.pk, told))
            return
        tier = facts["tier"]
        need = Need(
            **held,
            tier=tier,
            who_groups=facts["who_groups"],
            valid_until=report.told_at + life_of(held["item"], tier=tier),
        )
        need.crisis = self.draft.crisis
        self._voices[plan.ref.line, plan.ref.place] = need
        self.made.needs.append(need)
        self.made.notes += [self._note(report, code, need) for code in facts["doubts"]]
        self.made.acts.append(Act("need.open", Need, need.pk, {**told, "tier": tier}))

    def _fold(self, report: Report, line: DraftLine, plan: VoicePlan, voice: Need | Offer) -> None:
        if (voice.pk, report.pk) in self._told:
            return
        self._told.add((voice.pk, report.pk))
        facts = plan.facts
        alike = line.likely[0] if line.likely and line.said_repeat != DraftLine.Repeat.YES else {}
        telling = Telling(
            **self._shared(facts),
            need=voice if isinstance(voice, Need) else None,
            offer=voice if isinstance(voice, Offer) else None,
            report=report,
            how=how_told(voice, facts),
            told_at=report.told_at,
            more={name: facts[name] for name in ("tier", "who_groups")} if isinstance(voice, Need) else {},
            probability=alike.get("probability"),
            reasons=alike.get("reasons", []),
            decided_by_id=self.actor.user_id,
            decided_at=self.at,
        )
        self.made.tellings.append(telling)
        self.made.acts.append(
            Act(
                "telling.fold",
                Telling,
                telling.pk,
                {"of": str(voice.pk), "report": str(report.pk), "how": telling.how},
            )
        )
