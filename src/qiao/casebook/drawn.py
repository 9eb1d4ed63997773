"""What the record itself says for a case, on each of the five dimensions."""

import uuid
from dataclasses import dataclass

from django.db.models import Sum

from qiao.advocacy.cooperation import effects
from qiao.casebook.ground import Ground
from qiao.casebook.models import Dimension
from qiao.registry.models import Cooperation, Organization

RECORD = "本系统记录"
RECEIPTS_TOLD = 5
MOST_SCOPE = 300
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


def draw_facts(ground: Ground) -> list[Fact]:
    """Return facts on the five dimensions; a dimension on which the record is silent gets none."""
    return [
        *_geography(ground),
        *_scope(ground),
        *_functions(ground),
        *_mobilisation(ground),
        *_government(ground),
    ]


def _names(ground: Ground, one: Organization) -> tuple[str, str]:
    """Return how a fact names its organisation: not at all where there is only one."""
    if len(ground.organizations) == 1:
        return "", ""
    return f"{one.name}：", f"{one.name_en or one.name}: "


def _geography(ground: Ground) -> list[Fact]:
    places = ground.needs().filter(place__isnull=False).order_by().values("place").distinct().count()
    facts = []
    for one in ground.organizations:
        zh, en = _names(ground, one)
        if one.home:
            home = one.home.full_name
            facts.append(Fact(Dimension.GEOGRAPHY, f"{zh}住所地：{home}。", f"{en}Based in {home}.", "REACH"))
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


def _scope(ground: Ground) -> list[Fact]:
    facts = []
    for one in ground.organizations:
        scope = getattr(one, "business_scope", None)
        if scope is not None:
            zh, en = _names(ground, one)
            said = scope.text[:MOST_SCOPE]
            text, text_en = f"{zh}章程业务范围：{said}", f"{en}Scope in the charter: {said}"
            facts.append(Fact(Dimension.SCOPE, text, text_en, "STRENGTH"))
    return facts


def unit_told(said: str, of_goods: str | None) -> str:
    """Return the unit of what was signed for: that of the goods where a message named none, or an English one."""
    return of_goods or said if said in {"", "piece", "pieces"} else said


def _functions(ground: Ground) -> list[Fact]:
    receipts = ground.receipts().order_by("-quantity", "pk")
    facts = []
    for receipt in receipts.select_related("delivery__match__need__item")[:RECEIPTS_TOLD]:
        need = receipt.delivery.match.need
        # What a message called the receiver may be a person: only registered units and places are named.
        facts.append(
            Fact(
                Dimension.FUNCTIONS,
                f"链接资源：{need.party or need.place or ''}签收{need.what}{receipt.quantity:,}{unit_told(need.unit, need.item and need.item.unit)}。",
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
        for proposal in ground.proposals().order_by("created_at")
    )
    return facts


def _mobilisation(ground: Ground) -> list[Fact]:
    givers = ground.offers().exclude(party_text="", party__isnull=True).count()
    minutes = ground.hours().filter(is_verified=True).aggregate(sum=Sum("minutes"))["sum"] or 0
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
                f"核实的志愿服务 {minutes // MINUTES_AN_HOUR:,} 小时。",
                f"{minutes // MINUTES_AN_HOUR:,} hours of verified volunteer time.",
                "VOLUNTEERS",
            )
        )
    return facts


def _government(ground: Ground) -> list[Fact]:
    facts = [
        Fact(
            Dimension.GOVERNMENT,
            f"向{filing.department}报送《{filing.proposal.title}》。",
            f"Filed “{filing.proposal.title}” with {filing.department.name_en or filing.department}.",
            "CHANNEL",
            record_type="proposal",
            record_id=filing.proposal_id,
        )
        for filing in ground.filings().select_related("department", "proposal").order_by("filed_on", "pk")
    ]
    facts += [
        Fact(
            Dimension.GOVERNMENT,
            f"与{one.department}合作：{one.subject}（{_effects_said(one, 'zh')}）。",
            f"Cooperation with {one.department.name_en or one.department}: {one.subject} ({_effects_said(one, 'en')}).",
            "STANCE",
        )
        for one in Cooperation.objects.filter(organization__in=ground.organizations)
        .select_related("department")
        .order_by("since", "pk")
    ]
    return facts


def _effects_said(cooperation: Cooperation, language: str) -> str:
    """Say what effect is claimed; without a bundle of evidence it is unproven."""
    proven = effects(cooperation).filter(withdrawn_at__isnull=True, evidence__isnull=False)
    claims = "；".join(one.claim for one in proven)
    return claims or ("成效未证" if language == "zh" else "effect unproven")
