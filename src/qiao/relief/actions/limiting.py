"""A donor says how much one recipient may get at most; or takes that word back."""

from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.exceptions import LineAlreadyDecidedError, QuantityInvalidError
from qiao.intake.actions.voices import LARGEST
from qiao.intake.models import Offer
from qiao.relief.donor_limits import donor_of
from qiao.relief.models import DonorLimit
from qiao.trail.recorded import detail, recorded


@recorded("donor_limit.set")
def set_donor_limit(actor: Actor, offer: Offer, *, most: int, at: datetime) -> DonorLimit:
    """Write down that the donor of an offer allows one recipient so many pieces, over all the donor gives of the item.

    What was promised before stays; it counts, and nothing is added to it.

    Raises
    ------
    QuantityInvalidError
        When the number is not above zero, or the item of the offer is not known.
    """
    if not 0 < most <= LARGEST or offer.item_id is None:
        raise QuantityInvalidError(field="每个接收方最多", value=most)
    donor = donor_of(offer)
    same = DonorLimit.objects.filter(crisis=offer.crisis_id, item=offer.item_id, donor=donor)
    same.filter(ended_at__isnull=True).update(ended_at=at)
    made: DonorLimit = DonorLimit.objects.create(
        organization_id=actor.acts_for,
        crisis_id=offer.crisis_id,
        item_id=offer.item_id,
        donor=donor,
        party_id=offer.party_id,
        most=most,
        told_at=at,
        told_by_id=actor.user_id,
    )
    detail(offer=str(offer.pk), most=most)
    return made


@recorded("donor_limit.end")
def end_donor_limit(_actor: Actor, limit: DonorLimit, *, at: datetime) -> DonorLimit:
    """Take a limit back. Raises LineAlreadyDecidedError when it has ended."""
    if not DonorLimit.objects.filter(pk=limit.pk, ended_at__isnull=True).update(ended_at=at):
        raise LineAlreadyDecidedError(state="已结束")
    limit.refresh_from_db()
    detail(most=limit.most)
    return limit
