"""Which records may tell the same as these? Looked up by keys, a bounded number of index reads each time.

One record or ten thousand go the same way: noted together, looked up together, their pairs written together.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor
from qiao.intake.models import Need, Offer, Pair, RepeatKey, RepeatRecord
from qiao.intake.repeats.facts import Likely, facts_of_party, facts_of_voices
from qiao.intake.repeats.keys import write_keys
from qiao.intake.repeats.meeting import compare, meet
from qiao.registry.models import Organization
from qiao.trail.recorded import detail, recorded

PAIRS_EACH = 8
"""The likeliest so many pairs of a record are shown to a person."""
ASKED_EACH = 1
"""Of the times before at which a house asked for the same, the likeliest so many are kept."""
AT_ONCE = 500

Subject = Need | Offer | Organization
FIELD: dict[type[Any], str] = {Need: "need", Offer: "offer", Organization: "party"}


@dataclass(frozen=True)
class Found:
    """What look-ups came to: pairs made or renewed, records compared, keys under which more stand than are met."""

    pairs: int = 0
    compared: int = 0
    common_keys: int = 0


def note_repeats(actor: Actor, subject: Subject, *, now: datetime | None = None) -> Found:
    """Keep by what a record is compared, and look for others that may tell the same.

    To be called inside the action that opened or changed it. Doing it again changes nothing.
    """
    return note_all([subject], organization=actor.acts_for, now=now)


def note_all(subjects: Sequence[Subject], *, organization: uuid.UUID, now: datetime | None = None) -> Found:
    """Keep by what records are compared, and look for others: for a door through which many come at once."""
    pairs = compared = common = 0
    for kind in FIELD:
        told = [one for one in subjects if isinstance(one, kind)]
        for start in range(0, len(told), AT_ONCE):
            records = note_records(told[start : start + AT_ONCE], organization=organization)
            found = look_for(records, now=now or timezone.now())
            pairs, compared, common = (
                pairs + found.pairs,
                compared + found.compared,
                common + found.common_keys,
            )
    return Found(pairs, compared, common)


def note_records(subjects: Sequence[Any], *, organization: uuid.UUID) -> list[RepeatRecord]:
    """Keep facts and keys of records of one kind as they are now. What did not change is not written.

    Always in the order of their ids, so that two who write the same records wait for each other and never crosswise.
    """
    if not subjects:
        return []
    field = FIELD[type(subjects[0])]
    ordered = sorted({one.pk: one for one in subjects}.values(), key=lambda one: one.pk)
    told = facts_of_voices(ordered) if field != "party" else [facts_of_party(one) for one in ordered]
    facts = {one.pk: held for one, held in zip(ordered, told, strict=True)}
    crises = {one.pk: None if field == "party" else one.crisis_id for one in ordered}
    known = _known(field, list(facts), organization)
    fresh = [
        RepeatRecord(
            **{f"{field}_id": pk}, organization_id=organization, crisis_id=crises[pk], facts=facts[pk]
        )
        for pk in facts
        if pk not in known
    ]
    written = _write(field, fresh, organization)
    mine = {one.pk for one in fresh}
    changed = [
        one
        for pk, one in {**known, **written}.items()
        if one.pk not in mine and (one.facts != facts[pk] or one.crisis_id != crises[pk])
    ]
    for one in sorted(changed, key=lambda record: record.pk):
        pk = getattr(one, f"{field}_id")
        one.facts, one.crisis_id = facts[pk], crises[pk]
        one.save(update_fields=("facts", "crisis_id"))
    if changed:
        RepeatKey.objects.filter(record__in=[one.pk for one in changed]).delete()
    keyed = [one for one in written.values() if one.pk in mine] + changed
    write_keys(keyed)
    there = {**known, **written}
    for one in ordered:
        setattr(there[one.pk], field, one)  # read already
    return [there[one.pk] for one in ordered]


def _write(
    field: str, fresh: Sequence[RepeatRecord], organization: uuid.UUID
) -> dict[uuid.UUID, RepeatRecord]:
    """Write records that were not known; where somebody else notes one in this moment, theirs stands."""
    if not fresh:
        return {}
    try:
        with transaction.atomic():
            RepeatRecord.objects.bulk_create(fresh)
    except IntegrityError:
        RepeatRecord.objects.bulk_create(fresh, ignore_conflicts=True)
        return _known(field, [getattr(one, f"{field}_id") for one in fresh], organization)
    return {getattr(one, f"{field}_id"): one for one in fresh}


def _known(field: str, ids: list[uuid.UUID], organization: uuid.UUID) -> dict[uuid.UUID, RepeatRecord]:
    rows: QuerySet[RepeatRecord] = RepeatRecord.objects.filter(
        **{f"{field}__in": ids}, organization=organization
    )
    return {getattr(one, f"{field}_id"): one for one in rows}


def look_for(records: Sequence[RepeatRecord], *, now: datetime) -> Found:
    """Compare records of one kind with those they meet; keep the likeliest pairs, and drop those that no longer hold."""
    live = [one for one in records if is_live(subject_of(one))]
    if not live:
        return Found()
    field = FIELD[type(subject_of(live[0]))]
    met = meet(live)
    chosen: dict[uuid.UUID, dict[uuid.UUID, Likely]] = {}
    for record in live:
        likely = met.of[record.pk].likely
        best = sorted(likely.items(), key=lambda one: (-one[1].probability, one[0]))
        asked = [one for one in best if one[1].verdict == Pair.Verdict.AGAIN]
        alike = [one for one in best if one[1].verdict != Pair.Verdict.AGAIN]
        chosen[subject_of(record).pk] = dict([*alike[:PAIRS_EACH], *asked[:ASKED_EACH]])
    _keep(field, live, chosen, now=now)
    return Found(
        sum(map(len, chosen.values())),
        sum(one.compared for one in met.of.values()),
        sum(one.common for one in met.of.values()),
    )


def subject_of(record: RepeatRecord) -> Any:
    """Return the need, offer or organisation of a record."""
    return record.need or record.offer or record.party


def is_live(subject: Any) -> bool:
    """Say whether a record still stands, so that it can be joined to another."""
    return isinstance(subject, Organization) or subject.closed_at is None


def _keep(
    field: str,
    records: Sequence[RepeatRecord],
    chosen: Mapping[uuid.UUID, Mapping[uuid.UUID, Likely]],
    *,
    now: datetime,
) -> None:
    """Make or renew open pairs; what a person decided stays as it is. Written in the order of the ids."""
    known: dict[tuple[uuid.UUID, uuid.UUID], Pair] = {
        pair.ids: pair for pair in pairs_of(chosen, field).order_by("pk")
    }
    owner = {subject_of(one).pk: one for one in records}
    wanted: dict[tuple[uuid.UUID, uuid.UUID], tuple[RepeatRecord, Likely]] = {}
    for pk, others in chosen.items():
        for other, likely in others.items():
            wanted.setdefault((min(pk, other), max(pk, other)), (owner[pk], likely))
    Pair.objects.bulk_create(
        (
            Pair(
                organization_id=record.organization_id,
                crisis_id=record.crisis_id,
                found_at=now,
                **sides(field, *ids),
                **vars(likely),
            )
            for ids, (record, likely) in sorted(wanted.items(), key=lambda one: one[0])
            if ids not in known
        ),
        ignore_conflicts=True,  # somebody else may have found the same pair in this moment
        batch_size=AT_ONCE,
    )
    for ids, pair in known.items():
        if pair.state != Pair.State.OPEN or pair.holder_id is not None:
            continue
        still = Pair.objects.filter(pk=pair.pk, state=Pair.State.OPEN, holder__isnull=True)
        if ids in wanted:
            likely = wanted[ids][1]
            if any(getattr(pair, name) != value for name, value in vars(likely).items()):
                still.update(**vars(likely))
        elif _is_over(field, ids, owner):
            still.delete()


def _is_over(field: str, ids: tuple[uuid.UUID, uuid.UUID], owner: Mapping[uuid.UUID, RepeatRecord]) -> bool:
    """Say whether a pair found before no longer holds: a field was corrected since."""
    both = [owner.get(pk) or RepeatRecord.objects.filter(**{f"{field}_id": pk}).first() for pk in ids]
    return both[0] is None or both[1] is None or compare(both[0], both[1]) is None


def pairs_of(ids: Iterable[uuid.UUID], field: str) -> QuerySet[Pair]:
    """Return the pairs in which any of these records stands."""
    ids = list(ids)
    rows: QuerySet[Pair] = Pair.objects.filter(Q(**{f"{field}_a__in": ids}) | Q(**{f"{field}_b__in": ids}))
    return rows


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


def look_again_after_renaming(parties: Sequence[uuid.UUID]) -> None:
    """Let what was compared by the names of these organisations, whoever noted it, be noted and looked at anew."""
    with scopes_disabled():
        called = Q()
        for field in ("party", "need__party", "offer__party"):
            called |= Q(**{f"{field}__in": parties}) | Q(**{f"{field}__same_as__in": parties})
        ids = list(RepeatRecord.objects.filter(called, looked_at__isnull=False).values_list("pk", flat=True))
        for start in range(0, len(ids), AT_ONCE):
            RepeatRecord.objects.filter(pk__in=ids[start : start + AT_ONCE]).update(looked_at=None)


@recorded("repeat.rebuild")
def rebuild_repeats(actor: Actor, subjects: Iterable[Subject], *, now: datetime) -> None:
    """Note these records anew and look for repeats of each: for data that came in before, or by another way."""
    pairs = records = 0
    told: dict[type[Any], list[Subject]] = defaultdict(list)
    for one in subjects:
        told[type(one)].append(one)
    for held in told.values():
        for start in range(0, len(held), AT_ONCE):
            with transaction.atomic():
                noted = note_records(held[start : start + AT_ONCE], organization=actor.acts_for)
                pairs += look_for(noted, now=now).pairs
                RepeatRecord.objects.filter(pk__in=[one.pk for one in noted]).update(looked_at=now)
            records += len(noted)
    detail(records=records, pairs=pairs)
