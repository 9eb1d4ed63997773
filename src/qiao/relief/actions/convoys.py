"""Several lorries leave together: each becomes a shipment, all of them or none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from qiao.accounts.roles import Actor
from qiao.exceptions import ConvoyEmptyError
from qiao.registry.models import Crisis
from qiao.relief.actions.sending import Trip, load_shipment, lock_matches
from qiao.relief.models import Convoy, Match, RoadList
from qiao.trail.recorded import detail, recorded


@dataclass(frozen=True)
class Loaded:
    """What goes on one lorry, in the order of its drops; kilometres where they are known."""

    trip: Trip
    matches: Sequence[Match]
    planned_km: int | None = None


@recorded("convoy.send")
def send_convoy(
    actor: Actor,
    crisis: Crisis,
    lorries: Sequence[Loaded],
    *,
    sent_at: datetime,
    origin: str = "",
    roads: RoadList | None = None,
) -> Convoy:
    """Send what was put on several lorries. All of them leave, or none.

    Raises
    ------
    ConvoyEmptyError
        When there is no lorry, or one with nothing on it.
    LineAlreadyDecidedError
        When a match was sent or withdrawn before, or is on two of them.
    LorryOverloadedError
        When a lorry carries more than it may.
    """
    if not lorries or not all(one.matches for one in lorries):
        raise ConvoyEmptyError
    lock_matches([match for one in lorries for match in one.matches])
    convoy: Convoy = Convoy.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        origin=origin,
        roads=roads,
        sent_at=sent_at,
        sent_by_id=actor.user_id,
    )
    for one in lorries:
        load_shipment(
            actor, one.matches, sent_at=sent_at, trip=one.trip, planned_km=one.planned_km, convoy=convoy
        )
    detail(lorries=len(lorries), drops=sum(len(one.matches) for one in lorries))
    return convoy
