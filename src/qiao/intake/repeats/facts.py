"""What a need or an offer is compared by: codes, marks and moments, kept so that a look-up reads one row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qiao.accounts.sealing import fingerprint
from qiao.engines.linkage import NeedRecord, OrganisationRecord, text_marks
from qiao.intake.desk.priority import RISK_OF_TIER
from qiao.intake.models import MaskedCopy, Need, Offer, ReportPhone, Telling
from qiao.registry.models import Organization

LINK = re.compile(r"https?://[A-Za-z0-9./?=&_%#~:+-]{6,}")
UNSAID = frozenset({"", "未写明"})
RISK_OF_OFFER = 2.0
"""What it costs to promise the same goods twice, beside the tiers of needs."""
RISK_OF_PARTY = 1.0


def facts_of_voice(voice: Need | Offer) -> dict[str, Any]:
    """Return what a need or an offer is compared by, as it is kept."""
    kind = "need" if isinstance(voice, Need) else "offer"
    again = Telling.objects.filter(**{kind: voice}, undone_at__isnull=True).values_list("report", flat=True)
    reports = [voice.report_id, *again]
    marks = ReportPhone.objects.filter(report__in=reports).values_list("mark", flat=True)
    copy = MaskedCopy.objects.filter(report=voice.report_id).values_list("text", flat=True).first() or ""
    return {
        "at": voice.report.told_at.isoformat(),
        "item": voice.item.code if voice.item else "" if voice.item_text in UNSAID else voice.item_text,
        "organisation": voice.party.standing.name if voice.party else voice.party_text,
        "place": voice.place.code if voice.place else "",
        "quantity": voice.quantity,
        "phones": sorted({mark[:16] for mark in marks}),
        "links": sorted({fingerprint("link", link)[:16] for link in LINK.findall(copy)}),
        "marks": list(text_marks(copy)),
        "risk": RISK_OF_TIER[voice.tier] if isinstance(voice, Need) else RISK_OF_OFFER,
    }


def need_record(facts: dict[str, Any]) -> NeedRecord:
    """Return the kept facts as the engine takes them."""
    return NeedRecord(
        at=datetime.fromisoformat(facts["at"]),
        item=facts["item"],
        organisation=facts["organisation"],
        place=facts["place"],
        quantity=facts["quantity"],
        phones=frozenset(facts["phones"]),
        links=frozenset(facts["links"]),
        marks=tuple(facts["marks"]),
    )


def facts_of_party(party: Organization) -> dict[str, Any]:
    """Return what an organisation is compared by."""
    city = party.home
    while city is not None and city.level == "COUNTY" and city.parent is not None:
        city = city.parent
    return {
        "name": party.name,
        "city": "" if city is None or city.level == "PROVINCE" else city.name,
        "address": party.address.strip(),
        "uscc": party.uscc,
        "risk": RISK_OF_PARTY,
    }


def party_record(facts: dict[str, Any]) -> OrganisationRecord:
    """Return the kept facts as the engine takes them."""
    return OrganisationRecord(facts["name"], city=facts["city"], address=facts["address"])


@dataclass(frozen=True)
class Likely:
    """What the engine thinks of two records, as a pair keeps it."""

    verdict: str
    probability: float
    score: float
    reasons: list[dict[str, Any]]


def as_kept(reasons: Iterable[Any]) -> list[dict[str, Any]]:
    """Return reasons as JSON, in both languages."""
    return [{"code": one.code, "zh": one.chinese, "en": one.english, "weight": one.weight} for one in reasons]
