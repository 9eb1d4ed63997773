"""Which records may tell the same as this one? Looked up by keys, a bounded number of index reads each time."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.engines.linkage import (
    Verdict,
    VerdictKind,
    blocking_keys,
    organisation_keys,
    same_need,
    same_organisation,
)
from qiao.intake.models import Need, Offer, Pair, RepeatKey, RepeatRecord
from qiao.intake.repeats.facts import (
    Likely,
    as_kept,
    facts_of_party,
    facts_of_voice,
    need_record,
    party_record,
)
from qiao.registry.models import Organization
from qiao.trail.recorded import detail, recorded

KEY_LIMIT = 50
"""A key under which more records stand says too little: it is counted, and its records are not fetched."""
MOST_COMPARED = 100
PAIRS_EACH = 8
"""The likeliest so many pairs of a record are shown to a person."""

Subject = Need | Offer | Organization
FIELD: dict[type[Any], str] = {Need: "need", Offer: "offer", Organization: "party"}


@dataclass(frozen=True)
class Found:
    """What one look-up came to: pairs made or renewed, records compared, keys too common to be followed."""

    pairs: int = 0
    compared: int = 0
    common_keys: int = 0


def note_repeats(actor: Actor, subject: Subject, *, now: datetime | None = None) -> Found:
    """Keep by what a record is compared, and look for others that may tell the same.

    To be called inside the action that opened or changed it. Doing it again changes nothing.
    """
    return look_for(note_record(actor, subject), now=now or timezone.now())


def note_record(actor: Actor, subject: Subject) -> RepeatRecord:
    """Keep facts and keys of a record as they are now. What did not change is not written."""
    is_party = isinstance(subject, Organization)
    facts = facts_of_party(subject) if isinstance(subject, Organization) else facts_of_voice(subject)
    crisis_id = None if isinstance(subject, Organization) else subject.crisis_id
    record, is_new = RepeatRecord.objects.get_or_create(
        **{FIELD[type(subject)]: subject},
        organization_id=actor.acts_for,
        defaults={"facts": facts, "crisis_id": crisis_id},
    )
    if not is_new:
        if record.facts == facts and record.crisis_id == crisis_id:
            return record
        record.facts, record.crisis_id = facts, crisis_id
        record.save(update_fields=("facts", "crisis_id"))
        record.keys.all().delete()
    keys = organisation_keys(party_record(facts)) if is_party else blocking_keys(need_record(facts))
    RepeatKey.objects.bulk_create(
        RepeatKey(record=record, organization_id=record.organization_id, scope=scope_of(record), key=key)
        for key in keys
    )
    return record


def scope_of(record: RepeatRecord) -> str:
    """Return within what records meet: needs of a crisis, offers of a crisis, organisations."""
    kind = "n" if record.need_id else "o" if record.offer_id else "p"
    return f"{kind}{record.crisis_id.hex if record.crisis_id else ''}"


def look_for(record: RepeatRecord, *, now: datetime) -> Found:
    """Compare a record with those it meets; keep the likeliest pairs, and drop those that no longer hold."""
    subject = subject_of(record)
    if not is_live(subject):
        return Found()
    met, common = _met(record)
    others = _standing(record, met)
    likely: dict[uuid.UUID, Likely] = {}
    for pk, other in others:
        found = compare(record, other)
        if found and (pk not in likely or likely[pk].probability < found.probability):
            likely[pk] = found
    chosen = dict(sorted(likely.items(), key=lambda one: (-one[1].probability, one[0]))[:PAIRS_EACH])
    _keep(record, subject, chosen, now=now)
    return Found(len(chosen), len(others), common)


def subject_of(record: RepeatRecord) -> Any:
    """Return the need, offer or organisation of a record."""
    return record.need or record.offer or record.party


def is_live(subject: Any) -> bool:
    """Say whether a record still stands, so that it can be joined to another."""
    return isinstance(subject, Organization) or subject.closed_at is None


def _met(record: RepeatRecord) -> tuple[list[uuid.UUID], int]:
    """Return the records met under this one's keys, those met most often first, and how many keys are common."""
    times: Counter[uuid.UUID] = Counter()
    common = 0
    scope = scope_of(record)
    for key in record.keys.values_list("key", flat=True):
        rows = RepeatKey.objects.filter(organization_id=record.organization_id, scope=scope, key=key)
        there = list(rows.values_list("record", flat=True)[: KEY_LIMIT + 2])
        if len(there) > KEY_LIMIT + 1:
            common += 1
            continue
        times.update(pk for pk in there if pk != record.pk)
    return [pk for pk, _times in times.most_common(MOST_COMPARED)], common


