"""What the grade of a bundle is made of: who says it, by what way, where, when, how it was checked.

Frozen beside each copy. Who speaks is a number that holds in its bundle alone: nobody is followed from one to another.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qiao.advocacy.frozen import Freezable
from qiao.advocacy.models import Evidence, EvidenceRecord
from qiao.advocacy.searching import groups_of
from qiao.engines.evidence import Bundle, Grade, Stance, Witness, grade_of
from qiao.gaps.queries.grid import SENSITIVE_ITEMS
from qiao.intake.models import HearsayCheck, Need, Offer, Report, Verification
from qiao.intake.queries.hearsay import findings_of
from qiao.registry.leaving import SENSITIVE
from qiao.registry.models import Place
from qiao.registry.queries import prefix_of
from qiao.relief.models import Receipt

CONFIRMING = {Verification.Result.CONFIRMED, Verification.Result.CHANGED, Verification.Result.MET}
OWN_EYES = {Verification.Method.VISIT, Verification.Method.NOTICE, Verification.Method.SECOND_SOURCE}
"""Ways of checking that are a source of their own; a call to whoever told it is not."""

SIGNED = "RECEIPT"


@dataclass(frozen=True)
class Scope:
    """The place and the group that a finding is about; empty for the whole crisis and everybody."""

    place: Place | None = None
    group: str = ""


def facts_of(records: Sequence[Freezable], *, frozen_at: datetime, scope: Scope) -> list[dict[str, Any]]:
    """Return the facts of each record, in order."""
    refuted = _refuted(records)
    numbers: dict[str, str] = {}
    found = []
    for one in records:
        facts = _facts(one, frozen_at)
        who = facts.pop("who")
        facts["speaker"] = numbers.setdefault(who, str(len(numbers) + 1)) if who else ""
        facts["relevant"] = _is_relevant(facts["place"], facts["groups"], scope)
        facts["stance"] = _stance(one, refuted)
        found.append(facts)
    return found


def is_sensitive(records: Iterable[Freezable]) -> bool:
    """Say whether records tell of bereavement or of somebody's health."""
    return any(groups_of(one) & SENSITIVE or _items_of(one) & SENSITIVE_ITEMS for one in records)


def _items_of(record: Freezable) -> set[str]:
    return {need.item.code for need in _needs_of(record) if need.item}


def _needs_of(record: Freezable) -> list[Need]:
    if isinstance(record, Need):
        return [record]
    if isinstance(record, Receipt):
        return [record.delivery.match.need]
    return list(record.needs.all()) if isinstance(record, Report) else []


def _facts(record: Freezable, frozen_at: datetime) -> dict[str, Any]:
    needs = _needs_of(record)
    party = next((need.party_id for need in needs if need.party_id), None)
    places = [need.place for need in needs]
    if isinstance(record, Report | Offer):
        places.insert(0, record.place)
    place = next((one.code for one in places if one), "")
    told = _told_at(record)
    checks = [check for need in needs for check in need.verifications.all() if check.result in CONFIRMING]
    return {
        "who": f"unit:{party}" if party else _mark(record),
        "unit": party is not None,
        "voice": str(_voice(record)),
        "sources": sorted(_sources(record, checks)),
        "place": place,
        "groups": sorted(groups_of(record)),
        "verified": isinstance(record, Receipt) or bool(checks),
        "told_at": told.isoformat(timespec="seconds"),
        "days": max(0, (frozen_at - told).days),
    }


def _voice(record: Freezable) -> uuid.UUID:
    """Return what makes one voice: a message and all that was read of it are one."""
    report: uuid.UUID | None = getattr(record, "report_id", None)
    return report or record.pk


def _mark(record: Freezable) -> str:
    report = record if isinstance(record, Report) else getattr(record, "report", None)
    phone = next(iter(report.phones.all()), None) if report else None
    return f"phone:{phone.mark}" if phone else ""


def _sources(record: Freezable, checks: Sequence[Verification]) -> set[str]:
    report = record if isinstance(record, Report) else getattr(record, "report", None)
    own = {report.source} if report else {SIGNED}
    return own | {check.method for check in checks if check.method in OWN_EYES}


def _told_at(record: Freezable) -> datetime:
    if isinstance(record, Receipt):
        return record.signed_at
    report: Report = record if isinstance(record, Report) else record.report
    return report.told_at


def _refuted(records: Sequence[Freezable]) -> set[uuid.UUID]:
    findings = findings_of({_voice(one) for one in records})
    return {pk for pk, one in findings.items() if one.verdict == HearsayCheck.Verdict.REFUTED}


def _stance(record: Freezable, refuted: set[uuid.UUID]) -> str:
    denied = isinstance(record, Need) and record.state == Need.State.REJECTED
    against = denied or _voice(record) in refuted
    return EvidenceRecord.Stance.AGAINST if against else EvidenceRecord.Stance.FOR


def _is_relevant(place: str, groups: Iterable[str], scope: Scope) -> bool:
    """Say whether place and group are those asked for. What is not known is not taken for what was asked."""
    is_there = bool(place) and (scope.place is None or place.startswith(prefix_of(scope.place.code)))
    return is_there and (not scope.group or scope.group in groups)


# The grade


def bundle_of(evidence: Evidence) -> Bundle:
    """Return frozen evidence as the engine looks at it."""
    rows = list(evidence.records.all())
    return Bundle(
        found=[_witness(row) for row in rows],
        dropped={str(row.pk) for row in rows if row.dropped_at},
        is_by_hand=evidence.is_by_hand,
    )


def grade(evidence: Evidence) -> Grade:
    """Return how much evidence carries."""
    return grade_of(bundle_of(evidence))


def grade_before(records: Sequence[Freezable], *, frozen_at: datetime, scope: Scope) -> Grade:
    """Return how much a bundle of a search would carry if it were frozen now."""
    facts = facts_of(records, frozen_at=frozen_at, scope=scope)
    return grade_of(Bundle([_of(str(number), one, one["stance"]) for number, one in enumerate(facts)]))


def _witness(row: EvidenceRecord) -> Witness:
    return _of(str(row.pk), row.facts, row.stance)


def _of(name: str, facts: dict[str, Any], stance: str) -> Witness:
    """Return a witness; one frozen before facts were kept is of nobody, unverified and of unknown age."""
    return Witness(
        id=name,
        speaker=facts.get("speaker", ""),
        sources=frozenset(facts.get("sources", ())),
        place=facts.get("place", ""),
        is_verified=facts.get("verified", False),
        stance=Stance(stance),
        is_relevant=facts.get("relevant", False),
        age_days=facts.get("days"),
    )
