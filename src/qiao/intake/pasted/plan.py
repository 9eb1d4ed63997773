"""What saving a draft would do, message by message: opened, folded into which, left out. Page and save read the same plan."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qiao.intake.models import DraftLine, Need, Offer

UNSAID = "未写明"
OPENING = frozenset({DraftLine.Kind.NEED, DraftLine.Kind.OFFER})
SETTLED_BY_A_CALL = frozenset({"pack_content_unknown", "place_missing"})
"""Doubts that only a call can settle: no reason to look at the message again before it is saved."""
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Ref:
    """A need or an offer: one of this paste by its message and place in it, or one that stands already."""

    kind: str
    line: int = 0
    place: int = 0
    voice: Need | Offer | None = None


@dataclass(frozen=True)
class VoicePlan:
    """One need or offer of a message: opened on its own, or told again of another."""

    facts: Facts
    ref: Ref
    into: Ref | None = None


@dataclass(frozen=True)
class LinePlan:
    """What one message would become."""

    line: DraftLine
    head: int | None = None
    """The first message of the paste that tells the same, where this one is folded under it."""
    voices: list[VoicePlan] = field(default_factory=list)

    @property
    def is_folded(self) -> bool:
        """Say whether it opens nothing because all of it was told before."""
        return bool(self.voices) and all(one.into for one in self.voices)


def voices_of(line: DraftLine) -> list[dict[str, Any]]:
    """Return the needs and offers of a message as its maker left them; a message of another kind has none."""
    if line.kind not in OPENING:
        return []
    held = line.said_voices if line.said_voices is not None else line.read_voices
    voices = [dict(one) for one in held] or [blank_voice(line.kind)]
    if line.said_voices is None and line.said_kind and line.said_kind != line.read_kind:
        return [one | {"kind": line.kind} for one in voices]
    return voices


def blank_voice(kind: str) -> dict[str, Any]:
    """Return a need or an offer of which nothing is known but that it is one."""
    return {
        "kind": kind,
        "item": None,
        "item_text": UNSAID,
        "place": None,
        "party_text": "",
        "spans": {},
        "quantity_kind": "UNKNOWN",
        "quantity": None,
        "quantity_max": None,
        "unit": "",
        "tier": Need.Tier.ORDINARY.value,
        "who_groups": [],
        "doubts": ["place_missing", "item_unknown"] if kind == DraftLine.Kind.NEED else [],
    }


def thing_of(facts: Facts) -> str:
    """Return what a need or an offer is of: a code, or the words."""
    return str(facts["item"] or facts["item_text"])


Standing = Mapping[str, Sequence[Need | Offer]]
"""Report → the needs and offers that stand of it, those of reports that a draft's messages repeat."""


def reports_named(lines: Iterable[DraftLine]) -> set[str]:
    """Return the reports outside the draft that its messages are, or repeat."""
    named = {str(line.known_id) for line in lines if line.known_id}
    return named | {str(line.repeat["report"]) for line in lines if "report" in line.repeat}


def plan_of(lines: Sequence[DraftLine], standing: Standing) -> dict[int, LinePlan]:
    """Return the plan of each message by its number."""
    by_number = {line.number: line for line in lines}
    told: dict[tuple[str, str], list[tuple[str, Ref]]] = defaultdict(list)
    for report, known in standing.items():
        told["report", report] = [(_thing_of_voice(one), Ref(_kind_of(one), voice=one)) for one in known]
    plans: dict[int, LinePlan] = {}
    first: dict[tuple[str, str], int] = {}
    for line in sorted(lines, key=lambda one: one.number):
        if not line.is_kept:
            plans[line.number] = LinePlan(line)
            continue
        cluster = _cluster(line, by_number)
        head = first.get(cluster)
        voices = _voices(line, told[cluster])
        plans[line.number] = LinePlan(line, head if head is not None and line.repeat else None, voices)
        first.setdefault(cluster, line.number)
    return plans


def _cluster(line: DraftLine, by_number: Mapping[int, DraftLine]) -> tuple[str, str]:
    """Return what this message and all that tell the same have in common."""
    seen = {line.number}
    while True:
        if line.known_id:
            return "report", str(line.known_id)
        repeat = line.repeat
        if "report" in repeat:
            return "report", str(repeat["report"])
        following = by_number.get(repeat.get("line", -1))
        if following is None or following.number in seen:
            return "line", str(min(seen) if following is not None else line.number)
        line = following
        seen.add(line.number)


def _voices(line: DraftLine, told: list[tuple[str, Ref]]) -> list[VoicePlan]:
    before, used = list(told), set[int]()
    alone = voices_of(line)
    plans = []
    for place, facts in enumerate(alone):
        own = Ref(facts["kind"], line.number, place)
        into = _into(facts, before, used, is_alone=len(alone) == 1)
        plans.append(VoicePlan(facts, own, into))
        if into is None:
            told.append((thing_of(facts), own))
    return plans


def _into(facts: Facts, before: Sequence[tuple[str, Ref]], used: set[int], *, is_alone: bool) -> Ref | None:
    """Return what was told before that this tells again: the same thing, or the only one there is."""
    same_way = [
        (at, thing, ref)
        for at, (thing, ref) in enumerate(before)
        if ref.kind == facts["kind"] and at not in used
    ]
    equal = [(at, ref) for at, thing, ref in same_way if thing == thing_of(facts)]
    if not equal and is_alone and (len(same_way) == 1 or thing_of(facts) == UNSAID):
        equal = [(at, ref) for at, _thing, ref in same_way]
    if not equal:
        return None
    at, ref = equal[0]
    used.add(at)
    return ref


def _kind_of(voice: Need | Offer) -> str:
    return str(DraftLine.Kind.NEED if isinstance(voice, Need) else DraftLine.Kind.OFFER)


def _thing_of_voice(voice: Need | Offer) -> str:
    return voice.item.code if voice.item else voice.item_text


def sums_of(plans: Mapping[int, LinePlan]) -> dict[str, int]:
    """Return the figures on top of the page; every message is counted once, and the records apart."""
    kept = [one for one in plans.values() if one.line.is_kept]
    kinds = [one.line.kind for one in kept if not one.is_folded]
    opened = [voice for one in kept for voice in one.voices if voice.into is None]
    return {
        "messages": len(plans),
        **{str(kind): kinds.count(kind) for kind in DraftLine.Kind},
        "folded": sum(one.is_folded for one in kept),
        "known": sum(one.line.known_id is not None for one in plans.values()),
        "left_out": sum(not one.line.is_kept and one.line.known_id is None for one in plans.values()),
        "doubtful": sum(is_doubtful(one) for one in plans.values()),
        "judged": sum(one.line.is_judged for one in plans.values()),
        "kept": len(kept),
        "needs": sum(voice.ref.kind == DraftLine.Kind.NEED for voice in opened),
        "offers": sum(voice.ref.kind == DraftLine.Kind.OFFER for voice in opened),
    }


def doubts_of(line: DraftLine) -> list[str]:
    """Return the doubts that looking at a message can settle."""
    maybe = [] if line.repeat or not line.likely or line.said_repeat else ["maybe_repeat"]
    return [one for one in (*line.doubts, *maybe) if one not in SETTLED_BY_A_CALL]


def is_doubtful(plan: LinePlan) -> bool:
    """Say whether a message should be looked at: something is doubtful, and its maker said nothing of it yet."""
    line = plan.line
    return line.is_kept and not line.is_judged and not plan.is_folded and bool(doubts_of(line))
