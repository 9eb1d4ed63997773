"""What the record itself says for a case, on each of the five dimensions."""

import uuid
from dataclasses import dataclass

from django.db.models import Sum

from qiao.advocacy.cooperation import effects
from qiao.advocacy.models import Filing, Outcome, Proposal
from qiao.casebook.models import Dimension
from qiao.intake.models import Need, Offer, Report
from qiao.registry.models import Cooperation, Crisis, Organization
from qiao.relief.models import Match, Receipt
from qiao.volunteering.models import HourRecord

RECORD = "本系统记录"
RECEIPTS_TOLD = 5
MINUTES_AN_HOUR = 60


@dataclass(frozen=True)
class Fact:
    """One statement drawn from the record, and the record it links to where it is one."""

    dimension: Dimension
    zh: str
    en: str
    code: str = ""
    source: str = RECORD
    record_type: str = ""
    record_id: uuid.UUID | None = None


def draw_figures(crisis: Crisis) -> dict[str, int]:
    """Return the frozen figures of a case: counts along the chain, pieces signed for, minutes served."""
    receipts = Receipt.objects.filter(delivery__match__crisis=crisis)
    return {
        "reports": Report.objects.filter(crisis=crisis).count(),
        "needs": Need.objects.filter(crisis=crisis).count(),
        "offers": Offer.objects.filter(crisis=crisis).count(),
        "matches": Match.objects.filter(crisis=crisis).exclude(state=Match.State.WITHDRAWN).count(),
        "receipts": receipts.count(),
        "pieces_received": receipts.aggregate(sum=Sum("quantity"))["sum"] or 0,
        "places": Need.objects.filter(crisis=crisis, place__isnull=False).values("place").distinct().count(),
        "minutes": HourRecord.objects.filter(activity__crisis=crisis).aggregate(sum=Sum("minutes"))["sum"]
        or 0,
        "proposals": Proposal.objects.filter(crisis=crisis).count(),
        "filings": Filing.objects.filter(proposal__crisis=crisis).count(),
        "outcomes": Outcome.objects.filter(proposal__crisis=crisis).count(),
    }


def draw_facts(crisis: Crisis, subject: Organization) -> list[Fact]:
    """Return facts on the five dimensions; a dimension on which the record is silent gets none."""
    return [
        *_geography(crisis, subject),
        *_scope(subject),
        *_functions(crisis),
        *_mobilisation(crisis),
        *_government(crisis, subject),
    ]


def _geography(crisis: Crisis, subject: Organization) -> list[Fact]:
    places = Need.objects.filter(crisis=crisis, place__isnull=False).values("place").distinct().count()
    facts = []
    if subject.home:
        facts.append(
            Fact(
                Dimension.GEOGRAPHY,
                f"住所地：{subject.home.full_name}。",
                f"Based in {subject.home.full_name}.",
                "REACH",
            )
        )
    if places:
        facts.append(
            Fact(
                Dimension.GEOGRAPHY,
                f"收到 {places} 个县区的需求。",
                f"Needs came from {places} counties.",
                "REACH",
            )
        )
    return facts


def _scope(subject: Organization) -> list[Fact]:
    scope = getattr(subject, "business_scope", None)
    if scope is None:
        return []
    return [
        Fact(
            Dimension.SCOPE, f"章程业务范围：{scope.text}", f"Scope in the charter: {scope.text}", "STRENGTH"
        )
    ]


def _functions(crisis: Crisis) -> list[Fact]:
    receipts = Receipt.objects.filter(delivery__match__crisis=crisis)
    facts = []
    for receipt in receipts.select_related("delivery__match__need__item")[:RECEIPTS_TOLD]:
        need = receipt.delivery.match.need
        facts.append(
            Fact(
                Dimension.FUNCTIONS,
                f"链接资源：{need.who or need.place or ''}签收{need.what}{receipt.quantity:,}{need.unit}。",
                f"Linking resources: {receipt.quantity:,} × {need.what} signed for.",
                "LINKING",
                record_type="receipt",
                record_id=receipt.pk,
            )
        )
    facts.extend(
        Fact(
            Dimension.FUNCTIONS,
            f"政策倡导：提出《{proposal.title}》，共 {proposal.items.count()} 条。",
            f"Advocacy: “{proposal.title}”, {proposal.items.count()} items.",
            "ADVOCACY",
            record_type="proposal",
            record_id=proposal.pk,
        )
        for proposal in Proposal.objects.filter(crisis=crisis)
    )
    return facts


def _mobilisation(crisis: Crisis) -> list[Fact]:
    givers = Offer.objects.filter(crisis=crisis).exclude(party_text="", party__isnull=True).count()
    minutes = HourRecord.objects.filter(activity__crisis=crisis).aggregate(sum=Sum("minutes"))["sum"] or 0
    facts = []
    if givers:
        facts.append(
            Fact(
                Dimension.MOBILISATION,
                f"{givers} 批资源由单位提供。",
                f"{givers} lots were offered by units.",
                "GOODS",
            )
        )
    if minutes:
        facts.append(
            Fact(
                Dimension.MOBILISATION,
                f"志愿服务 {minutes // MINUTES_AN_HOUR:,} 小时。",
                f"{minutes // MINUTES_AN_HOUR:,} hours of volunteer time.",
                "VOLUNTEERS",
            )
        )
    return facts


def _government(crisis: Crisis, subject: Organization) -> list[Fact]:
    facts = [
        Fact(
            Dimension.GOVERNMENT,
            f"向{filing.department}报送《{filing.proposal.title}》。",
            f"Filed “{filing.proposal.title}” with {filing.department.name_en or filing.department}.",
            "CHANNEL",
            record_type="proposal",
            record_id=filing.proposal_id,
        )
        for filing in Filing.objects.filter(proposal__crisis=crisis).select_related("department", "proposal")
    ]
    facts += [
        Fact(
            Dimension.GOVERNMENT,
            f"与{one.department}合作：{one.subject}（{_effects_said(one, 'zh')}）。",
            f"Cooperation with {one.department.name_en or one.department}: {one.subject} ({_effects_said(one, 'en')}).",
            "STANCE",
        )
        for one in Cooperation.objects.filter(organization=subject).select_related("department")
    ]
    return facts


def _effects_said(cooperation: Cooperation, language: str) -> str:
    """Say what effect is claimed; without a bundle of evidence it is unproven."""
    proven = effects(cooperation).filter(withdrawn_at__isnull=True, evidence__isnull=False)
    claims = "；".join(one.claim for one in proven)
    return claims or ("成效未证" if language == "zh" else "effect unproven")
