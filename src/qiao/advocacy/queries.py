"""What can be asked of evidence and proposals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from qiao.advocacy.frozen import Freezable
from qiao.advocacy.models import Evidence, Filing, Outcome, Proposal
from qiao.intake.models import Need, Report
from qiao.registry.models import Crisis, Department, Item, Place
from qiao.registry.place_english import place_in_english
from qiao.relief.models import Receipt


def in_english() -> bool:
    """Say whether the page is in English."""
    return (get_language() or "").startswith("en")


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
    return with_answers(rows).select_related("department").order_by("filed_on", "created_at")


ANSWERS = (
    Outcome.Step.ANSWERED,
    Outcome.Step.ADOPTED,
    Outcome.Step.PARTLY,
    Outcome.Step.NOTED,
    Outcome.Step.NOT_ADOPTED,
)
"""Steps that are an answer; a note of receipt is none."""


def with_answers(rows: QuerySet[Filing]) -> QuerySet[Filing]:
    """Say of each filing whether its department answered anything of the proposal."""
    answered = Outcome.objects.filter(
        proposal=OuterRef("proposal"), department=OuterRef("department"), step__in=ANSWERS
    )
    return rows.annotate(is_answered=Exists(answered))


def silent_filings(*, on: date) -> list[Filing]:
    """Return the filings whose term ended before a day without an answer, the longest overdue first."""
    rows = with_answers(Filing.objects.filter(due_on__lt=on)).select_related("proposal__crisis", "department")
    return [one for one in rows.order_by("due_on", "pk") if not getattr(one, "is_answered", False)]


def calendar(crisis: Crisis) -> list[Filing]:
    """Return the filings of a crisis by the day an answer is due, those without a term last."""
    rows = with_answers(Filing.objects.filter(proposal__crisis=crisis)).select_related(
        "proposal", "department"
    )
    return list(rows.order_by(F("due_on").asc(nulls_last=True), "filed_on", "pk"))


def outcomes(proposal: Proposal) -> QuerySet[Outcome]:
    """Return what became of a proposal, the latest first."""
    rows: QuerySet[Outcome] = Outcome.objects.filter(proposal=proposal)
    return rows.select_related("item", "department").order_by("-happened_on", "item__number", "-created_at")


def departments() -> QuerySet[Department]:
    """Return the departments that may be addressed."""
    return Department.objects.select_related("place")


def rows_of(kind: str, crisis: Crisis) -> QuerySet[Any]:
    """Return the records of a crisis of one kind that may become evidence."""
    if kind == "report":
        reports: QuerySet[Any] = Report.objects.filter(crisis=crisis)
        return reports.select_related("masked", "place").prefetch_related(
            "needs__verifications", "needs__place", "phones"
        )
    if kind == "receipt":
        receipts: QuerySet[Any] = Receipt.objects.filter(delivery__match__crisis=crisis)
        to_need = "delivery__match__need__"
        return receipts.select_related(*(to_need + name for name in ("item", "party", "place")))
    needs: QuerySet[Any] = Need.objects.filter(crisis=crisis)
    needs = needs.select_related("item", "place", "party", "report").order_by("-created_at")
    return needs.prefetch_related("verifications", "report__phones")


def saying(kind: str, words: str) -> Q:
    """Return what finds the records of one kind in which the words stand."""
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
        rows = rows_of(kind, crisis)
        for word in words.split():
            rows = rows.filter(saying(kind, word))
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
        record for kind, pks in wanted.items() if pks for record in rows_of(kind, crisis).filter(pk__in=pks)
    ]


def items_spoken_of(crisis: Crisis) -> list[tuple[str, str]]:
    """Return the items that needs of a crisis ask for, as code and name."""
    rows = Item.objects.filter(pk__in=Need.objects.filter(crisis=crisis).values("item"))
    return [(one.code, (one.name_en if in_english() else "") or one.name) for one in rows]


def places_spoken_of(crisis: Crisis) -> list[tuple[str, str]]:
    """Return the places that needs and messages of a crisis come from, as code and full name."""
    spoken = Q(pk__in=Need.objects.filter(crisis=crisis).values("place"))
    spoken |= Q(pk__in=Report.objects.filter(crisis=crisis).values("place"))
    rows = Place.objects.filter(spoken).select_related("parent__parent").order_by("code")
    return [(one.code, place_in_english(one.name) if in_english() else one.full_name) for one in rows]
