"""Plans: the engine proposes over what is verified, and every reason is kept."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from qiao.accounts.roles import Actor
from qiao.engines.allocation import Fairness, Reason, Rule, allocate
from qiao.engines.allocation import Plan as Proposed
from qiao.intake.queries import needs_for_plan, offers_for_plan
from qiao.registry.models import Crisis, Organization
from qiao.relief.models import Plan, Share, Unmet
from qiao.relief.problem import PlanInput, Source, plan_input
from qiao.relief.stock import open_lot
from qiao.trail.recorded import detail, recorded

DEFAULT = Rule()
LARGEST_STORED = 2**63 - 1
AT_ONCE = 500


@recorded("plan.make")
def make_plan(actor: Actor, crisis: Crisis, *, now: datetime, rule: Rule = DEFAULT) -> Plan:
    """Propose who gets what over all verified needs and offers of a crisis. Nothing moves yet.

    What was confirmed before stays: it is off the stock, and counts towards the fill of its need.
    """
    one_after_the_other(actor)
    given = asked_and_offered(crisis, now=now)
    proposal = allocate(
        given.demands,
        given.supplies,
        now=now,
        rule=rule,
        substitutes=given.substitutes,
        labels=given.labels,
    )
    plan = keep_proposal(actor, crisis, proposed(proposal), given.sources, seen=seen_of(given), now=now)
    detail(lines=len(proposal.shares), unmet=len(proposal.unmet), input=given.hash)
    return plan


def one_after_the_other(actor: Actor) -> None:
    """Let plans of an organisation be numbered one after the other."""
    Organization.objects.select_for_update(no_key=True).get(pk=actor.acts_for)


def asked_and_offered(crisis: Crisis, *, now: datetime) -> PlanInput:
    """Open the lots of all verified offers; return what a plan is made from."""
    needs = list(needs_for_plan(crisis))
    offers = list(offers_for_plan(crisis).select_related("earmark_place"))
    for offer in offers:
        open_lot(offer, at=now)
    return plan_input(needs, offers, now=now)


@dataclass(frozen=True)
class Seen:
    """What a plan was made from: how many needs and offers, and the hash of all of it."""

    needs: int
    offers: int
    hash: str


def seen_of(given: PlanInput) -> Seen:
    """Return what is kept of an input."""
    return Seen(len(given.demands), len({one.offer for one in given.sources.values()}), given.hash)


@dataclass(frozen=True)
class Line:
    """So much of a supply for a need, and why."""

    need: str
    supply: str
    quantity: int
    distance_km: int | None
    code: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Short:
    """A need left without, or with less than it asked, and why."""

    need: str
    asked: int | None
    given: int
    code: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Proposal:
    """What an engine proposes, before it is kept as a plan."""

    rule: str
    parameters: dict[str, Any]
    shares: list[Line]
    unmet: list[Short]
    objective: int | None
    bound: int | None
    fairness: dict[str, Any]


def proposed(plan: Proposed) -> Proposal:
    """Return what the engine answered in one piece."""
    return Proposal(
        rule=plan.rule,
        parameters=dict(plan.parameters) | {"gap": plan.gap},
        shares=[
            Line(
                one.demand_id,
                one.supply_id,
                one.quantity,
                one.distance_km,
                one.reason.code,
                dict(one.reason.facts),
            )
            for one in plan.shares
        ],
        unmet=[
            Short(one.demand_id, one.asked, one.given, one.reason.code, dict(one.reason.facts))
            for one in plan.unmet
        ],
        objective=storable(plan.objective),
        bound=storable(plan.bound),
        fairness=fairness_figures(plan.fairness),
    )


def keep_proposal(
    actor: Actor,
    crisis: Crisis,
    proposal: Proposal,
    sources: Mapping[str, Source],
    *,
    seen: Seen,
    now: datetime,
) -> Plan:
    """Keep a proposal as the next plan of a crisis. To be called inside the action that made or loads it."""
    last = Plan.objects.filter(crisis=crisis).aggregate(last=Max("number"))["last"] or 0
    plan: Plan = Plan.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        number=last + 1,
        rule=proposal.rule,
        parameters=proposal.parameters,
        made_at=now,
        made_by_id=actor.user_id,
        needs_seen=seen.needs,
        offers_seen=seen.offers,
        input_hash=seen.hash,
        objective=proposal.objective,
        bound=proposal.bound,
        fairness=proposal.fairness,
    )
    Share.objects.bulk_create(
        (
            Share(
                plan=plan,
                need_id=one.need,
                offer_id=sources[one.supply].offer,
                part_id=sources[one.supply].part,
                quantity=one.quantity,
                distance_km=one.distance_km,
                reason_code=one.code,
                reason=one.facts,
            )
            for one in proposal.shares
        ),
        batch_size=AT_ONCE,
    )
    Unmet.objects.bulk_create(
        (
            Unmet(
                plan=plan,
                need_id=one.need,
                asked=one.asked,
                given=one.given,
                reason_code=one.code,
                reason=one.facts,
            )
            for one in proposal.unmet
        ),
        batch_size=AT_ONCE,
    )
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
