"""What can be asked about cash and vouchers: the list, and sums that show no single person."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, QuerySet, Sum, When
from django.db.models.functions import TruncMonth

from qiao.engines.bulletin import BLOCK, BLOCK_SENSITIVE, AtLeast
from qiao.funding.models import CashAid
from qiao.registry.leaving import Leaving, is_sensitive
from qiao.registry.models import Crisis

FEN = 100
HEADS = {
    "zh": ("月份", "方式", "帮扶名目", "受助人数（五人一档）", "金额（元）"),
    "en": ("month", "kind", "heading", "persons (in fives)", "amount (CNY)"),
}


def aids(crisis: Crisis) -> QuerySet[CashAid]:
    """Return cash and vouchers of a crisis, what waits first, then the newest."""
    waiting = Case(When(state__in=[CashAid.State.PROPOSED, CashAid.State.APPROVED], then=0), default=1)
    return (
        CashAid.objects.filter(crisis=crisis)
        .select_related("proposed_by", "decided_by", "paid_by", "entry", "campaign")
        .order_by(waiting, "-created_at", "pk")
    )


@dataclass(frozen=True)
class Cell:
    """What was paid out under one heading in a month; figures of fewer than five persons (ten of the sick) are None."""

    month: str
    kind: str
    what: str
    persons: str
    fen: int | None


def summary(crisis: Crisis) -> list[Cell]:
    """Return what was paid out by month, kind and heading, small cells without figures."""
    rows = (
        CashAid.objects.filter(crisis=crisis, state=CashAid.State.PAID)
        .order_by()
        .annotate(month=TruncMonth("paid_on"))
        .values_list("month", "kind", "what")
        .annotate(
            persons=Count("person_code", distinct=True),
            fen=Sum(F("unit_fen") * F("count")),
        )
        .order_by("month", "kind", "what")
    )
    return [_cell(*row) for row in rows]


def _cell(month: Any, kind: str, what: str, persons: int, fen: int) -> Cell:
    least = BLOCK_SENSITIVE if is_sensitive(what) else BLOCK
    shown = persons >= least
    told = str(AtLeast.of(persons, least).shown or "") if shown else ""
    return Cell(f"{month:%Y-%m}", kind, what, told, fen if shown else None)


def paid_fen(crisis: Crisis) -> int:
    """Return what was paid out in all, in fen; the ledger tells it too."""
    paid = CashAid.objects.filter(crisis=crisis, state=CashAid.State.PAID)
    return int(paid.aggregate(fen=Sum(F("unit_fen") * F("count")))["fen"] or 0)


def summary_rows(crisis: Crisis, language: str) -> list[list[Any]]:
    """Return the summary as a table, heads first; what people typed is rid of names and numbers."""
    leaving = Leaving()
    is_english = language.startswith("en")
    kinds = {"CASH": "cash", "VOUCHER": "voucher"}
    rows: list[list[Any]] = [list(HEADS["en" if is_english else "zh"])]
    for one in summary(crisis):
        kind = kinds[one.kind] if is_english else str(CashAid.Kind(one.kind).label)
        fen = "" if one.fen is None else one.fen / FEN
        rows.append([one.month, kind, leaving.text(one.what), one.persons, fen])
    return rows
