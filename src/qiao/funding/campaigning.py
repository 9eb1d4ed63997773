"""Campaigns: the plan the law asks for, hosts that were asked, who confirmed, how far one is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_noop

from qiao.accounts.roles import Actor
from qiao.exceptions import CampaignPapersError, PlanOwnConfirmError
from qiao.funding.appealing import refuse_without_members
from qiao.funding.disclosing import INCOME, counted_lines
from qiao.funding.models import Campaign, CampaignPlan, HostAsk
from qiao.registry.contact_queries import shown
from qiao.registry.models import ContactPoint, Crisis, Organization, Qualification
from qiao.trail.recorded import detail, recorded

HALF = 2
ASKED = (
    ("aim", "募捐目的"),
    ("beneficiaries", "受益人"),
    ("area", "活动地域"),
    ("responsible", "活动负责人职务"),
    ("methods", "募捐方式"),
    ("account", gettext_noop("银行账户")),
    ("use", "款物用途"),
    ("cost_fen", gettext_noop("募捐成本")),
    ("leftover", "剩余财产的处理"),
    ("query_way", "联系和查询方式"),
)
"""慈善法（2023年修正）第二十四、二十五条."""


@recorded("campaign.plan")
def write_plan(actor: Actor, campaign: Campaign, /, **facts: Any) -> CampaignPlan:
    """Write the plan, or write it anew; whoever confirmed it before has to confirm it again."""
    facts |= {"written_by_id": actor.user_id, "confirmed_by": None, "confirmed_at": None}
    plan, _is_new = CampaignPlan.objects.update_or_create(
        campaign=campaign, defaults=facts, create_defaults={**facts, "organization_id": actor.acts_for}
    )
    detail(missing=len(missing_of(plan)))
    written: CampaignPlan = plan
    return written


def missing_of(plan: CampaignPlan) -> list[str]:
    """Return what a plan still lacks, in the words of the law; for a co-launch the papers of art. 26 too."""
    lacks = [words for name, words in ASKED if getattr(plan, name) in {"", None}]
    campaign = plan.campaign
    if plan.bank is not None:
        lacks += _bank_lacks(plan.bank, campaign)
    if campaign.route == Campaign.Route.PUBLIC and not plan.certificate:
        lacks.append(gettext_noop("公开募捐资格证书编号"))
    if campaign.route == Campaign.Route.CO_LAUNCH:
        if not plan.certificate:
            lacks.append(gettext_noop("合作方的公开募捐资格证书编号"))
        if plan.assessed_on is None or not plan.assessment.strip():
            lacks.append(gettext_noop("对合作方的评估（第二十六条）"))
        lacks += [] if _has_agreement(plan) else [gettext_noop("书面协议（第二十六条）")]
        lacks += [] if _host_qualifies(campaign) else [gettext_noop("合作方有效的公开募捐资格")]
    return lacks


def _bank_lacks(bank: ContactPoint, campaign: Campaign) -> list[str]:
    """Return why money may not be asked for on an account: not ours, of a co-launch not the host's; not standing."""
    if campaign.route == Campaign.Route.CO_LAUNCH and bank.subject_id != campaign.host_id:
        return [gettext_noop("合作方自己的收款账户（第二十六条：募得款物进合作方账户）")]
    if bank.subject_id not in {campaign.organization_id, campaign.host_id}:
        return [gettext_noop("本组织或合作方自己的收款账户")]
    held = shown(bank)
    if held.standing is None:
        return [gettext_noop("在用的收款账户")]
    return (
        [gettext_noop("收款账户的变更还没有生效（两个人核实，等 48 小时）")]
        if held.change is not None
        else []
    )


def bank_of(plan: CampaignPlan) -> dict[str, Any] | None:
    """Return the account of a plan as pages show it, and whether it was changed after the plan was confirmed."""
    if plan.bank is None:
        return None
    held = shown(plan.bank)
    since = held.standing and (held.standing.effective_at or held.standing.asked_at)
    is_newer = bool(plan.confirmed_at and since and since > plan.confirmed_at)
    return {"shown": held, "is_newer": is_newer}


def _has_agreement(plan: CampaignPlan) -> bool:
    agreement, campaign = plan.agreement, plan.campaign
    if agreement is None or agreement.signed_on > campaign.began_on:
        return False
    return {agreement.first_id, agreement.second_id} == {campaign.organization_id, campaign.host_id}


def _host_qualifies(campaign: Campaign) -> bool:
    return Qualification.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=campaign.began_on),
        organization=campaign.host,
        kind=Qualification.Kind.PUBLIC_FUNDRAISING,
        valid_from__lte=campaign.began_on,
    ).exists()


@recorded("campaign.confirm_plan")
def confirm_plan(actor: Actor, plan: CampaignPlan, /, *, now: datetime) -> CampaignPlan:
    """Say that a plan is whole, so that it can be filed.

    Raises CampaignPapersError naming what lacks; PlanOwnConfirmError for its author; AppealMembersError for a directed
    appeal without members.
    """
    held: CampaignPlan = CampaignPlan.objects.select_for_update(no_key=True).get(pk=plan.pk)
    if actor.user_id is None or held.written_by_id == actor.user_id:
        raise PlanOwnConfirmError
    campaign = held.campaign
    refuse_without_members(campaign.route, campaign.organization_id, campaign.began_on, campaign.audience)
    lacks = missing_of(held)
    if lacks:
        raise CampaignPapersError(missing="、".join(lacks))
    held.confirmed_by_id, held.confirmed_at = actor.user_id, now
    held.save()
    return held


@recorded("campaign.ask_host")
def ask_host(actor: Actor, crisis: Crisis, host: Organization, /, *, asked_on: date) -> HostAsk:
    """Put on record that a qualified charity was asked to raise together."""
    ask: HostAsk = HostAsk.objects.create(
        organization_id=actor.acts_for, crisis=crisis, host=host, asked_on=asked_on
    )
    return ask


@recorded("campaign.host_answer")
def answer_host(_actor: Actor, ask: HostAsk, /, *, answer: str, on: date, reason: str = "") -> HostAsk:
    """Record what the host said; a refusal with its reason."""
    ask.answer, ask.answered_on, ask.reason = answer, on, reason
    ask.save()
    detail(answer=answer)
    return ask


@dataclass(frozen=True)
class Progress:
    """How far a campaign is, in fen: by day in total, the share of the target, days until half of it was there."""

    days: tuple[tuple[date, int], ...]
    raised_fen: int
    target_fen: int | None
    days_to_half: int | None

    @property
    def share(self) -> float | None:
        """Return raised over target; None without a target."""
        return self.raised_fen / self.target_fen if self.target_fen else None


def progress_of(campaign: Campaign) -> Progress:
    """Return the progress of a campaign from approved entries alone. Day 0 is the day it began (S34)."""
    plan = CampaignPlan.objects.filter(campaign=campaign).first()
    target = plan.target_fen if plan else None
    rows = counted_lines().filter(entry__campaign=campaign, account__in=INCOME)
    sums: dict[date, int] = {}
    for day, amount in rows.values_list("entry__booked_on", "amount_fen"):
        sums[day] = sums.get(day, 0) - amount
    total, days, half = 0, [], None
    for day, amount in sorted(sums.items()):
        total += amount
        days.append((day, total))
        if half is None and target and total * HALF >= target:
            half = max((day - campaign.began_on).days, 0)
    return Progress(tuple(days), total, target, half)
