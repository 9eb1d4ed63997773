"""What can be asked of evidence and proposals."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from qiao.advocacy.frozen import Freezable
from qiao.advocacy.models import Evidence, Filing, Outcome, Proposal
from qiao.intake.models import Need, Report
from qiao.registry.models import Crisis, Department
from qiao.relief.models import Receipt

SHOWN = 25
"""How many records of a kind the picker shows; a narrower search shows the others."""

KINDS = ("need", "report", "receipt")


@dataclass(frozen=True)
class Candidates:
    """Records of one kind that may become evidence, and how many more the search would find."""

    kind: str
    records: list[Freezable]
    more: int


def evidence(crisis: Crisis) -> QuerySet[Evidence]:
    """Return the evidence of a crisis, the newest first, with how many items stand on it."""
    rows: QuerySet[Evidence] = Evidence.objects.filter(crisis=crisis)
    return rows.annotate(
        record_count=Count("records", distinct=True), item_count=Count("items", distinct=True)
    )


def proposals(crisis: Crisis) -> QuerySet[Proposal]:
    """Return the proposals of a crisis with how many items, filings and outcomes each has."""
    rows: QuerySet[Proposal] = Proposal.objects.filter(crisis=crisis)
    return rows.annotate(
        item_count=Count("items", distinct=True),
        filing_count=Count("filings", distinct=True),
        outcome_count=Count("outcomes", distinct=True),
    )


def filings(proposal: Proposal) -> QuerySet[Filing]:
    """Return with whom a proposal was filed, the earliest first, days unknown last."""
    rows: QuerySet[Filing] = Filing.objects.filter(proposal=proposal)
    return rows.select_related("department").order_by("filed_on", "created_at")


def outcomes(proposal: Proposal) -> QuerySet[Outcome]:
    """Return what became of a proposal, the latest first."""
    rows: QuerySet[Outcome] = Outcome.objects.filter(proposal=proposal)
    return rows.select_related("item", "department").order_by("-happened_on", "item__number", "-created_at")


def departments() -> QuerySet[Department]:
    """Return the departments that may be addressed."""
    return Department.objects.select_related("place")


def _rows(kind: str, crisis: Crisis) -> QuerySet[Any]:
    if kind == "report":
        reports: QuerySet[Any] = Report.objects.filter(crisis=crisis)
        return reports.select_related("masked", "place")
    if kind == "receipt":
        receipts: QuerySet[Any] = Receipt.objects.filter(delivery__match__crisis=crisis)
        return receipts.select_related("delivery__match__need__item", "delivery__match__need__party")
    needs: QuerySet[Any] = Need.objects.filter(crisis=crisis)
    return needs.select_related("item", "place", "party").order_by("-created_at")


def _saying(kind: str, words: str) -> Q:
    if kind == "report":
        return Q(masked__text__icontains=words) | Q(place__name__icontains=words)
    to_need = "delivery__match__need__" if kind == "receipt" else ""
    fields = ("item__name", "item__name_en", "item_text", "place__name", "party__name", "party_text")
    found = Q()
    for name in fields:
        found |= Q(**{f"{to_need}{name}__icontains": words})
    return found


def candidates(crisis: Crisis, words: str = "", *, kinds: Iterable[str] = KINDS) -> list[Candidates]:
    """Return the records that may become evidence, kind by kind, the newest first; all words must be there."""
    found = []
    for kind in kinds:
        rows = _rows(kind, crisis)
        for word in words.split():
            rows = rows.filter(_saying(kind, word))
        found.append(Candidates(kind, list(rows[:SHOWN]), max(0, rows.count() - SHOWN)))
    return found


def records_called(crisis: Crisis, keys: Iterable[str], *, kinds: Iterable[str] = KINDS) -> list[Freezable]:
    """Return the records behind keys such as "need:<uuid>".

    Those of another crisis, another organisation or a kind the reader may not see are missing.
    """
    wanted: dict[str, list[str]] = {kind: [] for kind in kinds}
    for key in keys:
        kind, _colon, pk = key.partition(":")
        if kind in wanted:
            wanted[kind].append(pk)
    return [
        record for kind, pks in wanted.items() if pks for record in _rows(kind, crisis).filter(pk__in=pks)
    ]
