"""From the reading of a row to its records: the sealed report, its needs or offers, their doubts, their trail."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint, new_key, seal, wrap
from qiao.engines.extraction import Lexicon, find_accounts, mask, read
from qiao.exceptions import QuantityInvalidError
from qiao.intake.actions.receive import Message, hide, shorten
from qiao.intake.actions.understand import is_far
from qiao.intake.actions.voices import check_quantity
from qiao.intake.desk.lives import life_of, lives_of
from qiao.intake.models import (
    ImportBatch,
    ImportRow,
    MaskedCopy,
    Need,
    Note,
    Offer,
    Reading,
    Report,
    ReportKey,
    ReportPhone,
)
from qiao.intake.sources.tables import Direction, RowReading, VoiceReading
from qiao.registry.models import Item, Organization, Place, QuantityKind
from qiao.registry.units import counts_pieces_of
from qiao.trail.chain import Act

NAME_LENGTH = 60
UNIT_LENGTH = 12
VERSION = "table-1"
NOON = time(4, tzinfo=UTC)
"""A day without an hour is taken at noon in China."""


@dataclass
class Records:
    """What a number of rows become, ready to be written together."""

    reports: list[Report] = field(default_factory=list)
    keys: list[ReportKey] = field(default_factory=list)
    masked: list[MaskedCopy] = field(default_factory=list)
    phones: list[ReportPhone] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What the registry holds of the names in a batch, looked up once."""

    places: Mapping[str, Place]
    items: Mapping[str, Item]
    organizations: Mapping[str, Organization]
    lexicon: Lexicon

    @classmethod
    def of(cls, readings: Iterable[RowReading], lexicon: Lexicon) -> "Known":
        """Look up the places, items and units that the readings name."""
        held = list(readings)
        codes = {one.place_code for one in held if one.place_code}
        parties = {one.party for one in held if one.party}
        return cls(
            places={one.code: one for one in Place.objects.filter(code__in=codes)},
            items={one.code: one for one in Item.objects.all()},
            organizations={one.name: one for one in _in_parts(parties)},
            lexicon=lexicon,
        )


def _in_parts(names: set[str]) -> Iterable[Organization]:
    ordered = sorted(names)
    for start in range(0, len(ordered), 500):
        yield from Organization.objects.filter(name__in=ordered[start : start + 500])


