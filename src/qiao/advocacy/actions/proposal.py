"""Drafting a proposal and its items."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from qiao.accounts.roles import Actor
from qiao.advocacy.formats import formats
from qiao.advocacy.models import Evidence, Proposal, ProposalItem
from qiao.exceptions import FormatUnknownError, LineAlreadyDecidedError
from qiao.registry.models import Crisis, Department
from qiao.trail.recorded import detail, recorded


@recorded("proposal.draft")
def draft_proposal(
    actor: Actor, crisis: Crisis, /, *, title: str, situation: str = "", **facts: Any
) -> Proposal:
    """Begin a proposal on one matter (一事一议)."""
    _require_known(facts.get("format"))
    proposal: Proposal = Proposal.objects.create(
        organization_id=actor.acts_for, crisis=crisis, title=title, situation=situation, **facts
    )
    return proposal


@recorded("proposal.write")
def write_proposal(_actor: Actor, proposal: Proposal, /, **texts: str) -> Proposal:
    """Write title, situation, analysis or horizon of a draft. What was filed is not written anew."""
    require_draft(proposal)
    _require_known(texts.get("format"))
    for name, text in texts.items():
        setattr(proposal, name, text)
    proposal.save(update_fields=tuple(texts))
    detail(fields=",".join(sorted(texts)))
    return proposal


def _require_known(form: str | None) -> None:
    if form is not None and form not in formats():
        raise FormatUnknownError(format=form)


def require_draft(proposal: Proposal) -> None:
    """Raise LineAlreadyDecidedError where a proposal was filed: what was filed is not changed."""
    if proposal.state != Proposal.State.DRAFT:
        raise LineAlreadyDecidedError(state=_(str(proposal.get_state_display())))


@recorded("proposal.add_item")
def add_item(
    _actor: Actor, proposal: Proposal, /, *, evidence: Iterable[Evidence] = (), **facts: Any
) -> ProposalItem:
    """Add the next numbered item: its problem, what is asked, to whom (addressee may follow), its indicator."""
    require_draft(Proposal.objects.select_for_update(no_key=True).get(pk=proposal.pk))
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
    require_draft(item.proposal)
    for name, value in facts.items():
        setattr(item, name, value)
    item.save(update_fields=tuple(facts))
    item.evidence.set(evidence)
    detail(number=item.number)
    return item


def department_called(name: str) -> Department:
    """Return the department of this name; one that is not on the list yet is put there."""
    return Department.objects.get_or_create(name=name)[0]
