"""Read one message: text in, what it asks, offers or tells out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from qiao.engines.extraction import cues, noise, vocabulary
from qiao.engines.extraction.cued import Seen, seen_in
from qiao.engines.extraction.deadlines import deadline_at
from qiao.engines.extraction.directions import NOT_WANTED
from qiao.engines.extraction.english import is_english, read_english
from qiao.engines.extraction.found_items import FoundItem, direction_of, wanted
from qiao.engines.extraction.items import ItemReader
from qiao.engines.extraction.kinds import (
    called_hands,
    cry_for_help,
    given_money,
    implied_items,
    implied_kinds,
    implied_offers,
)
from qiao.engines.extraction.lexicon import Lexicon
from qiao.engines.extraction.meanings import meant
from qiao.engines.extraction.normal import NormalText, normalise
from qiao.engines.extraction.organizations import find_organizations
from qiao.engines.extraction.people import FoundContact, find_contacts
from qiao.engines.extraction.phones import FoundPhone, find_phones
from qiao.engines.extraction.places import find_place
from qiao.engines.extraction.readings import (
    ContactReading,
    DeadlineReading,
    ItemReading,
    Persons,
    PhoneReading,
    QuantityKind,
    Reading,
    ReadingType,
    Span,
    TextReading,
    VerifiedReading,
    WhoReading,
)
from qiao.engines.extraction.sections import sections
from qiao.engines.extraction.signs import decide

_Understood = tuple[ReadingType, list[FoundItem], tuple[str, ...]]
_WORD = re.compile(r"[^\W_]")


@dataclass(slots=True)
class _Message:
    """One message on the table: its spelling, the cues seen in it and what was found before the things."""

    normal: NormalText
    lexicon: Lexicon
    seen: Seen
    organizations: list[Span]
    plain: str
    phones: list[FoundPhone]
    contacts: list[FoundContact]
    at: datetime | None

    def span(self, found: Span | None) -> Span | None:
        return self.normal.span(*found) if found else None


def read(text: str, lexicon: Lexicon, *, at: datetime | None = None) -> list[Reading]:
    """Return what *text* asks, offers or tells.

    Parameters
    ----------
    text
        One message as it came in, Chinese or English, of any length.
    lexicon
        The places and things known, see ``Lexicon.build``.
    at
        When the message was written, if known: a deadline then gets its moment, see ``deadline_at``.

    Returns
    -------
    list of Reading
        Empty for a text without any letter or digit. Otherwise one reading, or two when a message
        both asks and offers things; the first is what the message is about. Where several
        organisations each have a list of their own, each gets its own reading, with its own place. All spans are half-open
        intervals of characters in *text*. Reading the same text twice gives equal results.
    """
    normal = normalise(text)
    if not _WORD.search(normal.text):
        return []
    seen = seen_in(normal.text)
    organizations = find_organizations(normal.text, seen)
    whole = _message(normal, lexicon, seen, organizations, at)
    if is_english(normal.text):
        return _readings(whole, *read_english(normal.text, whole.plain))
    parts = sections(normal.text, organizations, lexicon, seen)
    if len(parts) > 1:
        read_apart = [_readings(part, *_read_chinese(part)) for part in _apart(whole, parts)]
        with_things = [reading for readings in read_apart for reading in readings if reading.items]
        if with_things:
            return with_things
    return _readings(whole, *_read_chinese(whole))


def read_persons(text: str, lexicon: Lexicon) -> Persons:
    """Return the telephones and the contacts that *text* names, without reading what it asks or offers.

    Parameters
    ----------
    text
        One message as it came in, of any length.
    lexicon
        As for ``read``: where several organisations each have a list of their own, each list is looked at alone too.

    Returns
    -------
    Persons
        At least every telephone and contact that ``read`` returns for the same text.
    """
    normal = normalise(text)
    if not _WORD.search(normal.text):
        return Persons((), ())
    seen = seen_in(normal.text)
    organizations = find_organizations(normal.text, seen)
    found = [_persons(normal, normal.text, seen)]
    parts = sections(normal.text, organizations, lexicon, seen)
    if len(parts) > 1:
        found += [_persons(normal, part, seen_in(part)) for part in parts]
    return Persons(
        tuple(dict.fromkeys(phone for one in found for phone in one.phones)),
        tuple(dict.fromkeys(contact for one in found for contact in one.contacts)),
    )


def _persons(normal: NormalText, text: str, seen: Seen) -> Persons:
    phones = find_phones(text)
    return Persons(
        tuple(PhoneReading(one.number, one.kind, normal.span(one.start, one.end)) for one in phones),
        tuple(
            ContactReading(normal.written(one.start, one.end), one.phone, normal.span(one.start, one.end))
            for one in find_contacts(text, phones, seen)
        ),
    )


def _message(
    normal: NormalText, lexicon: Lexicon, seen: Seen, organizations: list[Span], at: datetime | None
) -> _Message:
    phones = find_phones(normal.text)
    plain = noise.blank(normal.text, [(phone.start, phone.end) for phone in phones], seen)
    contacts = find_contacts(normal.text, phones, seen)
    return _Message(normal, lexicon, seen, organizations, plain, phones, contacts, at)


def _apart(whole: _Message, parts: list[str]) -> Iterator[_Message]:
    """Yield each organisation's part as a message of its own."""
    for part in parts:
        seen = seen_in(part)
        normal = replace(whole.normal, text=part)
        yield _message(normal, whole.lexicon, seen, find_organizations(part, seen), whole.at)


