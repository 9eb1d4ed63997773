"""Figures that may be published: of approved entries alone, so that they reconcile with the ledger to the fen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet, Sum

from qiao.funding.booking import ASSETS
from qiao.funding.hosts.queries import HostFigures, host_figures
from qiao.funding.models import Campaign, LedgerApproval, LedgerEntry, LedgerLine

Account = LedgerLine.Account
INCOME = (Account.INCOME_RESTRICTED, Account.INCOME_UNRESTRICTED)
SPENDING = (Account.EXPENSE, Account.ADMIN_EXPENSE, Account.FUNDRAISING_EXPENSE)
APPROVED = LedgerApproval.Verdict.APPROVED
REJECTED = LedgerApproval.Verdict.REJECTED


@dataclass(frozen=True)
class PurposeFigures:
    """What came in for a purpose, what was spent on it and what is left, in fen; "" is money without a purpose."""

    purpose: str
    received_fen: int
    spent_fen: int
    left_fen: int


@dataclass(frozen=True)
class Figures:
    """A campaign's money up to a day, in fen, approved entries only.

    `received_fen` = `cash_fen` + `goods_fen`; `received_fen` - `spent_fen` = `left_fen`, unless an opening balance was
    booked on the campaign (`opening_fen`). `waiting` entries are booked but not approved and count nowhere.
    """

    until: date
    cash_fen: int
    goods_fen: int
    spent_fen: int
    admin_fen: int
    fundraising_fen: int
    left_fen: int
    opening_fen: int
    purposes: tuple[PurposeFigures, ...]
    entries: int
    last_number: int
    waiting: int
    host: HostFigures

    @property
    def received_fen(self) -> int:
        return self.cash_fen + self.goods_fen

    @property
    def reconciles(self) -> bool:
        """Say whether what came in less what went out is what is left, to the fen."""
        return self.received_fen + self.opening_fen - self.spent_fen == self.left_fen


def approved() -> QuerySet[LedgerEntry]:
    """Return the entries that count."""
    return LedgerEntry.objects.filter(approval__verdict=APPROVED)


def waiting() -> QuerySet[LedgerEntry]:
    """Return the entries that wait for a decision: not those that take back an entry which was sent back."""
    return LedgerEntry.objects.filter(approval__isnull=True).exclude(
        is_reversal=True, corrects__approval__verdict=REJECTED
    )


def _sum(lines: QuerySet[LedgerLine], accounts: Iterable[str]) -> int:
    return int(lines.filter(account__in=list(accounts)).aggregate(sum=Sum("amount_fen"))["sum"] or 0)


def figures(campaign: Campaign, until: date) -> Figures:
    """Return what came in, went out and is left of a campaign up to a day, in fen, of approved entries alone.

    What came to the account of the campaign's host counts when it is booked (HOST_HELD); what the host passes on to us is
    no income once more. Goods count at the value they were booked
    with. The legal duty: 慈善法第七十二、七十九条.
    """
    entries = LedgerEntry.objects.filter(campaign=campaign, booked_on__lte=until)
    counted = entries.filter(approval__verdict=APPROVED)
    return _of(counted, until, waiting().filter(pk__in=entries.values("pk")).count())


def _of(counted: QuerySet[LedgerEntry], until: date, waits: int) -> Figures:
    lines = LedgerLine.objects.filter(entry__in=counted.order_by().values("pk"))
    is_goods = LedgerLine.objects.filter(entry__in=counted.order_by().values("pk"), account=Account.GOODS)
    # Goods that came in: what stands against income in entries that move goods.
    goods = _sum(lines.filter(entry__in=is_goods.values("entry")), INCOME)
    return Figures(
        until=until,
        cash_fen=-_sum(lines, INCOME) + goods,
        goods_fen=-goods,
        spent_fen=_sum(lines, SPENDING),
        admin_fen=_sum(lines, [Account.ADMIN_EXPENSE]),
        fundraising_fen=_sum(lines, [Account.FUNDRAISING_EXPENSE]),
        left_fen=_sum(lines, ASSETS),
        opening_fen=-_sum(lines, [Account.NET_ASSETS]),
        purposes=tuple(by_purpose(lines)),
        entries=counted.count(),
        last_number=int(counted.aggregate(last=Max("number"))["last"] or 0),
        waiting=waits,
        host=host_figures(lines),
    )


def by_purpose(lines: QuerySet[LedgerLine]) -> list[PurposeFigures]:
    """Return the figures of each purpose, the largest first."""
    sums = (
        lines.order_by()
        .values_list("purpose")
        .annotate(
            received=Sum("amount_fen", filter=Q(account__in=INCOME), default=0),
            spent=Sum("amount_fen", filter=Q(account__in=SPENDING), default=0),
            left=Sum("amount_fen", filter=Q(account__in=ASSETS), default=0),
        )
    )
    found = [PurposeFigures(purpose, -received, spent, left) for purpose, received, spent, left in sums]
    return sorted(found, key=lambda one: (-one.received_fen, one.purpose))


def by_month(lines: QuerySet[LedgerLine]) -> list[tuple[str, int, int]]:
    """Return month, money in and money out in fen, in order; months without either are left out."""
    months: dict[str, list[int]] = {}
    rows = (
        lines.order_by()
        .filter(account__in=[*INCOME, *SPENDING])
        .values_list("account", "entry__booked_on")
        .annotate(sum=Sum("amount_fen"))
    )
    for account, day, total in rows:
        held = months.setdefault(f"{day:%Y-%m}", [0, 0])
        held[0 if account in INCOME else 1] += -total if account in INCOME else total
    return [(month, held[0], held[1]) for month, held in sorted(months.items())]


def counted_lines() -> QuerySet[LedgerLine]:
    """Return the lines of approved entries of the whole organisation."""
    return LedgerLine.objects.filter(entry__in=approved().order_by().values("pk"))
