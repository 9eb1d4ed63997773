"""Evidence is bound, advice drafted, filed with departments, and what came of it recorded by clause."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from qiao.accounts.roles import Actor
from qiao.advocacy.frozen import Freezable, frozen, hash_of, summarise
from qiao.advocacy.models import Evidence, EvidenceRecord, Filing, Outcome, Proposal, ProposalItem
from qiao.exceptions import EvidenceMissingError, LineAlreadyDecidedError
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
        organization_id=actor.acts_for,
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


@recorded("proposal.draft")
def draft_proposal(
    actor: Actor, crisis: Crisis, /, *, title: str, situation: str = "", **facts: Any
) -> Proposal:
    """Begin a proposal on one matter (一事一议)."""
    proposal: Proposal = Proposal.objects.create(
        organization_id=actor.acts_for, crisis=crisis, title=title, situation=situation, **facts
    )
    return proposal


@recorded("proposal.write")
def write_proposal(_actor: Actor, proposal: Proposal, /, **texts: str) -> Proposal:
    """Write title, situation, analysis or horizon of a draft. What was filed is not written anew."""
    _require_draft(proposal)
    for name, text in texts.items():
        setattr(proposal, name, text)
    proposal.save(update_fields=tuple(texts))
    detail(fields=",".join(sorted(texts)))
    return proposal


def _require_draft(proposal: Proposal) -> None:
    if proposal.state != Proposal.State.DRAFT:
        raise LineAlreadyDecidedError(state=_(str(proposal.get_state_display())))


@recorded("proposal.add_item")
def add_item(
    _actor: Actor, proposal: Proposal, /, *, evidence: Iterable[Evidence] = (), **facts: Any
) -> ProposalItem:
    """Add the next numbered item: its problem, what is asked, to whom (addressee may follow), its indicator."""
    _require_draft(Proposal.objects.select_for_update().get(pk=proposal.pk))
    number = proposal.items.count() + 1
    item = ProposalItem.objects.create(proposal=proposal, number=number, **facts)
    item.evidence.set(evidence)
    detail(number=number)
    return item


@recorded("proposal.amend_item")
def amend_item(
    _actor: Actor, item: ProposalItem, /, *, evidence: Iterable[Evidence] = (), **facts: Any
) -> ProposalItem:
    """Put another text, addressee or evidence in the place of an item's own, while its proposal is a draft."""
    _require_draft(item.proposal)
    for name, value in facts.items():
        setattr(item, name, value)
    item.save(update_fields=tuple(facts))
    item.evidence.set(evidence)
    detail(number=item.number)
    return item


def department_called(name: str) -> Department:
    """Return the department of this name; one that is not on the list yet is put there."""
    return Department.objects.get_or_create(name=name)[0]


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
            defaults={"organization_id": actor.acts_for, "filed_on": filed_on},
        )[0]
        for department in departments
    ]
    if proposal.state == Proposal.State.DRAFT:
        proposal.state = Proposal.State.FILED
        proposal.save(update_fields=("state",))
    detail(proposal=str(proposal.pk), departments=len(filings), channel=channel)
    return filings


@recorded("outcome.record")
def record_outcome(actor: Actor, proposal: Proposal, /, *, step: str, **facts: Any) -> Outcome:
    """Record a step of what became of a proposal, or of one item by clause."""
    outcome: Outcome = Outcome.objects.create(
        organization_id=actor.acts_for, proposal=proposal, step=step, **facts
    )
    if step != Outcome.Step.RECEIVED and proposal.state != Proposal.State.ANSWERED:
        proposal.state = Proposal.State.ANSWERED
        proposal.save(update_fields=("state",))
    detail(proposal=str(proposal.pk), step=step, attribution=outcome.attribution)
    return outcome