@dataclass(frozen=True)
class Writer:
    """Makes the records of rows of one batch, for one actor, at one moment."""

    actor: Actor
    batch: ImportBatch
    known: Known
    at: datetime

    def records(self, pairs: Sequence[tuple[ImportRow, RowReading]]) -> Records:
        """Return the records of these rows. Nothing is written."""
        made = Records()
        for row, reading in pairs:
            self._add(made, row, reading)
        return made

    def _add(self, made: Records, row: ImportRow, reading: RowReading) -> None:
        report = self._report(made, row, reading)
        for number, voice in enumerate(reading.voices):
            facts = self._facts(report, reading, voice, uuid.uuid5(report.pk, f"voice {number}"))
            if voice.direction is Direction.OFFER:
                offer = Offer(**facts)
                made.offers.append(offer)
                made.acts.append(Act("offer.open", Offer, offer.pk, _told(offer)))
            elif voice.direction is Direction.NEED:
                need = self._need(report, facts, voice)
                made.needs.append(need)
                made.notes += self._notes(need, reading)
                made.acts.append(Act("need.open", Need, need.pk, _told(need) | {"tier": need.tier}))

    def _report(self, made: Records, row: ImportRow, reading: RowReading) -> Report:
        pk, key = row.report_id_to_be, new_key()
        message = Message(reading.text, reading.contact)
        found = read(reading.text, self.known.lexicon)
        report = Report(
            id=pk,
            organization_id=self.actor.acts_for,
            crisis_id=self.batch.crisis_id,
            source=Report.Source.SHEET,
            channel=self.batch.name[:NAME_LENGTH],
            origin=f"{self.batch.name} · {self.batch.sheet} · 第 {reading.number} 行"[:300],
            sealed_text=seal(key, reading.text, f"report.text:{pk}"),
            sealed_contact=seal(key, reading.contact, f"report.contact:{pk}") if reading.contact else None,
            fingerprint=message.mark,
            place=self.known.places.get(reading.place_code or ""),
            received_at=self.at,
            said_at=datetime.combine(reading.said_on, NOON) if reading.said_on else None,
            received_by_id=self.actor.user_id,
        )
        made.reports.append(report)
        made.keys.append(ReportKey(report=report, wrapped=wrap(key, f"report.key:{pk}")))
        made.masked.append(
            MaskedCopy(
                report=report, text=masked_text(reading, hide(reading.text, mask(reading.text, found)))
            )
        )
        numbers = {phone.number for one in found for phone in one.phones}
        if reading.contact:
            numbers |= {p.number for one in read(reading.contact, self.known.lexicon) for p in one.phones}
        made.phones += [
            ReportPhone(report=report, mark=fingerprint("phone", number), masked=shorten(number))
            for number in sorted(numbers)
        ]
        made.readings.append(
            Reading(
                report=report,
                reader=Reading.Reader.SHEET,
                version=VERSION,
                content={"readings": [self._content(reading)]},
            )
        )
        if find_accounts(reading.text):
            made.notes.append(
                Note(
                    organization_id=self.actor.acts_for,
                    report=report,
                    level=Note.Level.WARNING,
                    code="account_number",
                )
            )
        made.acts.append(
            Act("report.receive", Report, pk, {"source": "SHEET", "characters": len(reading.text)})
        )
        return report

    def _content(self, reading: RowReading) -> dict[str, Any]:
        """Return what was understood of the row as JSON: spans and codes, no names of persons."""
        place = self.known.places.get(reading.place_code or "")
        at = {name: [list(span) for span in spans] for name, spans in reading.spans.items()}
        content: dict[str, Any] = {"type": str(reading.direction), "items": [], "contacts": []}
        content["contacts"] = [{"span": list(span)} for span in reading.personal]
        if place is not None and "place" in at:
            content["place"] = {
                "code": place.code,
                "name": place.name,
                "confidence": 1.0,
                "reason": "表格中的地点列",
                "reason_en": "the column of places",
                "span": at["place"][0],
            }
        if reading.party and "party" in at:
            content["organization"] = {"text": mask(reading.party), "span": at["party"][0]}
        return content

    def _facts(
        self, report: Report, reading: RowReading, voice: VoiceReading, pk: uuid.UUID
    ) -> dict[str, Any]:
        party = self.known.organizations.get(reading.party)
        item = self.known.items.get(voice.item_code or "")
        text = voice.item_text
        if voice.specification and voice.direction is Direction.OFFER:
            text = f"{text}（{voice.specification}）"
        return {
            "id": pk,
            "organization_id": self.actor.acts_for,
            "crisis_id": self.batch.crisis_id,
            "report": report,
            "item": item,
            "item_text": mask(text)[:120],
            "place": report.place,
            "party": party,
            "party_text": mask(reading.party),
            "spans": {name: [list(span) for span in spans] for name, spans in voice.spans.items()},
            **_amount(voice),
        }

    def _need(self, report: Report, facts: dict[str, Any], voice: VoiceReading) -> Need:
        life = life_of(facts["item"], lives=lives_of(self.batch.crisis_id))
        return Need(**facts, specification=mask(voice.specification), valid_until=report.told_at + life)

    def _notes(self, need: Need, reading: RowReading) -> list[Note]:
        doubts = []
        if need.place_id is None:
            doubts.append("place_missing")
        elif "place" not in reading.spans and is_far(need.place, self.batch.crisis):
            need.place = None
            doubts.append("place_far")
        if need.item is None:
            doubts.append("item_unknown")
        elif need.quantity and not counts_pieces_of(need.unit, need.item.unit):
            doubts.append("pack_content_unknown")
        return [
            Note(
                organization_id=self.actor.acts_for,
                report_id=need.report_id,
                need=need,
                level=Note.Level.WARNING,
                code=code,
            )
            for code in doubts
        ]


def _told(voice: Need | Offer) -> dict[str, str | int | None]:
    return {"report": str(voice.report_id), "kind": str(voice.quantity_kind), "quantity": voice.quantity}


def _amount(voice: VoiceReading) -> dict[str, Any]:
    amount = voice.amount
    kind, quantity, most = str(amount.kind), amount.quantity, amount.quantity_max
    try:
        check_quantity(kind, quantity, most)
    except QuantityInvalidError:
        kind, quantity, most = str(QuantityKind.UNKNOWN), None, None
    return {
        "quantity_kind": kind,
        "quantity": quantity,
        "quantity_max": most,
        "unit": amount.unit[:UNIT_LENGTH],
    }


def masked_text(reading: RowReading, masked: str) -> str:
    """Return the masked copy with the cells of contacts and telephones starred out too."""
    shown = list(masked)
    for start, end in reading.personal:
        shown[start + 1 : end] = "*" * (end - start - 1)
    return "".join(shown).replace("\0", "\ufffd")
