"""What can be asked about money: what is booked, what one lives on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Max, QuerySet, Sum

from qiao.engines.eligibility.rules import LAW_2016_FROM
from qiao.engines.income import Accounts, IncomeLine, Shock, Structure, shocks, structure
from qiao.engines.income import Stream as StreamOfEngine
from qiao.funding.disclosing import waiting
from qiao.funding.models import Campaign, Donation, Grant, LedgerEntry, LedgerLine
from qiao.registry.models import Crisis

FIRST_DAY = LAW_2016_FROM
"""Before this day the table of rules holds no law."""

YEAR = timedelta(days=365)
Account = LedgerLine.Account


def campaigns(crisis: Crisis) -> QuerySet[Campaign]:
    """Return the campaigns in a crisis, the newest first."""
    return (
        Campaign.objects.filter(crisis=crisis)
        .select_related("host")
        .annotate(raised_fen=Sum("donations__amount_fen"))
        .order_by("-began_on")
    )


@dataclass(frozen=True)
class Books:
    """The ledger in sums, in fen. Income is shown as a positive amount although it is booked as credit."""

    balances: dict[str, int]
    entries: int
    last_on: date | None
    waiting: int

    @property
    def restricted_fen(self) -> int:
        return -self.balances.get(Account.INCOME_RESTRICTED, 0)

    @property
    def unrestricted_fen(self) -> int:
        return -self.balances.get(Account.INCOME_UNRESTRICTED, 0)

    @property
    def income_fen(self) -> int:
        return self.restricted_fen + self.unrestricted_fen

    @property
    def unrestricted_share(self) -> float | None:
        """Return the unrestricted share of income; None without income."""
        return self.unrestricted_fen / self.income_fen if self.income_fen else None

    @property
    def is_balanced(self) -> bool:
        return sum(self.balances.values()) == 0


def books() -> Books:
    """Return the sums of the organisation's ledger."""
    sums = LedgerLine.objects.order_by().values_list("account").annotate(sum=Sum("amount_fen"))
    entries = LedgerEntry.objects.aggregate(last=Max("booked_on"))
    return Books(
        balances=dict(sums),
        entries=LedgerEntry.objects.count(),
        last_on=entries["last"],
        waiting=waiting().count(),
    )


def entries() -> QuerySet[LedgerEntry]:
    """Return the entries with their lines, the newest first."""
    return (
        LedgerEntry.objects.prefetch_related("lines")
        .select_related("corrects", "approval__decided_by", "booked_by", "campaign__host")
        .order_by("-number")
    )


@dataclass(frozen=True)
class Income:
    """What an organisation lives on in the twelve months up to its last recorded income."""

    first_on: date
    last_on: date
    structure: Structure
    shocks: list[Shock]
    unsorted_fen: int


def _streams(rows: Iterable[tuple[str, int, str, str]]) -> list[IncomeLine]:
    return [
        IncomeLine(
            stream=StreamOfEngine(stream or StreamOfEngine.OTHER),
            amount_fen=amount,
            funder=funder,
            is_restricted=bool(purpose),
        )
        for stream, amount, funder, purpose in rows
    ]


def income() -> Income | None:
    """Return the income structure from gifts and grants on record; None where there are none.

    Dues and service income are not recorded yet, so the figures are those of gifts and grants alone.
    """
    # What comes out of a co-launch was told of already when it was given to the host.
    granted = Grant.objects.filter(awarded_fen__gt=0, awarded_on__isnull=False, campaign__isnull=True)
    days = [
        Donation.objects.aggregate(last=Max("received_on"))["last"],
        granted.aggregate(last=Max("awarded_on"))["last"],
    ]
    known = [day for day in days if day is not None]
    if not known:
        return None
    last = max(known)
    first = last - YEAR + timedelta(days=1)
    gifts = Donation.objects.filter(received_on__gte=first).values_list(
        "stream", "amount_fen", "donor_text", "purpose"
    )
    # A grant is given for what its title says.
    grants = granted.filter(awarded_on__gte=first).values_list("stream", "awarded_fen", "funder", F("title"))
    rows = [*gifts, *grants]
    lines = _streams(rows)
    return Income(
        first_on=first,
        last_on=last,
        structure=structure(Accounts(lines=tuple(lines))),
        shocks=shocks(lines),
        unsorted_fen=sum(amount for stream, amount, _, _ in rows if not stream),
    )
