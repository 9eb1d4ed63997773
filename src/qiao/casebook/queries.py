"""What can be asked of the case book. Published cases are open to everyone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from qiao.casebook.codes import UNKNOWN, blocks_of
from qiao.casebook.models import CaseFact, CaseStudy, Collection, Dimension, TextRequest

FIGURES = {
    "reports": _("一线信息"),
    "needs": _("需求"),
    "offers": _("资源"),
    "matches": _("对接"),
    "receipts": _("签收"),
    "places": _("涉及县区"),
    "proposals": _("建议"),
    "filings": _("报送"),
    "outcomes": _("结果"),
}
"""The frozen counts of a case along the chain, as the page names them."""


@dataclass(frozen=True)
class Contribution:
    """What one kind of resource brought: a frozen figure, facts, or nothing known."""

    label: Any
    figure: int | None
    unit: Any
    facts: tuple[CaseFact, ...]


def _with_parts(rows: QuerySet[CaseStudy]) -> QuerySet[CaseStudy]:
    return rows.select_related("subject", "crisis").prefetch_related("facts")


def published_cases() -> list[CaseStudy]:
    """Return the published cases of every organisation, in the order of the book."""
    with scopes_disabled():
        rows: QuerySet[CaseStudy] = CaseStudy.objects.filter(state=CaseStudy.State.PUBLISHED)
        return list(_with_parts(rows))


def own_cases() -> QuerySet[CaseStudy]:
    """Return the cases of the active organisation, drafts too."""
    rows: QuerySet[CaseStudy] = CaseStudy.objects.all()
    return _with_parts(rows)


def readable_cases(organization_id: Any) -> list[CaseStudy]:
    """Return what somebody of the organisation may read: its own cases and every published one; no one, these alone."""
    own = list(own_cases()) if organization_id else []
    seen = {case.pk for case in own}
    cases = own + [case for case in published_cases() if case.pk not in seen]
    return sorted(cases, key=lambda case: (case.chapter, case.number, case.title))


def collections_of(cases: Iterable[CaseStudy]) -> list[tuple[Collection, list[CaseStudy]]]:
    """Return the collections of these cases with their roles, and which of the cases stand in each."""
    wanted = {case.pk: case for case in cases}
    with scopes_disabled():
        rows = (
            Collection.objects.filter(cases__in=wanted)
            .distinct()
            .prefetch_related("cases", "roles__organization")
        )
        return [
            (one, [wanted[case.pk] for case in one.cases.order_by("number") if case.pk in wanted])
            for one in rows.order_by("year", "title")
        ]


def matrix(cases: list[CaseStudy]) -> list[tuple[Dimension, list[list[CaseFact]]]]:
    """Return dimension × case; an empty cell is an empty list, and stays visible."""
    return [
        (dimension, [[fact for fact in case.facts.all() if fact.dimension == dimension] for case in cases])
        for dimension in Dimension
    ]


def contributions(case: CaseStudy) -> list[Contribution]:
    """Return what was brought, kind beside kind and never added up; money is one kind among others (S23)."""
    told: dict[str, list[CaseFact]] = {}
    for fact in case.facts.all():
        told.setdefault(fact.code, []).append(fact)
    figures = case.figures
    kinds: tuple[tuple[Any, str, str, Any], ...] = (
        (_("资金投入"), "MONEY", "", ""),
        (_("物资投入"), "GOODS", "pieces_received", _("件，已签收")),
        (_("志愿者投入"), "VOLUNTEERS", "minutes", _("分钟")),
        (_("会员投入"), "MEMBERS", "", ""),
        (_("信息"), "INFORMATION", "reports", _("条一线信息")),
        (_("政策倡导"), "ADVOCACY", "proposals", _("份建议")),
    )
    return [
        Contribution(label, figures.get(key) if key else None, unit, tuple(told.get(code, ())))
        for label, code, key, unit in kinds
    ]


def requests(case: CaseStudy) -> QuerySet[TextRequest]:
    """Return who applied for the full text of a case, the newest first."""
    rows: QuerySet[TextRequest] = TextRequest.objects.filter(case=case)
    return rows.order_by("-created_at")


__all__ = [
    "FIGURES",
    "UNKNOWN",
    "Contribution",
    "blocks_of",
    "collections_of",
    "contributions",
    "matrix",
    "own_cases",
    "published_cases",
    "readable_cases",
    "requests",
]
