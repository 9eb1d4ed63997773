"""Which messages of a paste tell what an earlier one told, or what the crisis knows already."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django_scopes import get_scope

from qiao.engines.linkage import NeedRecord, Verdict, VerdictKind, blocking_keys, same_need
from qiao.engines.linkage.marks import equal_marks
from qiao.engines.linkage.verdicts import POSSIBLE
from qiao.intake.lexicon import lexicon
from qiao.intake.models import Need, Offer, RepeatRecord
from qiao.intake.pasted.reading import LineReading, Names, read_line, record_of
from qiao.intake.queries import standing_of_reports
from qiao.intake.repeats.facts import need_record
from qiao.intake.repeats.keys import as_id, mark_of, scope_in, standing_under
from qiao.registry.models import Crisis
from qiao.registry.models.owned import SCOPE

LOOK_BACK = timedelta(days=8)
"""Older tellings are another need: nothing of the engine reaches further."""
AT_ONCE = 500
MOST_OF_A_KEY = 60
"""Under one key the latest so many are compared."""
SHOWN_LIKELY = 4
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
        name mostly the same things. A hospital that asks for something else an hour later, or a week later for the same,
        asks anew.
        """
        anew = self.verdict.kind is VerdictKind.AGAIN and not self.is_same_words
        if anew or self.shared < MOSTLY:
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


def known_of(
    crisis: Crisis, lines: Sequence[tuple[int, LineReading, datetime | None]], *, since: datetime
) -> list[Told]:
    """Return what the crisis knows that these messages may repeat, found under the keys that are kept of it."""
    organization = uuid.UUID(str(get_scope()[SCOPE]))
    marks: dict[int, None] = {}
    for _number, reading, at in lines:
        for voice in reading.voices:
            told = record_of(voice, at=at, phones=reading.phones, marks=reading.marks)
            scope = scope_in("n" if voice["kind"] == "NEED" else "o", crisis.pk)
            marks |= dict.fromkeys(mark_of(organization, scope, key) for key in blocking_keys(told))
    met = {as_id(one) for there in standing_under(marks).values() for one in there}
    found = [
        told
        for model, kind in ((Need, "NEED"), (Offer, "OFFER"))
        for told in _told(model, kind, met, since=since - LOOK_BACK)
    ]
    return sorted(found, key=lambda told: told.record.at or since)


def _told(
    model: type[Need] | type[Offer], kind: str, met: set[uuid.UUID], *, since: datetime
) -> Iterable[Told]:
    """Yield those of the records met that stand and were not told too long ago."""
    name, ordered = kind.lower(), sorted(met)
    rows: list[tuple[dict[str, Any], uuid.UUID]] = []
    for start in range(0, len(ordered), AT_ONCE):
        part = RepeatRecord.objects.filter(
            pk__in=ordered[start : start + AT_ONCE],
            **{f"{name}__state__in": LIVE[model], f"{name}__report__received_at__gte": since},
        )
        rows += part.values_list("facts", f"{name}__report")
    things = _things_of(model, {report for _facts, report in rows})
    for facts, report in rows:
        yield Told(need_record(facts), kind, ("report", str(report)), frozenset(things[report]))


def _things_of(model: type[Need] | type[Offer], reports: set[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """Return all that reports name and that stands."""
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    ordered = sorted(reports)
    for start in range(0, len(ordered), AT_ONCE):
        part = model.objects.filter(report__in=ordered[start : start + AT_ONCE], state__in=LIVE[model])
        for report, code, text in part.values_list("report", "item__code", "item_text"):
            found[report].add(code or text)
    return found


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
    line = (1, reading, now)
    found = repeats_of_lines([line], known_of(crisis, [line], since=now)).get(1, [])
    standing = standing_of_reports(one["report"] for one in found)
    return [
        LikelyKnown(one["report"], one["is_sure"], standing[one["report"]], one["reasons"])
        for one in found
        if standing.get(one["report"])
    ]
