"""Evidence is bound, advice drafted, filed with departments, and what came of it recorded by clause."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import rfc8785
from django.db.models import Count

from qiao.accounts.roles import Actor
from qiao.advocacy.frozen import Freezable, frozen, summarise
from qiao.advocacy.models import Evidence, EvidenceRecord, Filing, Outcome, Proposal, ProposalItem
from qiao.exceptions import EvidenceMissingError
from qiao.registry.models import Crisis, Department
from qiao.trail.recorded import detail, recorded


@recorded("evidence.note")
def note_evidence(
    actor: Actor, crisis: Crisis, *, statement: str, records: Sequence[Freezable], frozen_at: datetime
) -> Evidence:
    """Bind a statement to records as they stand now. The hash tells later whether the copy was touched.

    Raises EvidenceMissingError where there is no record.
    """
    if not records:
        raise EvidenceMissingError(number=0)
    copies = [frozen(one) for one in records]
    evidence: Evidence = Evidence.objects.create(
        organization_id=actor.organization_id,
        crisis=crisis,
        statement=statement,
        frozen_at=frozen_at,
        hash=hash_of(copies),
        summary=summarise(records),
    )
    EvidenceRecord.objects.bulk_create(
        EvidenceRecord(
            evidence=evidence,
            record_type=copy["type"],
            record_id=copy["id"],
            content=copy,
        )
        for copy in copies
    )
    detail(records=len(copies), hash=evidence.hash)
    return evidence


def hash_of(copies: Iterable[dict[str, Any]]) -> str:
    """Return the SHA-256 over the canonical JSON of frozen copies, whatever their order."""
    ordered = sorted(copies, key=lambda copy: (copy["type"], copy["id"]))
    return hashlib.sha256(rfc8785.dumps(ordered)).hexdigest()


@recorded("proposal.draft")
def draft_proposal(actor: Actor, crisis: Crisis, *, title: str, situation: str = "", **facts: Any) -> Proposal:
    """Begin a proposal on one matter (一事一议)."""
    proposal: Proposal = Proposal.objects.create(
        organization_id=actor.organization_id, crisis=crisis, title=title, situation=situation, **facts
    )
    return proposal


@recorded("proposal.add_item")
def add_item(
    _actor: Actor,
    proposal: Proposal,
    *,
    problem: str,
    ask: str,
    addressee: Department | None,
    evidence: Iterable[Evidence] = (),
) -> ProposalItem:
    """Add the next numbered item."""
    number = proposal.items.count() + 1
    item = ProposalItem.objects.create(
        proposal=proposal, number=number, problem=problem, ask=ask, addressee=addressee
    )
    item.evidence.set(evidence)
    detail(number=number)
    return item


@recorded("proposal.file")
def file_proposal(
    actor: Actor, proposal: Proposal, *, departments: Sequence[Department], channel: str, filed_on: date
) -> list[Filing]:
    """File the proposal with several departments.

    Raises EvidenceMissingError naming the first item without addressee or evidence, or where there is no item.
    """
    items = list(proposal.items.annotate(bound=Count("evidence")))
    if not items:
        raise EvidenceMissingError(number=1)
    for item in items:
        if item.addressee_id is None or not item.bound:
            raise EvidenceMissingError(number=item.number)
    filings = [
        Filing.objects.get_or_create(
            proposal=proposal,
            department=department,
            channel=channel,
            defaults={"organization_id": actor.organization_id, "filed_on": filed_on},
        )[0]
        for department in departments
    ]
    if proposal.state == Proposal.State.DRAFT:
        proposal.state = Proposal.State.FILED
        proposal.save(update_fields=("state",))
    detail(proposal=str(proposal.pk), departments=len(filings), channel=channel)
    return filings


@recorded("outcome.record")
def record_outcome(actor: Actor, proposal: Proposal, *, step: str, **facts: Any) -> Outcome:
    """Record a step of what became of a proposal, or of one item by clause."""
    outcome: Outcome = Outcome.objects.create(
        organization_id=actor.organization_id, proposal=proposal, step=step, **facts
    )
    if step != Outcome.Step.RECEIVED and proposal.state != Proposal.State.ANSWERED:
        proposal.state = Proposal.State.ANSWERED
        proposal.save(update_fields=("state",))
    detail(proposal=str(proposal.pk), step=step, attribution=outcome.attribution)
    return outcome
