"""Records and those they meet under their keys, compared by the engine: what is known is read once for all of them."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from qiao.engines.linkage import (
    NeedRecord,
    Verdict,
    VerdictKind,
    is_plausible,
    same_need,
    same_organisation,
)
from qiao.intake.models import RepeatRecord
from qiao.intake.repeats.facts import Likely, as_kept, need_record, party_record
from qiao.intake.repeats.keys import marks_of, nearest, standing_under
from qiao.registry.models import Organization

AT_ONCE = 500


@dataclass(frozen=True)
class Known:
    """A record that was met: what it is compared by, of which report, and what stands for it today (None: it ended)."""

    facts: dict[str, Any]
    report: uuid.UUID | None
    stands: uuid.UUID | None
    told: NeedRecord | None


@dataclass
class Met:
    """What one record met: the likely ones under the ids of what stands for them, and what it cost."""

    likely: dict[uuid.UUID, Likely] = field(default_factory=dict)
    compared: int = 0
    common: int = 0


@dataclass(frozen=True)
class Meeting:
    """What each of some records met, under the ids of the records."""

    of: dict[uuid.UUID, Met]


def meet(records: Sequence[RepeatRecord]) -> Meeting:
    """Compare records of one kind with those they meet under their keys."""
    marks = {one.pk: marks_of(one) for one in records}
    under = standing_under({mark for held in marks.values() for mark in held})
    near = {one.pk: nearest(marks[one.pk], under, but=one.pk) for one in records}
    mine = {one.pk: _of(one) for one in records}
    known = mine | known_of({pk for found, _common in near.values() for pk in found} - mine.keys())
    return Meeting({one.pk: _met(one, *near[one.pk], known) for one in records})


def _of(record: RepeatRecord) -> Known:
    """Return a record in hand as others meet it."""
    subject: Any = record.need or record.offer or record.party
    if isinstance(subject, Organization):
        return Known(record.facts, None, subject.standing.pk, None)
    stands = subject.pk if subject.closed_at is None else None
    return Known(record.facts, subject.report_id, stands, need_record(record.facts))


def known_of(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Known]:
    """Read records by their ids, with what stands for them today."""
    found: dict[uuid.UUID, Known] = {}
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        rows = RepeatRecord.objects.filter(pk__in=ordered[start : start + AT_ONCE])
        fields = [
            f"{kind}__{name}" for kind in ("need", "offer") for name in ("report", "closed_at", "merged_into")
        ]
        for pk, facts, need, offer, party, same_as, *rest in rows.values_list(
            "pk", "facts", "need", "offer", "party", "party__same_as", *fields
        ):
            if party is not None:
                stands = party if same_as is None else _standing(Organization, party)
                found[pk] = Known(facts, None, stands, None)
                continue
            report, closed_at, merged_into = rest[:3] if need else rest[3:]
            here = need or offer
            if merged_into is not None:
                here = _standing(
                    RepeatRecord._meta.get_field("need" if need else "offer").related_model, here
                )
            elif closed_at is not None:
                here = None
            found[pk] = Known(facts, report, here, need_record(facts))
    return found


def _standing(model: Any, pk: uuid.UUID) -> uuid.UUID | None:
    """Return the id of what stands for a joined record; None where that ended."""
    stands = model.objects.get(pk=pk).standing
    return stands.pk if isinstance(stands, Organization) or stands.closed_at is None else None


def _met(record: RepeatRecord, near: Sequence[uuid.UUID], common: int, known: dict[uuid.UUID, Known]) -> Met:
    met = Met(common=common)
    subject: Any = record.need or record.offer or record.party
    report = getattr(subject, "report_id", None)
    told = known[record.pk].told
    for pk in near:
        other = known.get(pk)
        if other is None or other.stands is None or other.stands == subject.pk:
            continue
        if report is not None and other.report == report:
            continue  # one message tells two things: its writer has parted them
        met.compared += 1
        if told is not None and other.told is not None and not is_plausible(told, other.told):
            continue
        found = _likely(record.facts, other.facts, told, other.told)
        held = met.likely.get(other.stands)
        if found and (held is None or held.probability < found.probability):
            met.likely[other.stands] = found
    return met


def compare(record: RepeatRecord, other: RepeatRecord) -> Likely | None:
    """Return what the engine thinks of two records; None where they are different."""
    one, there = record.facts, other.facts
    if record.party_id:
        return _likely(one, there, None, None)
    return _likely(one, there, need_record(one), need_record(there))


def _likely(
    one: dict[str, Any], there: dict[str, Any], told: NeedRecord | None, told_there: NeedRecord | None
) -> Likely | None:
    verdict: Verdict
    if told is not None and told_there is not None:
        verdict = same_need(told, told_there)
    elif one["uscc"] and there["uscc"] and one["uscc"] != there["uscc"]:
        return None  # two codes are two legal persons, whatever they are called
    else:
        verdict = same_organisation(party_record(one), party_record(there))
    if verdict.kind == VerdictKind.DIFFERENT:
        return None
    risk = max(one["risk"], there["risk"])
    return Likely(
        verdict.kind.value, verdict.probability, risk * verdict.probability, as_kept(verdict.reasons)
    )
