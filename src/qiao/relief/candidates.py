"""Which offers could serve one need, by the same rules the engine plans with."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np

from qiao.engines.allocation.compatible import Examined, examine, make_columns
from qiao.intake.models import Need, Offer
from qiao.intake.queries import offers_for_plan
from qiao.registry.models import Substitution
from qiao.relief.problem import demand_of, left_of, promised, supply_of
from qiao.relief.stock import pieces_of

Obstacle = Literal["", "UNCOUNTED", "EMPTY", "EARMARK", "EXPIRES"]


@dataclass(frozen=True)
class Candidate:
    """An offer for a need: what is left of it, how far it lies, and what stands in the way, if anything."""

    offer: Offer
    left: int | None
    distance_km: int
    is_distance_known: bool
    is_substitute: bool
    is_late: bool
    obstacle: Obstacle

    @property
    def is_open(self) -> bool:
        """Say whether a person may choose it. Arriving late is a warning, no bar: a person may know better."""
        return not self.obstacle


def given_to(need: Need) -> int:
    """Return how many pieces are promised to the need or signed for already."""
    return promised([need]).get(str(need.pk), 0)


def candidates_for(need: Need, *, now: datetime) -> list[Candidate]:
    """Return the verified offers of the item or an accepted substitute: open ones first, then the nearest."""
    demand = demand_of(need, given=0, now=now)
    if demand is None or need.item is None:
        return []
    accepted = list(
        Substitution.objects.filter(asked=need.item)
        .order_by("accepted__code")
        .values_list("accepted__code", flat=True)
    )
    found = offers_for_plan(need.crisis).select_related("earmark_place", "earmark_recipient")
    offers = list(found.filter(item__code__in=[need.item.code, *accepted]))
    stock = left_of(offers)
    left = [stock.get(str(one.pk), pieces_of(one)) for one in offers]
    supplies = [supply_of(offer, left=pieces) for offer, pieces in zip(offers, left, strict=True)]
    known = [one for one in supplies if one is not None]
    columns = make_columns([demand], known, now=now, substitutes={need.item.code: accepted})
    pairs = examine(columns, np.array([0]), np.arange(len(known)))
    rows = [
        Candidate(
            offer=offer,
            left=pieces,
            distance_km=int(pairs.km[0, k]),
            is_distance_known=bool(pairs.km_known[0, k]),
            is_substitute=offer.item_id != need.item_id,
            is_late=not pairs.in_time[0, k],
            obstacle=_obstacle(pieces, pairs, k),
        )
        for k, (offer, pieces) in enumerate(zip(offers, left, strict=True))
    ]
    return sorted(rows, key=lambda row: (not row.is_open, row.is_substitute, row.distance_km))


def _obstacle(left: int | None, pairs: Examined, k: int) -> Obstacle:
    if left is None:
        return "UNCOUNTED"
    if not left:
        return "EMPTY"
    if not pairs.earmark[0, k]:
        return "EARMARK"
    return "" if pairs.fresh[0, k] else "EXPIRES"
