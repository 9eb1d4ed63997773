"""Recording what became of a proposal."""

from typing import Any

from qiao.accounts.roles import Actor
from qiao.advocacy.models import Outcome, Proposal
from qiao.trail.recorded import detail, recorded


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