def _standing(record: RepeatRecord, met: list[uuid.UUID]) -> list[tuple[uuid.UUID, RepeatRecord]]:
    """Return the records met, each with the id of what stands for it today; ended ones are left out."""
    rows = RepeatRecord.objects.filter(pk__in=met).select_related("need", "offer", "party")
    subject = subject_of(record)
    found = []
    for other in rows:
        there = subject_of(other)
        if not isinstance(there, Organization):
            if there.report_id == subject.report_id:
                continue  # one message tells two things: its writer has parted them
            there = there.standing
        if there.pk != subject.pk and is_live(there):
            found.append((there.pk, other))
    return found


def compare(record: RepeatRecord, other: RepeatRecord) -> Likely | None:
    """Return what the engine thinks of two records; None where they are different."""
    one, there = record.facts, other.facts
    verdict: Verdict
    if record.party_id:
        if one["uscc"] and there["uscc"] and one["uscc"] != there["uscc"]:
            return None  # two codes are two legal persons, whatever they are called
        verdict = same_organisation(party_record(one), party_record(there))
    else:
        verdict = same_need(need_record(one), need_record(there))
    if verdict.kind == VerdictKind.DIFFERENT:
        return None
    risk = max(one["risk"], there["risk"])
    return Likely(
        verdict.kind.value, verdict.probability, risk * verdict.probability, as_kept(verdict.reasons)
    )


def _keep(record: RepeatRecord, subject: Subject, likely: dict[uuid.UUID, Likely], *, now: datetime) -> None:
    """Make or renew open pairs; what a person decided stays as it is."""
    field = FIELD[type(subject)]
    known = {_other(pair, subject.pk): pair for pair in pairs_of([subject.pk], field)}
    Pair.objects.bulk_create(
        (
            Pair(
                organization_id=record.organization_id,
                crisis_id=record.crisis_id,
                found_at=now,
                **sides(field, subject.pk, pk),
                **vars(one),
            )
            for pk, one in likely.items()
            if pk not in known
        ),
        ignore_conflicts=True,  # somebody else may have found the same pair in this moment
    )
    for pk, pair in known.items():
        if pair.state != Pair.State.OPEN or pair.holder_id is not None:
            continue
        if pk in likely:
            Pair.objects.filter(pk=pair.pk, state=Pair.State.OPEN).update(**vars(likely[pk]))
        elif pk not in likely and _is_over(record, pk, field):
            Pair.objects.filter(pk=pair.pk, state=Pair.State.OPEN).delete()


def _is_over(record: RepeatRecord, pk: uuid.UUID, field: str) -> bool:
    """Say whether a pair found before no longer holds: a field was corrected since."""
    other = RepeatRecord.objects.filter(**{f"{field}_id": pk}).first()
    return other is None or compare(record, other) is None


def pairs_of(ids: Iterable[uuid.UUID], field: str) -> QuerySet[Pair]:
    """Return the pairs in which any of these records stands."""
    ids = list(ids)
    rows: QuerySet[Pair] = Pair.objects.filter(Q(**{f"{field}_a__in": ids}) | Q(**{f"{field}_b__in": ids}))
    return rows


def _other(pair: Pair, pk: uuid.UUID) -> uuid.UUID:
    one, other = pair.ids
    return other if one == pk else one


def sides(field: str, one: uuid.UUID, other: uuid.UUID) -> dict[str, uuid.UUID]:
    """Return both ids in the order in which a pair holds them."""
    first, second = sorted((one, other))
    return {f"{field}_a_id": first, f"{field}_b_id": second}


def drop_open_pairs(voice: Need | Offer) -> None:
    """Delete the pairs of a voice that nobody decided: it went where its twins are not."""
    pairs_of([voice.pk], FIELD[type(voice)]).filter(state=Pair.State.OPEN).delete()


def forget_repeats(report_id: uuid.UUID) -> None:
    """Delete what was kept of an erased report for comparing; open pairs resting on it end, too."""
    records = RepeatRecord.objects.filter(Q(need__report=report_id) | Q(offer__report=report_id))
    for field in ("need", "offer"):
        ids = [pk for pk in records.values_list(field, flat=True) if pk]
        pairs_of(ids, field).filter(state=Pair.State.OPEN).delete()
    records.delete()


@recorded("repeat.rebuild")
def rebuild_repeats(actor: Actor, subjects: Iterable[Subject], *, now: datetime) -> None:
    """Note these records anew and look for repeats of each: for data that came in before, or by another way."""
    pairs = records = 0
    for subject in subjects:
        with transaction.atomic():
            record = note_record(actor, subject)
            pairs += look_for(record, now=now).pairs
            RepeatRecord.objects.filter(pk=record.pk).update(looked_at=now)
        records += 1
    detail(records=records, pairs=pairs)
