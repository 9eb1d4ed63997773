"""What can be asked of the case book. Published cases are open to everyone."""

from django.db.models import QuerySet
from django_scopes import scopes_disabled

from qiao.casebook.models import CaseFact, CaseStudy, Dimension


def published_cases() -> list[CaseStudy]:
    """Return the published cases of every organisation, in the order of the book."""
    with scopes_disabled():
        rows: QuerySet[CaseStudy] = CaseStudy.objects.filter(state=CaseStudy.State.PUBLISHED)
        return list(rows.select_related("subject", "crisis").prefetch_related("facts"))


def own_cases() -> QuerySet[CaseStudy]:
    """Return the cases of the active organisation, drafts too."""
    rows: QuerySet[CaseStudy] = CaseStudy.objects.all()
    return rows.select_related("subject", "crisis").prefetch_related("facts")


def matrix(cases: list[CaseStudy]) -> list[tuple[Dimension, list[list[CaseFact]]]]:
    """Return dimension × case; an empty cell is an empty list, and stays visible."""
    return [
        (dimension, [[fact for fact in case.facts.all() if fact.dimension == dimension] for case in cases])
        for dimension in Dimension
    ]
