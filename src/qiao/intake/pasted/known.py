"""Which messages of a paste tell what an earlier one told, or what the crisis knows already."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from qiao.engines.linkage import NeedRecord, Verdict, VerdictKind, blocking_keys, same_need, text_marks
from qiao.engines.linkage.marks import equal_marks
from qiao.engines.linkage.verdicts import POSSIBLE
from qiao.intake.lexicon import lexicon
from qiao.intake.models import Need, Offer, ReportPhone
from qiao.intake.pasted.reading import LineReading, Names, read_line, record_of
from qiao.intake.queries import standing_of_reports
from qiao.registry.models import Crisis

LOOK_BACK = timedelta(days=8)
"""Older tellings are another need: nothing of the engine reaches further."""
MOST_KNOWN = 20_000
MOST_OF_A_KEY = 60
"""Under one key the latest so many are compared."""
SHOWN_LIKELY = 4
MARK_DIGITS = 16
NAME_END = 6
"""Signs from the end of a name that are compared: what stands before is often the place."""
SAME_WORDS = 6
"""Marks of a text, of eight, that two messages of one paste share when one is a forward of the other."""
MOSTLY = 0.5
SAME = frozenset({VerdictKind.SAME, VerdictKind.UPDATE})
LIVE = {
    Need: (Need.State.NEW, Need.State.OPEN, Need.State.EXPIRED),
    Offer: (Offer.State.NEW, Offer.State.OPEN, Offer.State.EXPIRED),
}


@dataclass(frozen=True)
class Told:
    """One thing that was told: what it is compared by, which way it goes, and where it was told."""

    record: NeedRecord
    kind: str
    target: tuple[str, str]
    """("line", number) or ("report", id)."""
    things: frozenset[str] = frozenset()
    """All that its message names: what it shares of these says whether two messages tell the same."""


@dataclass
class _Block:
    """What was told so far, found by keys."""

    by_key: dict[tuple[str, str], list[Told]] = field(default_factory=lambda: defaultdict(list))

    def add(self, told: Told) -> None:
        for key in _keys(told.record):
            self.by_key[told.kind, key].append(told)

    def like(self, record: NeedRecord, kind: str) -> Iterable[tuple[Told, Verdict]]:
        seen: set[int] = set()
        for key in _keys(record):
            for told in self.by_key.get((kind, key), ())[-MOST_OF_A_KEY:]:
                if id(told) not in seen:
                    seen.add(id(told))
                    yield told, same_need(told.record, record)


def _keys(record: NeedRecord) -> tuple[str, ...]:
    """Return the keys of linkage, and one for a name as it was said with the thing: a relay leaves the place out."""
    keys = blocking_keys(record)
    if record.organisation and record.item:
        return (*keys, f"w{record.organisation[-NAME_END:]}|{record.item}")
    return keys


def repeats_of_lines(
    lines: Sequence[tuple[int, LineReading, datetime | None]],
    known: Iterable[Told],
    *,
    among_themselves: bool = True,
) -> dict[int, list[dict[str, Any]]]:
    """Return for each message what it may repeat, the likeliest first.

    Each is compared with what is known and, unless they are not to be compared `among_themselves`, with those before it.
    """
    block = _Block()
    for one in known:
        block.add(one)
    found: dict[int, list[dict[str, Any]]] = {}
    for number, reading, at in lines:
        if reading.kind not in {"NEED", "OFFER"}:
            continue
        things = _things(reading.voices)
        told = [
            Told(
                record_of(voice, at=at, phones=reading.phones, marks=reading.marks),
                voice["kind"],
                ("line", str(number)),
                things,
            )
            for voice in reading.voices
        ]
        likely = _likely(block, told)
        if likely:
            found[number] = likely
        for one in told if among_themselves else ():
            block.add(one)
    return found


def _things(voices: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(str(one["item"] or one["item_text"]) for one in voices)


def _likely(block: _Block, message: Sequence[Told]) -> list[dict[str, Any]]:
    best: dict[tuple[str, str], list[_Alike]] = defaultdict(list)
    for one in message:
        of_thing: dict[tuple[str, str], _Alike] = {}
        for told, verdict in block.like(one.record, one.kind):
            alike = _Alike(told, one, verdict)
            held = of_thing.get(told.target)
            if alike.is_possible and (held is None or verdict.probability > held.verdict.probability):
                of_thing[told.target] = alike
        for target, alike in of_thing.items():
            best[target].append(alike)
    kept = [_as_kept(target, alike) for target, alike in best.items()]
    return sorted(kept, key=lambda one: (-one["is_sure"], -one["things"], -one["probability"]))[:SHOWN_LIKELY]


@dataclass(frozen=True)
class _Alike:
    """Two tellings of a thing, and what linkage says of them."""

    earlier: Told
    later: Told
    verdict: Verdict

    @property
    def is_same_words(self) -> bool:
        """Say whether one is a forward of the other: the same words, and no name, number or place put in others' stead."""
        one, other = self.earlier.record, self.later.record
        if equal_marks(one.marks, other.marks) < SAME_WORDS:
            return False
        said = ((x.place, x.organisation, x.phones, x.quantity) for x in (one, other))
        return next(said) == next(said)

    @property
    def is_same_name(self) -> bool:
        """Say whether the same name asks for the same things; a name alone is not enough where places differ."""
        one, other = self.earlier.record, self.later.record
        named = one.organisation[-NAME_END:] == other.organisation[-NAME_END:] != ""
        placed = not one.place or not other.place or one.place == other.place
        return named and placed and self.earlier.things == self.later.things

    @property
    def shared(self) -> float:
        """Return the share of the things named in either message that both name."""
        return len(self.earlier.things & self.later.things) / len(self.earlier.things | self.later.things)

    @property
    def is_possible(self) -> bool:
        told = self.verdict.probability >= POSSIBLE and self.verdict.kind != VerdictKind.DIFFERENT
        return told or self.is_same_words or self.is_same_name

    @property
    def is_sure(self) -> bool:
        """Say whether it is proposed as a repeat: linkage is sure, or the words or the name say so, and the messages
        name mostly the same things. A hospital that asks for something else an hour later asks anew.
        """
        if self.shared < MOSTLY:
            return False
        return self.verdict.kind in SAME or self.is_same_words or self.is_same_name


