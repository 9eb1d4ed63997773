"""Whom an offer is for, in the donor's own word: a unit, a county, a purpose. The plan obeys all three.

A purpose binds the plan as the group of people it means; words that nobody has read yet keep goods out of plans.
"""

from qiao.accounts.roles import Actor
from qiao.exceptions import LineAlreadyDecidedError
from qiao.intake.holding import held_voices
from qiao.intake.models import Offer
from qiao.registry.models import Organization, Place
from qiao.trail.kinds import refuse_personal
from qiao.trail.recorded import detail, recorded


@recorded("offer.earmark")
def earmark_offer(
    _actor: Actor,
    offer: Offer,
    /,
    *,
    recipient: Organization | None,
    place: Place | None,
    purpose: str = "",
    purpose_group: str = "",
) -> Offer:
    """Write down whom an offer is for; nothing at all takes an earlier word back.

    Raises
    ------
    LineAlreadyDecidedError
        When it has ended, or goods of it are promised already.
    NoticePersonalError
        When the purpose holds a number of a person.
    """
    refuse_personal(purpose)
    claimed = Offer.objects.select_for_update().get(pk=offer.pk)
    if claimed.closed_at is not None or held_voices([claimed.pk]):
        raise LineAlreadyDecidedError(state=claimed.get_state_display())
    claimed.earmark_recipient, claimed.earmark_place = recipient, place
    claimed.purpose, claimed.purpose_group = purpose, purpose_group
    claimed.save(update_fields=("earmark_recipient", "earmark_place", "purpose", "purpose_group"))
    detail(
        recipient=str(recipient.pk) if recipient else "",
        place=place.code if place else "",
        has_purpose=bool(purpose),
        group=purpose_group,
    )
    return claimed


@recorded("offer.purpose")
def read_purpose(_actor: Actor, offer: Offer, /, *, purpose_group: str) -> Offer:
    """Say whom the donor's words mean, so that the plan obeys; or that they name no group, and a person assigns.

    Raises
    ------
    LineAlreadyDecidedError
        When the offer has ended, or its donor has named no purpose.
    """
    if offer.closed_at is not None or not offer.purpose:
        raise LineAlreadyDecidedError(state=offer.get_state_display())
    before, offer.purpose_group = offer.purpose_group, purpose_group
    offer.save(update_fields=("purpose_group",))
    detail(before=before, group=purpose_group)
    return offer
