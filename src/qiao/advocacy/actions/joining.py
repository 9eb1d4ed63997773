"""What others give to a proposal: expert advice, co-signatures, remarks."""

from datetime import date, datetime

from qiao.accounts.roles import Actor
from qiao.advocacy.actions.proposal import require_draft
from qiao.advocacy.models import Contribution, CoSignature, Proposal, ProposalItem, Remark
from qiao.registry.models import Organization
from qiao.trail.recorded import detail, recorded


@recorded("proposal.contribute")
def add_contribution(
    _actor: Actor,
    proposal: Proposal,
    *,
    name: str,
    field: str,
    text: str,
    given_on: date,
    item: ProposalItem | None = None,
    is_named: bool = False,
) -> Contribution:
    """Keep what an expert of a field gave. The trail tells the field, never the name."""
    made: Contribution = Contribution.objects.create(
        proposal=proposal, item=item, name=name, field=field, text=text, given_on=given_on, is_named=is_named
    )
    detail(proposal=str(proposal.pk), field=field, item=item.number if item else None)
    return made


@recorded("proposal.cosign")
def cosign(
    _actor: Actor, proposal: Proposal, *, organization: Organization, agreed_on: date, proof: str
) -> CoSignature:
    """Record that another organisation signs with us; once for each."""
    require_draft(proposal)
    made: CoSignature = CoSignature.objects.update_or_create(
        proposal=proposal, organization=organization, defaults={"agreed_on": agreed_on, "proof": proof}
    )[0]
    detail(proposal=str(proposal.pk), organization=str(organization.pk))
    return made


@recorded("proposal.remark")
def remark(actor: Actor, proposal: Proposal, *, text: str, item: ProposalItem | None = None) -> Remark:
    """Remark on a proposal or an item. It never leaves."""
    made: Remark = Remark.objects.create(proposal=proposal, item=item, text=text, made_by_id=actor.user_id)
    detail(proposal=str(proposal.pk))
    return made


@recorded("proposal.settle_remark")
def settle_remark(_actor: Actor, said: Remark, *, at: datetime) -> Remark:
    """Say that a remark was dealt with. It stays in sight."""
    said.settled_at = at
    said.save(update_fields=("settled_at",))
    detail(proposal=str(said.proposal_id))
    return said
