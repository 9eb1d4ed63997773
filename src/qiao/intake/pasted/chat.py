"""What is pasted: one message, or several parted by a line of dashes; and a look at it before it is kept."""

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.engines.extraction import ItemReading, Reading, ReadingType, mask, read
from qiao.intake.actions import Understood, take_in
from qiao.intake.actions.receive import Message
from qiao.intake.actions.understand import facts_of, is_doubtful, need_facts_of
from qiao.intake.highlight import Segment, fields_of, marks_of_reading, segments
from qiao.intake.lexicon import lexicon
from qiao.intake.models import Need, Offer, Report
from qiao.intake.pasted.hearsay import is_hearsay
from qiao.intake.pasted.lines_before import ORIGIN, lines_before
from qiao.intake.queries import told_before
from qiao.intake.sources.chat import office, part, qq, telegram, wechat, whatsapp
from qiao.registry.models import Crisis, Place, QuantityKind
from qiao.trail.chain import together

PARTING = re.compile(r"^[ \t]*[-—－]{3,}[ \t]*$", re.MULTILINE)
MOST_MESSAGES = 400
CHATS = frozenset({telegram.KEY, qq.KEY, whatsapp.KEY, wechat.KEY, office.KEY})


@dataclass(frozen=True)
class Piece:
    """One message of a paste. Who said it in a chat is kept only sealed; when, as it was written there."""

    text: str
    sender: str = ""
    said_at: datetime | None = None

    def message(self, channel: str = "") -> Message:
        """Return it as it is handed in."""
        origin = f"{ORIGIN} {self.said_at:%Y-%m-%d %H:%M:%S}" if self.said_at else ""
        said_at = self.said_at
        if said_at is not None and timezone.is_naive(said_at):
            said_at = timezone.make_aware(said_at)
        return Message(self.text, contact=self.sender, channel=channel, origin=origin, said_at=said_at)


@dataclass(frozen=True)
class Pasted:
    """A paste in its messages; ``notices`` are lines that nobody wrote (pictures, withdrawals, joining)."""

    pieces: list[Piece]
    is_chat: bool = False
    notices: int = 0


def split_messages(text: str) -> list[str]:
    """Return the messages of a pasted text: parted only by a line of three or more dashes."""
    return [part.strip("\n") for part in PARTING.split(text) if part.strip()]


def pieces_of(text: str, *, now: datetime) -> Pasted:
    """Return the messages of a paste: those of a group chat in a form we know, else parted by dashes alone.

    *now* is the local time of the reader: a date without a year is the latest that has passed.
    """
    chat = part(text, now)
    if chat.form not in CHATS:
        return Pasted([Piece(one) for one in split_messages(text)])
    said = [one for one in chat.parts if not one.notice and one.text.strip()]
    pieces = [Piece(one.text, one.sender, one.said_at) for one in said]
    return Pasted(pieces, is_chat=True, notices=len(chat.parts) - len(said))


def id_of_part(submission: uuid.UUID, number: int) -> uuid.UUID:
    """Return the id of the n-th message of a submission: the same each time it is sent."""
    return submission if number == 0 else uuid.uuid5(submission, str(number))


def take_in_all(
    actor: Actor, messages: Sequence[Message], *, submission: uuid.UUID, crisis: Crisis, received_at: datetime
) -> list[Understood]:
    """Take in every message of a submission, all or none. Sent again, it returns the first answer.

    A line of a chat that was pasted before, by whomever, is not taken twice: sender, moment and words are the same.
    """
    with together():
        here = lines_before(crisis, messages, but=[id_of_part(submission, n) for n in range(len(messages))])
        return [
            _known(here[message.mark, message.origin])
            if (message.mark, message.origin) in here
            else take_in(
                actor,
                message,
                id=id_of_part(submission, number),
                crisis=crisis,
                source=Report.Source.PASTE,
                received_at=received_at,
            )
            for number, message in enumerate(messages)
        ]


def _known(report: Report) -> Understood:
    return Understood(report, tuple(report.needs.all()), tuple(report.offers.all()), is_new=False)


@dataclass(frozen=True)
class Candidate:
    """A need or an offer as it would be opened. It is not saved."""

    kind: str
    voice: Need | Offer
    in_packs: bool

    @property
    def is_refused(self) -> bool:
        """Say whether the message says that this is not wanted."""
        return self.voice.quantity_kind == QuantityKind.NONE


@dataclass(frozen=True)
class Group:
    """What one reading asks or offers: its candidates share place, unit and for whom."""

    reading: Reading
    candidates: list[Candidate]

    @property
    def is_place_refused(self) -> bool:
        """Say whether a place was read that is not believed."""
        return self.reading.place is not None and self.first.place is None

    @property
    def first(self) -> Need | Offer:
        """Return the record whose place, unit and groups all of them share."""
        return self.candidates[0].voice


@dataclass(frozen=True)
class Understanding:
    """What one message would become."""

    segments: list[Segment]
    fields: list[str]
    groups: list[Group]
    reading: Reading | None
    repeats: list[Report]
    is_hearsay: bool = False

    @property
    def is_closed(self) -> bool:
        """Say whether the message itself tells that the matter is settled."""
        return self.reading is not None and self.reading.closed


def understand(text: str, *, crisis: Crisis, sender: str = "") -> Understanding:
    """Read a message without keeping anything of it. Persons' data are masked in the answer."""
    found = read(text, lexicon())
    hearsay = is_hearsay(text, has_phone=any(one.phones for one in found))
    marks = [mark for one in found for mark in marks_of_reading(asdict(one))]
    lit = segments(mask(text, found), marks)
    phones = {fingerprint("phone", phone.number) for one in found for phone in one.phones}
    return Understanding(
        segments=lit,
        fields=fields_of(lit),
        groups=[
            Group(one, made) for one in found if (made := list(_candidates(one, crisis))) and not hearsay
        ],
        reading=found[0] if found else None,
        repeats=list(told_before(crisis, phones=phones, mark=Message(text, contact=sender).mark)),
        is_hearsay=hearsay,
    )


def _candidates(reading: Reading, crisis: Crisis) -> Iterator[Candidate]:
    if reading.closed or reading.type == ReadingType.INFO:
        return
    place = Place.objects.filter(code=reading.place.code).first() if reading.place else None
    here = None if is_doubtful(reading, place, crisis) else place
    items: tuple[ItemReading | None, ...] = reading.items or (None,)
    for one in items:
        direction = one.direction if one else reading.type
        facts = facts_of(reading, one)
        in_packs = bool(one and one.pack)
        if direction == ReadingType.OFFER:
            yield Candidate("offer", Offer(place=place, **facts), in_packs)
        elif direction == ReadingType.NEED:
            yield Candidate("need", Need(place=here, **facts, **need_facts_of(reading)), in_packs)