def _as_kept(target: tuple[str, str], alike: Sequence[_Alike]) -> dict[str, Any]:
    sure = [one for one in alike if one.is_sure]
    likeliest = max(sure or alike, key=lambda one: one.verdict.probability)
    kind, name = target
    return {
        kind: int(name) if kind == "line" else name,
        "is_sure": bool(sure),
        "things": len(sure) or len(alike),
        "probability": round(likeliest.verdict.probability, 4),
        "reasons": [
            {"code": one.code, "zh": one.chinese, "en": one.english, "weight": one.weight}
            for one in likeliest.verdict.reasons
        ],
    }


def known_of(crisis: Crisis, readings: Sequence[LineReading], *, since: datetime) -> list[Told]:
    """Return what the crisis knows that these messages may repeat: the same things, or the same telephones."""
    voices = [voice for one in readings for voice in one.voices]
    codes = {one["item"] for one in voices if one["item"]}
    words = {one["item_text"] for one in voices if not one["item"]}
    marks = {phone["mark"] for one in readings for phone in one.phones}
    told: list[Told] = []
    for model, kind in ((Need, "NEED"), (Offer, "OFFER")):
        wanted = (
            Q(item__code__in=codes) | Q(item=None, item_text__in=words) | Q(report__phones__mark__in=marks)
        )
        rows = (
            model.objects.filter(
                wanted, crisis=crisis, state__in=LIVE[model], report__received_at__gte=since - LOOK_BACK
            )
            .select_related("report__masked", "item", "place", "party")
            .distinct()
            .order_by("-created_at")[:MOST_KNOWN]
        )
        told += _told(list(rows), kind)
    return told


def _told(rows: Sequence[Need | Offer], kind: str) -> list[Told]:
    phones: dict[Any, set[str]] = defaultdict(set)
    reports = [one.report_id for one in rows]
    for start in range(0, len(reports), 500):
        part = ReportPhone.objects.filter(report__in=reports[start : start + 500])
        for report, mark in part.values_list("report", "mark"):
            phones[report].add(mark[:MARK_DIGITS])
    things: dict[Any, set[str]] = defaultdict(set)
    for one in rows:
        things[one.report_id].add(one.item.code if one.item else one.item_text)
    return [
        Told(
            _record(one, phones[one.report_id]),
            kind,
            ("report", str(one.report_id)),
            frozenset(things[one.report_id]),
        )
        for one in reversed(rows)
    ]


def _record(voice: Need | Offer, phones: set[str]) -> NeedRecord:
    copy = getattr(voice.report, "masked", None)
    facts: Mapping[str, Any] = {
        "item": voice.item.code if voice.item else None,
        "item_text": voice.item_text,
        "party_text": voice.who,
        "place": voice.place.code if voice.place else None,
        "quantity": voice.quantity,
    }
    marks = text_marks(copy.text) if copy else ()
    return record_of(
        facts, at=voice.report.told_at, phones=[{"mark": one} for one in sorted(phones)], marks=marks
    )


@dataclass(frozen=True)
class LikelyKnown:
    """A report that a message on its way in may repeat, with what stands of it and why."""

    report: Any
    is_sure: bool
    voices: Sequence[Need | Offer]
    reasons: Sequence[Mapping[str, Any]]


def likely_known(text: str, sender: str, *, crisis: Crisis, now: datetime) -> list[LikelyKnown]:
    """Return what one message may repeat of what the crisis knows. Nothing is kept."""
    names = Names.of(lexicon(), [text])
    reading = read_line(text, sender, crisis=crisis, names=names)
    found = repeats_of_lines([(1, reading, now)], known_of(crisis, [reading], since=now)).get(1, [])
    standing = standing_of_reports(one["report"] for one in found)
    return [
        LikelyKnown(one["report"], one["is_sure"], standing[one["report"]], one["reasons"])
        for one in found
        if standing.get(one["report"])
    ]
