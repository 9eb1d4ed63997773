"""What can be asked of imported tables: the batches of a crisis, the verdicts of one, what became of it."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from qiao.intake.models import ImportBatch, ImportMapping, ImportRow, Need, Offer, Report
from qiao.registry.models import Crisis

ENDED_UNSEEN = (ImportBatch.State.DISCARDED,)


def import_batches(crisis: Crisis) -> QuerySet[ImportBatch]:
    """Return the batches of a crisis that were not put aside, the newest first."""
    rows: QuerySet[ImportBatch] = ImportBatch.objects.filter(crisis=crisis).exclude(state__in=ENDED_UNSEEN)
    return rows.select_related("handed_in_by").order_by("-created_at")


def import_rows(batch: ImportBatch, level: str = "") -> QuerySet[ImportRow]:
    """Return the verdicts of a batch in the order of the table, of one level if named."""
    rows: QuerySet[ImportRow] = ImportRow.objects.filter(batch=batch).select_related("report")
    return (rows.filter(level=level) if level else rows).order_by("number")


def remembered_plan(signature: str) -> ImportMapping | None:
    """Return how a table with such headers was read last time."""
    found: ImportMapping | None = ImportMapping.objects.filter(signature=signature).first()
    return found


@dataclass(frozen=True)
class Became:
    """What a batch has become: reports, needs and offers standing, and those withdrawn."""

    reports: int
    needs: int
    offers: int
    withdrawn: int


def what_became(batch: ImportBatch) -> Became:
    """Return what stands of a batch today."""
    of_batch = Q(report__import_row__batch=batch)
    withdrawn = Count("pk", filter=Q(state="WITHDRAWN"))
    needs = Need.objects.filter(of_batch).aggregate(total=Count("pk"), withdrawn=withdrawn)
    offers = Offer.objects.filter(of_batch).aggregate(total=Count("pk"), withdrawn=withdrawn)
    return Became(
        Report.objects.filter(import_row__batch=batch).count(),
        needs["total"] - needs["withdrawn"],
        offers["total"] - offers["withdrawn"],
        needs["withdrawn"] + offers["withdrawn"],
    )
