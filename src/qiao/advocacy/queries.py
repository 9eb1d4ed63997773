"""What can be asked of evidence and proposals."""

from django.db.models import Count, QuerySet

from qiao.advocacy.models import Evidence, Proposal
from qiao.registry.models import Crisis


def evidence(crisis: Crisis) -> QuerySet[Evidence]:
    """Return the evidence of a crisis, the newest first."""
    rows: QuerySet[Evidence] = Evidence.objects.filter(crisis=crisis)
    return rows.annotate(record_count=Count("records", distinct=True))


def proposals(crisis: Crisis) -> QuerySet[Proposal]:
    """Return the proposals of a crisis with how many items, filings and outcomes each has."""
    rows: QuerySet[Proposal] = Proposal.objects.filter(crisis=crisis)
    return rows.annotate(
        item_count=Count("items", distinct=True),
        filing_count=Count("filings", distinct=True),
        outcome_count=Count("outcomes", distinct=True),
    )
