"""From a report to the needs and offers it speaks of; every field keeps the characters it came from."""

import dataclasses
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import unseal, unwrap
from qiao.engines.extraction import ItemReading, ReadingType, find_accounts, read
from qiao.engines.extraction import Reading as EngineReading
from qiao.exceptions import QuantityInvalidError, ReportErasedError
from qiao.intake.actions.receive import Message, receive_report
from qiao.intake.actions.repeats import note_repeats
from qiao.intake.actions.tellings import tell_again
from qiao.intake.actions.voices import check_quantity, open_need, open_offer
from qiao.intake.desk.lives import life_of, lives_of
from qiao.intake.lexicon import VERSION, lexicon
from qiao.intake.models import Need, Note, Offer, Reading, Report, ReportKey
from qiao.intake.pasted.hearsay import is_hearsay
from qiao.intake.second_reader import ask_second
from qiao.registry.models import Crisis, Item, Place, QuantityKind
from qiao.registry.units import counts_pieces_of
from qiao.trail.chain import together
from qiao.trail.recorded import detail, recorded

KIND_WORDS = {
    "goods": "物资",
    "volunteers": "人手",
    "vehicle": "车辆",
    "rescue": "救援",
    "missing": "寻人",
    "shelter": "住处",
    "information": "信息",
    "psychological": "心理支持",
    "money": "资金",
}
"""What a message is called that names no thing: the engine's kinds in the words of the field."""

SURE_OF_A_PLACE = 0.8
"""Below this confidence a need's place far from the crisis is not believed."""
PROVINCE_DIGITS = 2
TIER_OF_URGENCY = {3: Need.Tier.LIFE, 2: Need.Tier.URGENT}


@dataclass(frozen=True)
class Understood:
    """What became of a report."""

    report: Report
    needs: tuple[Need, ...]
    offers: tuple[Offer, ...]
    is_new: bool


def take_in(
    actor: Actor,
    message: Message,
    *,
    id: uuid.UUID,  # noqa: A002 - the client's own id, as every door calls it
    crisis: Crisis,
    source: str,
    received_at: datetime,
    place: Place | None = None,
) -> Understood:
    """Receive a message and open what it speaks of, in one transaction. Repeats return the first answer."""
    with together():
        received = receive_report(
            actor, message, id=id, crisis=crisis, source=source, received_at=received_at, place=place
        )
        if received.is_new:
            interpret_report(actor, received.report)
    report = received.report
    return Understood(report, tuple(report.needs.all()), tuple(report.offers.all()), received.is_new)


@dataclass(frozen=True)
class Stated:
    """What a sender answered with a tap, beside the text."""

    tier: int = Need.Tier.ORDINARY
    who_groups: tuple[str, ...] = ()
    quantity_kind: str = QuantityKind.UNKNOWN
    quantity: int | None = None
    unit: str = ""


@recorded("report.detail")
def detail_report(actor: Actor, report: Report, stated: Stated) -> Reading:
    """Keep what the sender stated as a reading of their own, and let it hold where the rules read less."""
    kept = Reading.objects.create(
        report=report, reader=Reading.Reader.PERSON, version="form", content={"stated": asdict(stated)}
    )
    voices: list[Need | Offer] = [*report.needs.all(), *report.offers.all()]
    for voice in voices:
        if isinstance(voice, Need):
            voice.tier = min(voice.tier, stated.tier)
            voice.who_groups = sorted({*voice.who_groups, *stated.who_groups})
            voice.valid_until = report.received_at + life_of(
                voice.item, tier=voice.tier, lives=lives_of(report.crisis_id)
            )
        if len(voices) == 1 and voice.quantity_kind == QuantityKind.UNKNOWN:
            voice.quantity_kind, voice.quantity = stated.quantity_kind, stated.quantity
            voice.unit = stated.unit or voice.unit
        voice.save()
        note_repeats(actor, voice)
    detail(tier=stated.tier, kind=stated.quantity_kind, quantity=stated.quantity)
    return kept


@recorded("report.interpret")
def interpret_report(actor: Actor, report: Report, *, known: Sequence[Need | Offer] = ()) -> Reading:
    """Read the report by rules and open a need or offer for each thing it names.

    What it names of the things in `known` is told again of those, and not opened.
    """
    key = ReportKey.objects.filter(report=report).first()
    if key is None:
        raise ReportErasedError
    opened = unwrap(bytes(key.wrapped), f"report.key:{report.pk}")
    text = unseal(opened, bytes(report.sealed_text), f"report.text:{report.pk}")
    found = read(text, lexicon(), at=report.told_at)
    kept = Reading.objects.create(
        report=report,
        reader=Reading.Reader.RULES,
        version=VERSION,
        content={"readings": [without_persons(one) for one in found]},
    )
    hearsay = is_hearsay(text, has_phone=any(one.phones for one in found))
    for one in found if not hearsay else ():
        _open_all(actor, report, one, [*known])
    if hearsay:
        Note.objects.create(
            organization_id=actor.acts_for, report=report, level=Note.Level.WARNING, code="hearsay"
        )
    if find_accounts(text):
        # Whoever reads it looks twice before anybody pays: the number is hidden, and a note says so.
        Note.objects.create(
            organization_id=actor.acts_for, report=report, level=Note.Level.WARNING, code="account_number"
        )
    ask_second(actor, report)
    detail(readings=len(found))
    return kept


def without_persons(reading: EngineReading) -> dict[str, Any]:
    """Return the reading as JSON, with spans but without names and numbers of persons (DESIGN law 9)."""
    content = dataclasses.asdict(reading)
    content["phones"] = [{"kind": one.kind, "span": one.span} for one in reading.phones]
    content["contacts"] = [{"span": one.span} for one in reading.contacts]
    if reading.deadline and reading.deadline.until:
        content["deadline"]["until"] = reading.deadline.until.isoformat()
    return content


