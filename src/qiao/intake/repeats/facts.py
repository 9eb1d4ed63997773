"""What a need, an offer or an organisation is compared by: codes, marks and moments, kept so that a look-up reads one row."""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from qiao.accounts.sealing import fingerprint
from qiao.engines.linkage import NeedRecord, OrganisationRecord, Reason, text_marks
from qiao.intake.desk.priority import RISK_OF_TIER
from qiao.intake.models import MaskedCopy, Need, Offer, ReportPhone, Telling
from qiao.registry.models import Organization

LINK = re.compile(r"https?://[A-Za-z0-9./?=&_%#~:+-]{6,}")
UNSAID = frozenset({"", "未写明"})
RISK_OF_OFFER = 2.0
"""What it costs to promise the same goods twice, beside the tiers of needs."""
RISK_OF_PARTY = 1.0
MARK_DIGITS = 16
AT_ONCE = 500

Voices = Sequence[Need] | Sequence[Offer]


@dataclass(frozen=True)
class _Words:
    """What the text of a report is compared by."""

    links: list[str]
    marks: list[int]


def facts_of_voices(voices: Voices) -> list[dict[str, Any]]:
    """Return what needs, or offers, are compared by, as it is kept; three reads for all of them."""
    told_by = _tellings(voices)
    reports = {pk for one in voices for pk in (one.report_id, *told_by[one.pk])}
    phones = _phones(reports)
    words = _words({one.report_id for one in voices})
    return [
        {
            "at": one.report.told_at.isoformat(),
            "item": one.item.code if one.item else "" if one.item_text in UNSAID else one.item_text,
            "organisation": one.party.standing.name if one.party else one.party_text,
            "place": one.place.code if one.place else "",
            "quantity": one.quantity,
            "phones": sorted(set().union(*(phones[pk] for pk in (one.report_id, *told_by[one.pk])))),
            "links": words[one.report_id].links,
            "marks": words[one.report_id].marks,
            "risk": RISK_OF_TIER[one.tier] if isinstance(one, Need) else RISK_OF_OFFER,
        }
        for one in voices
    ]


def _parts(ids: Iterable[uuid.UUID]) -> Iterable[list[uuid.UUID]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), AT_ONCE):
        yield ordered[start : start + AT_ONCE]


def _tellings(voices: Voices) -> dict[uuid.UUID, list[uuid.UUID]]:
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    kind = "need" if voices and isinstance(voices[0], Need) else "offer"
    for part in _parts(one.pk for one in voices):
        rows = Telling.objects.filter(**{f"{kind}__in": part}, undone_at__isnull=True)
        for voice, report in rows.values_list(kind, "report"):
            found[voice].append(report)
    return found


def _phones(reports: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for part in _parts(reports):
        for report, mark in ReportPhone.objects.filter(report__in=part).values_list("report", "mark"):
            found[report].add(mark[:MARK_DIGITS])
    return found


def _words(reports: Iterable[uuid.UUID]) -> dict[uuid.UUID, _Words]:
    found: dict[uuid.UUID, _Words] = defaultdict(lambda: _Words([], []))
    for part in _parts(reports):
        for report, text in MaskedCopy.objects.filter(report__in=part).values_list("report", "text"):
            links = sorted({fingerprint("link", link)[:MARK_DIGITS] for link in LINK.findall(text)})
            found[report] = _Words(links, list(text_marks(text)))
    return found


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
        "home": party.home.code if party.home else "",
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
    return [_kept(one) for one in reasons]


@lru_cache(maxsize=8192)
def _kept(one: Reason) -> dict[str, Any]:
    return {"code": one.code, "zh": one.chinese, "en": one.english, "weight": one.weight}
