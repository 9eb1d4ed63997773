"""Effects that cooperation is said to have had, and whom it served beside whom a policy would reach."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from qiao.accounts.roles import Actor
from qiao.advocacy.files_cooperation import cooperation_file
from qiao.advocacy.models import CooperationEffect, Evidence, Outcome, Reach
from qiao.exceptions import BroughtWithdrawnError
from qiao.registry.models import Cooperation, Crisis
from qiao.trail.recorded import detail, recorded


@recorded("cooperation.claim")
def claim_effect(
    actor: Actor,
    cooperation: Cooperation,
    *,
    claim: str,
    evidence: Evidence | None = None,
    attribution: int = Outcome.Attribution.NONE,
    ground: str = "",
) -> CooperationEffect:
    """Write down an effect that is claimed, with its bundle of evidence if there is one."""
    detail(cooperation=str(cooperation.pk), attribution=attribution, proven=int(evidence is not None))
    effect: CooperationEffect = CooperationEffect.objects.create(
        organization_id=actor.acts_for,
        cooperation=cooperation,
        claim=claim,
        evidence=evidence,
        attribution=attribution,
        ground=ground,
    )
    return effect


@recorded("cooperation.unclaim")
def take_back_effect(
    _actor: Actor, effect: CooperationEffect, *, reason: str, at: datetime
) -> CooperationEffect:
    """Take a claim back; it stays, with the reason."""
    standing = CooperationEffect.objects.filter(pk=effect.pk, withdrawn_at__isnull=True)
    if not standing.update(withdrawn_at=at, withdrawn_reason=reason):
        raise BroughtWithdrawnError
    effect.refresh_from_db()
    return effect


@recorded("cooperation.reach")
def state_reach(actor: Actor, /, cooperation: Cooperation, *, policy: str, **facts: Any) -> Reach:
    """State the persons served and the population a policy would reach, each with day and source; the latest counts."""
    detail(cooperation=str(cooperation.pk))
    stated: Reach = Reach.objects.create(
        organization_id=actor.acts_for, cooperation=cooperation, policy=policy, **facts
    )
    return stated


@recorded("cooperation.export")
def export_cooperation(_actor: Actor, rows: Sequence[Cooperation], *, form: str) -> bytes:
    """Return cooperation with departments as a file, csv or xlsx."""
    detail(form=form, rows=len(rows))
    return cooperation_file(rows, form)


def effects(cooperation: Cooperation) -> QuerySet[CooperationEffect]:
    """Return what is claimed of a cooperation, what was taken back too, the latest first."""
    rows: QuerySet[CooperationEffect] = CooperationEffect.objects.filter(cooperation=cooperation)
    return rows.select_related("evidence").order_by("-created_at")


def reaches(cooperation: Cooperation) -> QuerySet[Reach]:
    """Return the statements of served and reached, the latest first."""
    rows: QuerySet[Reach] = Reach.objects.filter(cooperation=cooperation)
    return rows.order_by("-created_at")


def reach_of_crisis(crisis: Crisis) -> list[Reach]:
    """Return the latest statement of each policy of a crisis' cooperation: for whoever writes a proposal."""
    rows = Reach.objects.filter(cooperation__crisis=crisis).select_related("cooperation__department")
    latest: dict[tuple[Any, str], Reach] = {}
    for one in rows.order_by("created_at"):
        latest[one.cooperation_id, one.policy] = one
    return list(latest.values())
