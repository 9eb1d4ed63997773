"""Who else could have a part of what is held for a need, or planned for it."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from qiao.intake.models import Need, Offer
from qiao.intake.queries import needs_for_plan
from qiao.registry.models import Substitution
from qiao.registry.units import counts_pieces_of
from qiao.relief.models import Match, Reallocation
from qiao.relief.problem import promised

OTHERS = 50
"""So many needs are offered to choose from."""


@dataclass(frozen=True)
class Other:
    """Another need that could have a part, with what it still lacks; None where that is not known."""

    need: Need
    missing: int | None
    is_substitute: bool

    def suggested(self, most: int) -> int | None:
        """Return what it lacks, as far as that goes; nothing where nobody knows."""
        return min(self.missing, most) if self.missing else None


def others_for(offer: Offer, own: Need, *, word: str = "") -> list[Other]:
    """Return the verified needs that could have goods of this offer beside `own`: the most urgent that lack most first.

    Whom the donor did not give for is left out; whoever a word names is found by unit or place.
    """
    asked = Substitution.objects.filter(accepted=offer.item).values("asked")
    rows = needs_for_plan(own.crisis).filter(Q(item=offer.item) | Q(item__in=asked)).exclude(pk=own.pk)
    rows = _given_for(rows, offer)
    if word:
        rows = rows.filter(
            Q(party__name__icontains=word) | Q(party_text__icontains=word) | Q(place__name__icontains=word)
        )
    found = list(rows)
    given = promised(found)
    others = [
        Other(one, _missing(one, given.get(str(one.pk), 0)), one.item_id != offer.item_id) for one in found
    ]
    others.sort(key=lambda one: (one.missing == 0, one.is_substitute, one.need.tier, -(one.missing or 0)))
    return others[:OTHERS]


def _given_for(rows: QuerySet[Need], offer: Offer) -> QuerySet[Need]:
    """Leave out the needs that the donor did not give for."""
    if offer.earmark_recipient_id:
        rows = rows.filter(party=offer.earmark_recipient_id)
    if offer.earmark_place:
        rows = rows.filter(place__code__startswith=offer.earmark_place.code.rstrip("0"))
    return rows


def _missing(need: Need, given: int) -> int | None:
    if need.quantity is None or need.item is None or not counts_pieces_of(need.unit, need.item.unit):
        return None
    return max(0, need.quantity - given)


def reallocations_of(match: Match) -> QuerySet[Reallocation]:
    """Return what was given over from a match or to it, the first first."""
    rows: QuerySet[Reallocation] = Reallocation.objects.filter(Q(giver=match) | Q(taker=match))
    return rows.select_related(
        "giver__need__party", "giver__need__place", "taker__need__party", "taker__need__place", "made_by"
    )
