"""Plans: the engine proposes over what is verified, and every reason is kept."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Max

from qiao.accounts.roles import Actor
from qiao.engines.allocation import Fairness, Reason, Rule, allocate
from qiao.intake.queries import needs_for_plan, offers_for_plan
from qiao.registry.models import Crisis, Organization
from qiao.relief.models import Plan, Share, Unmet
from qiao.relief.problem import plan_input
from qiao.relief.stock import open_lot
from qiao.trail.recorded import detail, recorded

DEFAULT = Rule()
LARGEST_STORED = 2**63 - 1


@recorded("plan.make")
def make_plan(actor: Actor, crisis: Crisis, *, now: datetime, rule: Rule = DEFAULT) -> Plan:
    """Propose who gets what over all verified needs and offers of a crisis. Nothing moves yet.

    What was confirmed before stays: it is off the stock, and counts towards the fill of its need.
    """
    Organization.objects.select_for_update(no_key=True).get(
        pk=actor.acts_for
    )  # plans are numbered one after the other
    needs = list(needs_for_plan(crisis))
    offers = list(offers_for_plan(crisis).select_related("earmark_place"))
    for offer in offers:
        open_lot(offer, at=now)
    given = plan_input(needs, offers, now=now)
    proposal = allocate(
        given.demands,
        given.supplies,
        now=now,
        rule=rule,
        substitutes=given.substitutes,
        labels=given.labels,
    )
    last = Plan.objects.filter(crisis=crisis).aggregate(last=Max("number"))["last"] or 0
    plan: Plan = Plan.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        number=last + 1,
        rule=proposal.rule,
        parameters=dict(proposal.parameters) | {"gap": proposal.gap},
        made_at=now,
        made_by_id=actor.user_id,
        needs_seen=len(given.demands),
        offers_seen=len({one.offer for one in given.sources.values()}),
        input_hash=given.hash,
        objective=storable(proposal.objective),
        bound=storable(proposal.bound),
        fairness=fairness_figures(proposal.fairness),
    )
    Share.objects.bulk_create(
        Share(
            plan=plan,
            need_id=one.demand_id,
            offer_id=given.sources[one.supply_id].offer,
            part_id=given.sources[one.supply_id].part,
            quantity=one.quantity,
            distance_km=one.distance_km,
            reason_code=one.reason.code,
            reason=dict(one.reason.facts),
        )
        for one in proposal.shares
    )
    Unmet.objects.bulk_create(
        Unmet(
            plan=plan,
            need_id=one.demand_id,
            asked=one.asked,
            given=one.given,
            reason_code=one.reason.code,
            reason=dict(one.reason.facts),
        )
        for one in proposal.unmet
    )
    detail(lines=len(proposal.shares), unmet=len(proposal.unmet), input=given.hash)
    return plan


def storable(value: int) -> int | None:
    """Return a value that a column of 64 bits holds; the gap, which matters, is kept in any case."""
    return value if abs(value) <= LARGEST_STORED else None


def fairness_figures(fairness: Fairness) -> dict[str, Any]:
    """Return the fairness figures as JSON."""
    return asdict(fairness)


def reason_of(line: Share | Unmet) -> Reason:
    """Return the engine's reason of a stored line."""
    return Reason(line.reason_code, line.reason)
