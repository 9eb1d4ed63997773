"""What can be asked of the case book. Published cases are open to everyone."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from qiao.casebook.models import (
    CaseFact,
    CaseStudy,
    Collection,
    Dimension,
    Takedown,
    TextDownload,
    TextRequest,
)

SECONDS_AN_HOUR = 3600
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
"""The frozen counts of a case along the chain, as pages and books name them."""


def public_cases() -> QuerySet[CaseStudy]:
    """Return the cases that everyone reads: published, not taken down, no takedown request left unanswered too long."""
    late = Takedown.objects.filter(case__isnull=False, state=Takedown.State.ASKED, due_at__lte=timezone.now())
    rows: QuerySet[CaseStudy] = CaseStudy.objects.filter(
        state=CaseStudy.State.PUBLISHED, hidden_at__isnull=True
    )
    return rows.exclude(pk__in=late.values("case"))


def _with_parts(rows: QuerySet[CaseStudy]) -> QuerySet[CaseStudy]:
    return rows.select_related("subject", "crisis").prefetch_related("facts").defer("full", "full_en")


def published_cases() -> list[CaseStudy]:
    """Return the published cases of every organisation, in the order of the book."""
    with scopes_disabled():
        return list(_with_parts(public_cases()))


def own_cases() -> QuerySet[CaseStudy]:
    """Return the cases of the active organisation, drafts too."""
    rows: QuerySet[CaseStudy] = CaseStudy.objects.all()
    return _with_parts(rows)


def readable_case(pk: uuid.UUID, organization_id: Any) -> CaseStudy | None:
    """Return one case as `readable_cases` would."""
    own = own_cases().filter(pk=pk).first() if organization_id else None
    if own is not None:
        return own
    with scopes_disabled():
        return _with_parts(public_cases()).filter(pk=pk).first()


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


def requests(case: CaseStudy) -> QuerySet[TextRequest]:
    """Return who applied for the full text of a case, the newest first."""
    return text_requests().filter(case=case)


def text_requests() -> QuerySet[TextRequest]:
    """Return the applications to the organisation at work, the newest first, with how often each was opened."""
    rows: QuerySet[TextRequest] = TextRequest.objects.all()
    return (
        rows.select_related("case", "collection", "decided_by")
        .annotate(opened=Count("downloads"))
        .order_by("-created_at", "pk")
    )


@dataclass(frozen=True)
class RequestFigures:
    """How applications went: how many, what was decided, how long it took, how often texts were opened."""

    asked: int
    waiting: int
    granted: int
    refused: int
    median_hours: float | None
    opened: int


def request_figures() -> RequestFigures:
    """Return the figures of all applications to the organisation at work."""
    rows: QuerySet[TextRequest] = TextRequest.objects.all()
    states = Counter(rows.values_list("state", flat=True))
    times = rows.filter(decided_at__isnull=False).values_list("created_at", "decided_at")
    hours = [(end - start).total_seconds() / SECONDS_AN_HOUR for start, end in times if end]
    return RequestFigures(
        asked=sum(states.values()),
        waiting=states[TextRequest.State.ASKED],
        granted=states[TextRequest.State.GRANTED],
        refused=states[TextRequest.State.REFUSED],
        median_hours=median(hours) if hours else None,
        opened=TextDownload.objects.filter(request__in=rows).count(),
    )
