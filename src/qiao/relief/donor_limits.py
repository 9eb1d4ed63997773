"""How much a donor allows one recipient, and how much of that is given: over all lots of the donor."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models.functions import Coalesce

from qiao.exceptions import DonorLimitError
from qiao.intake.models import Need, Offer
from qiao.relief.models import DonorLimit, Match


@dataclass(frozen=True)
class Standing:
    """A limit that stands, with what each recipient has of it already: name of a recipient → pieces."""

    limit: DonorLimit
    had: Mapping[str, int]

    def left(self, need: Need) -> int:
        """Return how many pieces whoever asks in this need may still get."""
        return max(0, self.limit.most - self.had.get(recipient_of(need), 0))


def donor_of(offer: Offer) -> str:
    """Return under what name a donor's offers are counted together: the unit, else its name as told, else the offer."""
    return str(offer.party_id) if offer.party_id else offer.party_text.strip() or str(offer.pk)


def recipient_of(need: Need) -> str:
    """Return under what name a recipient's pieces are counted: the unit, or the need itself where none is known."""
    return str(need.party_id) if need.party_id else f"?{need.pk}"


def standing_of(offers: Iterable[Offer]) -> dict[uuid.UUID, Standing]:
    """Return offer → the limit of its donor for its item, where one stands."""
    offers = [one for one in offers if one.item_id]
    rows = DonorLimit.objects.filter(crisis__in={one.crisis_id for one in offers}, ended_at__isnull=True)
    limits: dict[tuple[uuid.UUID, uuid.UUID | None, str], DonorLimit] = {
        (one.crisis_id, one.item_id, one.donor): one for one in rows.select_related("item")
    }
    if not limits:
        return {}
    standing = {key: Standing(limit, _had(limit)) for key, limit in limits.items()}
    found = {one.pk: standing.get((one.crisis_id, one.item_id, donor_of(one))) for one in offers}
    return {pk: one for pk, one in found.items() if one is not None}


def _had(limit: DonorLimit) -> Counter[str]:
    """Return what recipients got or were promised out of the donor's offers; what was signed for counts as signed."""
    rows = Match.objects.filter(crisis=limit.crisis_id, offer__item=limit.item_id)
    rows = rows.exclude(state=Match.State.WITHDRAWN).select_related("offer", "need")
    had: Counter[str] = Counter()
    for one in rows.annotate(counted=Coalesce("delivery__receipt__quantity", "quantity")):
        if donor_of(one.offer) == limit.donor:
            had[recipient_of(one.need)] += one.counted
    return had


def check_limit(need: Need, offer: Offer, quantity: int, *, gives_back: int = 0) -> None:
    """Refuse more than the donor allows this recipient. `gives_back` pieces it has are counted off first.

    Raises
    ------
    DonorLimitError
        When the recipient would have more than the limit.
    """
    rows = DonorLimit.objects.select_for_update(no_key=True).filter(
        crisis=offer.crisis_id, item=offer.item_id, donor=donor_of(offer), ended_at__isnull=True
    )
    limit: DonorLimit | None = rows.order_by().first()
    if limit is None:
        return
    left = Standing(limit, _had(limit)).left(need) + gives_back
    if quantity > left:
        raise DonorLimitError(most=limit.most, left=left, asked=quantity)
