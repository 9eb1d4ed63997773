"""Which offers could serve one need, by the same rules the engine plans with."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

import numpy as np
from django.db.models import Min, Q
from django.utils import timezone

from qiao.engines.allocation.compatible import Examined, examine, make_columns
from qiao.intake.models import Need, Offer
from qiao.intake.queries import offers_for_plan
from qiao.registry.models import Substitution
from qiao.relief.donor_limits import standing_of
from qiao.relief.models import LotPart, StockAccount
from qiao.relief.problem import demand_of, promised
from qiao.relief.supplies import Offered, supplies_of

Obstacle = Literal["", "UNCOUNTED", "EMPTY", "EARMARK", "EXPIRES", "LIMIT"]


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
    expires_on: date | None = None
    expires_first: bool = False
    """Whether it should leave first: no other open offer of the item expires sooner."""
    expires_later: bool = False
    """Whether another open offer of the same item expires sooner and should leave first."""
    limit: int | None = None
    """What its donor allows one recipient; None where no limit was told."""
    limit_left: int | None = None
    """What of that this recipient may still get."""

    @property
    def is_open(self) -> bool:
        """Say whether a person may choose it. Arriving late is a warning, no bar: a person may know better."""
        return not self.obstacle


def given_to(need: Need) -> int:
    """Return how many pieces are promised to the need or signed for already."""
    return promised([need]).get(str(need.pk), 0)


def candidates_for(need: Need, *, now: datetime) -> list[Candidate]:
    """Return the verified offers of the item or an accepted substitute: open ones first, then the nearest.

    Goods that are not fit stand here as what they can serve as. A purpose is left to the person, who reads the words.
    """
    demand = demand_of(need, given=0, now=now)
    if demand is None or need.item is None:
        return []
    accepted = list(
        Substitution.objects.filter(asked=need.item)
        .order_by("accepted__code")
        .values_list("accepted__code", flat=True)
    )
    codes = [need.item.code, *accepted]
    found = offers_for_plan(need.crisis).select_related("earmark_place__parent", "earmark_recipient")
    serving = LotPart.objects.filter(serves_as__code__in=codes).values("lot__offer")
    offers = list(found.filter(Q(item__code__in=codes) | Q(pk__in=serving)))
    offered = [one for one in supplies_of(offers, now=now) if one.supply.item in codes]
    supplies = [replace(one.supply, earmark_purpose=None) for one in offered]
    columns = make_columns([demand], supplies, now=now, substitutes={need.item.code: accepted})
    pairs = examine(columns, np.array([0]), np.arange(len(supplies)))
    ends = expiries(offers, now=now)
    parts: dict[uuid.UUID, list[int]] = defaultdict(list)
    for k, one in enumerate(offered):
        parts[one.offer.pk].append(k)
    rows = [
        replace(_candidate(need.item.code, offered, pairs, ks), expires_on=ends.get(offer))
        for offer, ks in parts.items()
    ]
    rows = _first_expired_first(_within_limits(need, rows))
    return sorted(rows, key=lambda row: (not row.is_open, row.is_substitute, row.distance_km))


def _within_limits(need: Need, rows: Sequence[Candidate]) -> list[Candidate]:
    """Return the candidates with what their donors' limits leave this recipient; where nothing, that is the obstacle."""
    standing = standing_of(one.offer for one in rows)
    found = []
    for row in rows:
        limit = standing.get(row.offer.pk)
        if limit is None:
            found.append(row)
            continue
        left = limit.left(need)
        obstacle: Obstacle = row.obstacle or ("" if left else "LIMIT")
        found.append(replace(row, limit=limit.limit.most, limit_left=left, obstacle=obstacle))
    return found


def _candidate(item: str, offered: Sequence[Offered], pairs: Examined, parts: Sequence[int]) -> Candidate:
    """Return what the parts of one offer make together: those that may be chosen, else the first that may not."""
    obstacles = {k: _obstacle(offered[k].supply.quantity, pairs, k) for k in parts}
    open_parts = [k for k in parts if not obstacles[k]] or [parts[0]]
    nearest = min(open_parts, key=lambda k: (not pairs.km_known[0, k], pairs.cost[0, k]))
    pieces = [offered[k].supply.quantity for k in open_parts]
    return Candidate(
        offer=offered[nearest].offer,
        left=None if None in pieces else sum(one for one in pieces if one),
        distance_km=int(pairs.km[0, nearest]),
        is_distance_known=bool(pairs.km_known[0, nearest]),
        is_substitute=offered[nearest].supply.item != item,
        is_late=not any(pairs.in_time[0, k] for k in open_parts),
        obstacle=obstacles[nearest],
    )


def expiries(offers: Sequence[Offer], *, now: datetime) -> dict[uuid.UUID, date]:
    """Return offer id → the soonest last day among its free, fit, unexpired pieces, where one is known."""
    today = timezone.localtime(now).date()
    found = {one.pk: timezone.localtime(one.expires_at).date() for one in offers if one.expires_at}
    parts = LotPart.objects.filter(lot__offer__in=[one.pk for one in offers], unfit="", expires_on__gte=today)
    free = parts.filter(balances__account=StockAccount.AVAILABLE, balances__quantity__gt=0).order_by()
    return found | dict(free.values_list("lot__offer").annotate(first=Min("expires_on")))


def _first_expired_first(rows: list[Candidate]) -> list[Candidate]:
    """Mark what should leave first, and what another of the same item should leave before."""
    soonest: dict[uuid.UUID | None, date] = {}
    for row in rows:
        if row.is_open and row.expires_on is not None:
            soonest[row.offer.item_id] = min(row.expires_on, soonest.get(row.offer.item_id, date.max))
    several = Counter(row.offer.item_id for row in rows if row.is_open)
    marked = []
    for row in rows:
        first = soonest.get(row.offer.item_id)
        if row.is_open and first is not None and several[row.offer.item_id] > 1:
            is_first = row.expires_on == first
            marked.append(replace(row, expires_first=is_first, expires_later=not is_first))
        else:
            marked.append(row)
    return marked


def _obstacle(left: int | None, pairs: Examined, k: int) -> Obstacle:
    if left is None:
        return "UNCOUNTED"
    if not left:
        return "EMPTY"
    if not pairs.earmark[0, k]:
        return "EARMARK"
    return "" if pairs.fresh[0, k] else "EXPIRES"
