"""What one message of a draft would become, as plain values: its kind, its needs and offers, its doubts."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from qiao.accounts.sealing import fingerprint
from qiao.engines.extraction import ItemReading, Lexicon, ReadingType, mask, read
from qiao.engines.extraction import Reading as EngineReading
from qiao.engines.linkage import NeedRecord, text_marks
from qiao.intake.actions.receive import hide, shorten
from qiao.intake.actions.understand import (
    KIND_WORDS,
    amount_of,
    is_doubtful,
    need_facts_of,
    spans_of,
    without_persons,
)
from qiao.intake.models import DraftLine
from qiao.intake.pasted.hearsay import is_hearsay
from qiao.intake.pasted.plan import UNSAID
from qiao.registry.models import Crisis, Item, Place
from qiao.registry.units import counts_pieces_of

LONGEST_PARTY = 120
LONGEST_COURTESY = 20
SHORTEST_WORDS = 6
Kind = DraftLine.Kind

_COURTESY = re.compile(
    r"收到|谢谢|感谢|辛苦|加油|致敬|好的|好滴|晚安|早上好|早安|大家好|注意身体|休息一下|欢迎|哈哈|明白|知道了|私信|群满了|\bok\b|\bthanks?\b|\bthank you\b",
    re.IGNORECASE,
)
# Words of a place: where one stands and no place was found, a person sees more than the reader did.
_TELLS_A_PLACE = re.compile(
    r"(?:地址|地点|位置|坐标|所在地|送到|送往)\s*[】:：]|[\u4e00-\u9fa5]{2}(?:镇|乡|街道|小区|社区|村(?!里|民|路|上|口)|[大中小]学|医院|卫生院|养老院|福利院|庄园|广场|大厦|公园)"
)
_WORDLESS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Names:
    """What the registry holds of names, looked up once for a whole paste."""

    lexicon: Lexicon
    items: Mapping[str, Item]
    places: Mapping[str, Place]

    @classmethod
    def of(cls, lexicon: Lexicon, texts: Sequence[str]) -> "Names":
        """Look up the items, and the places that these texts name."""
        codes = {one.place.code for text in texts for one in read(text, lexicon) if one.place}
        items = {one.code: one for one in Item.objects.all()}
        return cls(lexicon, items, {one.code: one for one in Place.objects.filter(code__in=codes)})


@dataclass(frozen=True)
class LineReading:
    """One message as it was read. Holds no name or number of a person."""

    kind: str
    masked: str
    voices: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    phones: list[dict[str, str]] = field(default_factory=list)
    content: list[dict[str, Any]] = field(default_factory=list)
    marks: tuple[int, ...] = ()
    is_closed: bool = False


def read_line(text: str, sender: str, *, crisis: Crisis, names: Names) -> LineReading:
    """Read one message. The same message gives the same reading."""
    found = read(text, names.lexicon)
    hearsay = is_hearsay(text, has_phone=any(one.phones for one in found))
    voices = [voice for one in found for voice in _voices(one, crisis, names)]
    numbers = {phone.number for one in found for phone in one.phones}
    numbers |= (
        {phone.number for one in read(sender, names.lexicon) for phone in one.phones} if sender else set()
    )
    kind = Kind.RUMOUR if hearsay else _kind(text, found, voices)
    copy = hide(text, mask(text, found))
    return LineReading(
        kind=kind,
        masked=copy,
        voices=voices,
        doubts=_doubts(kind, voices, copy),
        phones=[{"mark": fingerprint("phone", one), "masked": shorten(one)} for one in sorted(numbers)],
        content=[without_persons(one) for one in found],
        marks=text_marks(copy),
        is_closed=any(one.closed for one in found),
    )


def _voices(reading: EngineReading, crisis: Crisis, names: Names) -> list[dict[str, Any]]:
    if reading.closed or reading.type == ReadingType.INFO:
        return []
    things: tuple[ItemReading | None, ...] = reading.items or (None,)
    asking = [(one, one.direction if one else reading.type) for one in things]
    return [
        voice_of(reading, one, str(direction), crisis=crisis, names=names)
        for one, direction in asking
        if direction != ReadingType.INFO
    ]


def voice_of(
    reading: EngineReading, one: ItemReading | None, kind: str, *, crisis: Crisis, names: Names
) -> dict[str, Any]:
    """Return a need or an offer as plain values, with what is doubtful of it."""
    place = names.places.get(reading.place.code) if reading.place else None
    far = kind == Kind.NEED and is_doubtful(reading, place, crisis)
    item = names.items.get(one.item_code) if one and one.item_code else None
    held: dict[str, Any] = {
        "kind": kind,
        "item": item.code if item else None,
        "item_text": one.item_text
        if one
        else "、".join(KIND_WORDS.get(kind, kind) for kind in reading.kinds) or UNSAID,
        "place": place.code if place and not far else None,
        "party_text": reading.organization.text[:LONGEST_PARTY] if reading.organization else "",
        "spans": spans_of(reading, one),
        "quantity_kind": "UNKNOWN",
        "quantity": None,
        "quantity_max": None,
        "unit": "",
        **(amount_of(one) if one else {}),
        **need_facts_of(reading),
    }
    held["item_text"] = held["item_text"][:LONGEST_PARTY]
    return held | {"doubts": _doubts_of(held, one, item, is_far=far)}


def _doubts_of(
    held: Mapping[str, Any], one: ItemReading | None, item: Item | None, *, is_far: bool
) -> list[str]:
    """Return what is doubtful of a need; of an offer only what the number means."""
    doubts = []
    if held["kind"] == Kind.NEED:
        doubts += ["place_far"] if is_far else []
        doubts += ["place_missing"] if held["place"] is None else []
        doubts += ["item_unknown"] if item is None else []
    if one and one.quantity and item and not counts_pieces_of(held["unit"], item.unit):
        doubts.append("pack_content_unknown")
    if one and one.quantity is not None and held["quantity"] is None:
        doubts.append("quantity_unbelievable")
    return doubts


def _kind(text: str, found: Sequence[EngineReading], voices: Sequence[Mapping[str, Any]]) -> str:
    told = any(
        one.items or one.place or one.phones or one.who or one.people or one.closed or one.organization
        for one in found
    )
    if voices and not told and not any(one.kinds for one in found):
        return Kind.INFO
    if any(one["kind"] == Kind.NEED for one in voices):
        return Kind.NEED
    if voices:
        return Kind.OFFER
    return Kind.CHATTER if not told and is_courtesy(text) else Kind.INFO


def is_courtesy(text: str) -> bool:
    """Say whether a text is only a courtesy, a greeting or a sign: short, with nothing to act on in it."""
    plain = unicodedata.normalize("NFKC", text).strip()
    words = _WORDLESS.sub("", plain)
    if re.search(r"\d", words) or len(plain) > LONGEST_COURTESY:
        return False
    return len(words) <= SHORTEST_WORDS or _COURTESY.search(plain) is not None


def _doubts(kind: str, voices: Sequence[Mapping[str, Any]], text: str) -> list[str]:
    if kind not in {Kind.NEED, Kind.OFFER}:
        return ["thin"] if voices and kind == Kind.INFO else []
    doubts = {doubt: None for one in voices for doubt in one["doubts"]}
    if all(one["item"] is None and one["item_text"] == UNSAID for one in voices):
        doubts["thin"] = None
    if "place_missing" in doubts and _TELLS_A_PLACE.search(text):
        doubts["place_unread"] = None
    if len({one["kind"] for one in voices}) > 1:
        doubts["both"] = None
    return list(doubts)


def record_of(
    voice: Mapping[str, Any],
    *,
    at: datetime | None,
    phones: Sequence[Mapping[str, str]],
    marks: Sequence[int],
) -> NeedRecord:
    """Return a need or an offer as linkage compares it."""
    thing = voice["item"] or ("" if voice["item_text"] == UNSAID else voice["item_text"])
    return NeedRecord(
        at=at,
        item=thing,
        organisation=voice["party_text"],
        place=voice["place"] or "",
        quantity=voice["quantity"],
        phones=frozenset(one["mark"][:16] for one in phones),
        marks=tuple(marks),
    )
