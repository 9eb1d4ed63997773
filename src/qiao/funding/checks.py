"""What must hold of the ledger whatever happens. `./qiao verify` asks it over all organisations."""

from django.db.models import Count, Sum
from django_scopes import scopes_disabled

from qiao.funding.models import LedgerEntry


def ledger_breaks() -> list[str]:
    """Return a sentence for each entry that has no lines, or whose lines do not sum to zero."""
    with scopes_disabled():
        rows = (
            LedgerEntry.objects.order_by("organization", "number")
            .annotate(sides=Count("lines"), off_by=Sum("lines__amount_fen"))
            .values_list("organization__name", "number", "sides", "off_by")
        )
        return [
            f"{name}第 {number} 号分录没有明细"
            if not sides
            else f"{name}第 {number} 号分录借贷相差 {off_by} 分"
            for name, number, sides, off_by in rows
            if not sides or off_by
        ]