def _open_all(actor: Actor, report: Report, reading: EngineReading, known: list[Need | Offer]) -> None:
    if reading.closed or reading.type == ReadingType.INFO:
        return
    place = Place.objects.filter(code=reading.place.code).first() if reading.place else report.place
    far = is_doubtful(reading, place, report.crisis)
    items = reading.items or (None,)
    for one in items:
        direction = one.direction if one else reading.type
        facts = {"place": report.place if far else place, **facts_of(reading, one)}
        told = _told_before(known, direction, facts)
        if told is not None:
            facts |= need_facts_of(reading) if isinstance(told, Need) else {}
            tell_again(actor, told, report, facts=facts, decided_at=report.received_at)
        elif direction == ReadingType.OFFER:
            open_offer(actor, report, **(facts | {"place": place}))
        elif direction == ReadingType.NEED:
            need = open_need(actor, report, **facts, **need_facts_of(reading))
            _doubt(actor, need, one, is_far=far)


def _told_before(
    known: list[Need | Offer], direction: ReadingType, facts: Mapping[str, Any]
) -> Need | Offer | None:
    """Take out of `known` what these facts tell again: the same thing, the same way."""
    model = {ReadingType.NEED: Need, ReadingType.OFFER: Offer}.get(direction)
    for one in known:
        same = one.item == facts["item"] and (one.item is not None or one.item_text == facts["item_text"])
        if model is not None and isinstance(one, model) and same:
            known.remove(one)
            return one
    return None


def is_doubtful(reading: EngineReading, place: Place | None, crisis: Crisis) -> bool:
    """Say whether the place that was read is both unsure and far from the crisis."""
    return reading.place is not None and reading.place.confidence < SURE_OF_A_PLACE and is_far(place, crisis)


def is_far(place: Place | None, crisis: Crisis) -> bool:
    """Say whether a place lies in none of the provinces that the crisis touches.

    柳林 in a message from Hubei is a township there sooner than the county in Shanxi.
    """
    touched = {one.code[:PROVINCE_DIGITS] for one in crisis.places.all()}
    return place is not None and bool(touched) and place.code[:PROVINCE_DIGITS] not in touched


def facts_of(reading: EngineReading, one: ItemReading | None) -> dict[str, Any]:
    """Return the fields that a need and an offer share."""
    party = reading.organization
    facts: dict[str, Any] = {
        "item": Item.objects.filter(code=one.item_code).first() if one and one.item_code else None,
        "item_text": one.item_text
        if one
        else "、".join(KIND_WORDS.get(kind, kind) for kind in reading.kinds) or "未写明",
        "party_text": party.text[:120] if party else "",
        "spans": spans_of(reading, one),
        "quantity_kind": QuantityKind.UNKNOWN,
    }
    if one is not None:
        facts |= amount_of(one)
    return facts


def amount_of(one: ItemReading) -> dict[str, Any]:
    """Return kind, quantity and unit; packs of known content are counted in pieces."""
    size = one.pack.size if one.pack else 1
    unit = (one.pack.unit if one.pack else one.unit) or ""
    quantity = one.quantity * size if one.quantity else None
    most = one.quantity_max * size if one.quantity_max else None
    kind = str(one.quantity_kind)
    try:
        check_quantity(kind, quantity, most)
    except QuantityInvalidError:
        # "0只", or more than anybody can mean: the words stay in the report, the number is not believed.
        kind, quantity, most = str(QuantityKind.UNKNOWN), None, None
    return {
        "quantity_kind": kind,
        "quantity": quantity,
        "quantity_max": most,
        "unit": unit,
    }


def need_facts_of(reading: EngineReading) -> dict[str, Any]:
    """Return the further fields of a need."""
    return {
        "tier": TIER_OF_URGENCY.get(reading.urgency, Need.Tier.ORDINARY),
        "who_groups": sorted({one.group for one in reading.who}),
        "deadline": reading.deadline.until if reading.deadline else None,
    }


def spans_of(reading: EngineReading, one: ItemReading | None) -> dict[str, list[list[int]]]:
    """Return field → spans in the report's text, for the page to light up."""
    spans: dict[str, list[list[int]]] = {}
    if one is not None:
        spans["item"] = [list(one.span)]
        if one.quantity_span:
            spans["quantity"] = [list(one.quantity_span)]
    if reading.place:
        spans["place"] = [list(reading.place.span)]
        if reading.place.township:
            spans["place"].append(list(reading.place.township.span))
    if reading.organization:
        spans["party"] = [list(reading.organization.span)]
    if reading.urgency_span:
        spans["tier"] = [list(reading.urgency_span)]
    if reading.deadline and reading.deadline.until:
        spans["deadline"] = [list(reading.deadline.span)]
    if reading.who:
        spans["who"] = [list(who.span) for who in reading.who]
    return spans


def _doubt(actor: Actor, need: Need, one: ItemReading | None, *, is_far: bool) -> None:
    """Keep what is doubtful beside the need: no place, a box of unknown content, an unknown thing."""
    doubts = ["place_far"] if is_far else []
    if need.place_id is None:
        doubts.append("place_missing")
    if need.item_id is None:
        doubts.append("item_unknown")
    elif one and one.quantity and need.item and not counts_pieces_of(need.unit, need.item.unit):
        doubts.append("pack_content_unknown")
    if one and one.quantity is not None and need.quantity is None:
        doubts.append("quantity_unbelievable")
    Note.objects.bulk_create(
        Note(
            organization_id=actor.acts_for,
            report_id=need.report_id,
            need=need,
            level=Note.Level.WARNING,
            code=code,
        )
        for code in doubts
    )