def _read_chinese(message: _Message) -> _Understood:
    text, plain, seen = message.normal.text, message.plain, message.seen
    reader = ItemReader(text, plain, message.lexicon, seen)
    items = reader.read()
    items += called_hands(reader.plain, items, seen)
    kinds = implied_kinds(plain, seen)
    if vocabulary.RESCUE in kinds and all(item.lacked for item in items):
        # 我们被困，没有吃的: rescue is asked for, the rest tells how it stands.
        items = []
    directions = [item.direction for item in wanted(items)]
    kind = decide(
        plain,
        needs=directions.count(ReadingType.NEED.value),
        offers=directions.count(ReadingType.OFFER.value),
        things=directions.count(None),
        reachable=bool(message.phones),
        seen=seen,
    )
    if kind is ReadingType.NEED:
        items += implied_items(reader.plain, items, reader.seen)
        if (
            not any(True for _item in wanted(items))
            and vocabulary.MISSING not in kinds
            and _is_urgent(message)
        ):
            items += cry_for_help(reader.plain, reader.seen)
    elif kind is ReadingType.OFFER and all(item.kind == vocabulary.VOLUNTEERS for item in items):
        # 有没有招募志愿者的，本人想去: who asks whether hands are wanted offers them.
        items = [item for item in items if item.direction == ReadingType.OFFER] or implied_offers(plain)
    if kind is not ReadingType.INFO:
        items = meant(items, text, plain, kind, seen)
    if kind is ReadingType.OFFER:
        items += given_money(reader.plain, items, reader.seen)
    return kind, items, kinds


def _readings(
    message: _Message, kind: ReadingType, items: list[FoundItem], kinds: tuple[str, ...]
) -> list[Reading]:
    """Return the reading of the message's own type first, then one of the other direction, if any."""
    default = ReadingType.OFFER if kind is ReadingType.OFFER else ReadingType.NEED
    if kind is ReadingType.INFO:
        items = [item for item in items if item.direction == NOT_WANTED]
    by_direction: dict[ReadingType, list[FoundItem]] = {kind: []}
    for item in items:
        direction = kind if kind is ReadingType.INFO else direction_of(item, default)
        by_direction.setdefault(direction, []).append(item)
    shared = _shared(message)
    return [
        _reading(message, shared, direction, found, kinds if direction is kind else ())
        for direction, found in by_direction.items()
    ]


def _shared(message: _Message) -> Reading:
    """Return what a message says whatever it asks or offers, as a reading of no type yet."""
    text, span = message.normal.text, message.normal.span
    deadline, people = cues.find_deadline(text, message.seen), cues.find_people(message.plain, message.seen)
    return Reading(
        type=ReadingType.INFO,
        kinds=(),
        items=(),
        place=find_place(message.normal, message.lexicon, message.seen),
        phones=tuple(
            PhoneReading(phone.number, phone.kind, span(phone.start, phone.end)) for phone in message.phones
        ),
        contacts=tuple(
            ContactReading(
                message.normal.written(found.start, found.end), found.phone, span(found.start, found.end)
            )
            for found in message.contacts
        ),
        organization=_text(message, next(iter(message.organizations), None)),
        who=tuple(
            WhoReading(cue.value, span(cue.start, cue.end)) for cue in cues.find_who(text, message.seen)
        ),
        people=people[0] if people else None,
        people_span=message.span(people[1]) if people else None,
        urgency=cues.NO_URGENCY,
        urgency_span=None,
        deadline=_deadline(message, (deadline.start, deadline.end)) if deadline else None,
        verified=_verified(message),
        closed=False,
        closed_span=None,
    )


