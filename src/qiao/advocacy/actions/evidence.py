"""Binding a statement to records, and judging the records bound."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Max

from qiao.accounts.roles import Actor
from qiao.advocacy.facts import Scope, facts_of, is_sensitive
from qiao.advocacy.frozen import Freezable, frozen, hash_of, seal_of, summarise
from qiao.advocacy.models import Evidence, EvidenceRecord, Quote
from qiao.advocacy.personal import require_impersonal
from qiao.advocacy.searching import MOST_RECORDS, Search
from qiao.exceptions import (
    ConsentUnsaidError,
    EvidenceMissingError,
    EvidenceTooWideError,
    ReasonMissingError,
)
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded

LEAST_REASON = 4


@recorded("evidence.note")
def note_evidence(
    actor: Actor,
    crisis: Crisis,
    *,
    statement: str,
    records: Sequence[Freezable],
    frozen_at: datetime,
    search: Search | None = None,
    scope: Scope | None = None,
    sensitive: bool = False,
) -> Evidence:
    """Bind a statement to records as they stand now. The hash tells later whether the copy was touched.

    With `search`, the records are what it found, and it is kept. What tells of bereavement or health is sensitive
    whether or not somebody says so. Raises EvidenceMissingError where there is no record, EvidenceTooWideError where
    there are more than anybody can look through.
    """
    if not records:
        raise EvidenceMissingError(number=0)
    if len(records) > MOST_RECORDS:
        raise EvidenceTooWideError(most=MOST_RECORDS)
    scope = scope or Scope()
    copies = [frozen(one) for one in records]
    facts = facts_of(records, frozen_at=frozen_at, scope=scope)
    evidence = Evidence(
        organization_id=actor.acts_for,
        crisis=crisis,
        number=_next_number(actor, crisis),
        statement=statement,
        query=search.kept() if search else {},
        place=scope.place,
        group=scope.group,
        is_sensitive=sensitive or is_sensitive(records),
        frozen_at=frozen_at,
        hash=hash_of(copies),
        summary=summarise(records),
    )
    evidence.seal = seal_of(evidence, facts)
    evidence.save(force_insert=True)
    EvidenceRecord.objects.bulk_create(
        EvidenceRecord(
            evidence=evidence,
            record_type=copy["type"],
            record_id=copy["id"],
            content=copy,
            facts=said,
            stance=said["stance"],
        )
        for copy, said in zip(copies, facts, strict=True)
    )
    detail(records=len(copies), hash=evidence.hash, seal=evidence.seal)
    return evidence


def _next_number(actor: Actor, crisis: Crisis) -> int:
    """Return the next number in a crisis; others who bind at the same moment wait."""
    Crisis.objects.select_for_update(no_key=True).get(pk=crisis.pk)
    held = Evidence.objects.filter(organization_id=actor.acts_for, crisis=crisis)
    return int(held.aggregate(last=Max("number"))["last"] or 0) + 1


@recorded("evidence.drop")
def drop_record(_actor: Actor, record: EvidenceRecord, *, reason: str, at: datetime) -> Evidence:
    """Strike a record from its bundle. It stays in sight with the reason, and never lets the grade rise."""
    if len(reason.strip()) < LEAST_REASON:
        raise ReasonMissingError(least=LEAST_REASON)
    record.dropped_at, record.dropped_reason = at, reason.strip()
    record.save(update_fields=("dropped_at", "dropped_reason"))
    detail(record=str(record.pk))
    return record.evidence


@recorded("evidence.restore")
def restore_record(_actor: Actor, record: EvidenceRecord) -> Evidence:
    """Take a struck record back into its bundle."""
    record.dropped_at, record.dropped_reason = None, ""
    record.save(update_fields=("dropped_at", "dropped_reason"))
    detail(record=str(record.pk))
    return record.evidence


@recorded("evidence.judge")
def judge_record(_actor: Actor, record: EvidenceRecord, *, stance: str) -> Evidence:
    """Say whether a record bears the statement out, speaks against it, or says nothing to it."""
    detail(record=str(record.pk), before=record.stance, after=stance)
    record.stance = stance
    record.save(update_fields=("stance",))
    return record.evidence


@recorded("evidence.quote")
def quote_record(
    _actor: Actor, record: EvidenceRecord, *, text: str, consent: str, consent_note: str = ""
) -> Quote:
    """Keep a few words of what somebody said, edited so that nobody can be made out.

    Raises PersonalDataError where they still name somebody, ConsentUnsaidError where consent lacks its how and when.
    """
    require_impersonal(text)
    quote = Quote(record=record, text=text.strip(), consent=consent, consent_note=consent_note.strip())
    if quote.may_leave and not quote.consent_note:
        raise ConsentUnsaidError
    quote.save(force_insert=True)
    detail(evidence=str(record.evidence_id), consent=consent)
    return quote


@recorded("evidence.unquote")
def withdraw_quote(_actor: Actor, quote: Quote) -> Evidence:
    """Take a quote away: its speaker, or whoever edited it, thought better of it."""
    evidence: Evidence = quote.record.evidence
    detail(quote=str(quote.pk))
    quote.delete()
    return evidence