def _reading(
    message: _Message, shared: Reading, kind: ReadingType, found: list[FoundItem], kinds: tuple[str, ...]
) -> Reading:
    """Return *shared* with what this direction adds."""
    items = tuple(_item(message, item, kind) for item in found)
    things = [item.kind for item in found if item.direction != NOT_WANTED]
    wants = any(item.quantity_kind is not QuantityKind.NONE for item in items)
    closed = None if wants else cues.find_closed(message.normal.text, message.seen)
    urgency, urgency_span = _urgency(message, kind)
    # Written out, not `replace`d: this runs once a message, and half as long.
    return Reading(
        type=kind,
        kinds=tuple(dict.fromkeys([*things, *kinds])),
        items=items,
        place=shared.place,
        phones=shared.phones,
        contacts=shared.contacts,
        organization=shared.organization,
        who=shared.who,
        people=shared.people,
        people_span=shared.people_span,
        urgency=urgency,
        urgency_span=message.span(urgency_span),
        deadline=shared.deadline,
        verified=shared.verified,
        closed=closed is not None,
        closed_span=message.span((closed.start, closed.end)) if closed else None,
    )


def _is_urgent(message: _Message) -> bool:
    return cues.find_urgency(message.normal.text, message.seen)[0] >= cues.URGENT


def _urgency(message: _Message, kind: ReadingType) -> tuple[int, Span | None]:
    """Return 0-3; an offer is at most ordinary, a need at least."""
    if kind is ReadingType.OFFER:
        return cues.ORDINARY, None
    urgency, span = cues.find_urgency(message.normal.text, message.seen)
    if kind is ReadingType.NEED:
        return (urgency, span) if urgency else (cues.ORDINARY, None)
    return (urgency, span) if urgency == cues.LIFE_IN_DANGER else (cues.NO_URGENCY, None)


def _text(message: _Message, span: Span | None) -> TextReading | None:
    return TextReading(message.normal.written(*span), message.normal.span(*span)) if span else None


def _deadline(message: _Message, span: Span) -> DeadlineReading:
    until = deadline_at(message.normal.text[slice(*span)], message.at) if message.at else None
    return DeadlineReading(message.normal.written(*span), message.normal.span(*span), until)


def _verified(message: _Message) -> VerifiedReading | None:
    found = cues.find_verified(message.normal.text, message.seen)
    if not found:
        return None
    cue, when = found
    return VerifiedReading(
        span=message.normal.span(cue.start, cue.end),
        time_text=message.normal.written(when.start, when.end) if when else None,
        time_span=message.normal.span(when.start, when.end) if when else None,
    )


def _item(message: _Message, found: FoundItem, direction: ReadingType) -> ItemReading:
    quantity = found.quantity
    code = message.lexicon.item_code(found.name)
    kind = quantity.kind if quantity else QuantityKind.UNKNOWN
    if found.direction == NOT_WANTED:
        kind, quantity = QuantityKind.NONE, None
    written = message.normal.written(found.start, found.end)
    # A sort told in brackets borrows the word before them: KN95型 is a KN95型口罩.
    plain = message.normal.text[found.start : found.end]
    text = written + found.name[len(plain) :] if found.name.startswith(plain) else found.name
    return ItemReading(
        item_code=code,
        item_text="".join(text.split()) if not text.isascii() else text,
        quantity=quantity.low if quantity else None,
        quantity_max=quantity.high if quantity else None,
        quantity_kind=kind,
        unit=(quantity.unit if quantity else None) or found.unit,
        pack=quantity.pack if quantity else None,
        span=message.normal.span(found.start, found.end),
        quantity_span=message.normal.span(quantity.start, quantity.end) if quantity else None,
        direction=direction,
    )
