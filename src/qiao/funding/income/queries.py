"""What an organisation lives on, year by year, from the accounts that stand loaded."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from qiao.engines.income import (
    Accounts,
    IncomeLine,
    Shock,
    Stream,
    Structure,
    after_losing,
    renewal_cliff,
    shocks,
    split_funders,
    structure,
)
from qiao.funding.models import YearAccounts

HALF_A_YEAR = timedelta(days=182)


def loaded() -> QuerySet[YearAccounts]:
    """Return the accounts that stand loaded, the newest year first."""
    return YearAccounts.objects.filter(state=YearAccounts.State.LOADED).order_by("-year")


def sheets() -> QuerySet[YearAccounts]:
    """Return every sheet handed in and not put aside, the newest first."""
    return (
        YearAccounts.objects.exclude(state=YearAccounts.State.DISCARDED)
        .select_related("handed_in_by")
        .order_by("-created_at")
    )


def accounts_of(year: YearAccounts) -> Accounts:
    """Return a year's accounts as the engine takes them."""
    return Accounts(
        lines=tuple(
            IncomeLine(
                stream=Stream(row.stream),
                amount_fen=row.amount_fen,
                funder=row.funder,
                is_restricted=row.is_restricted,
                ends_on=row.ends_on,
            )
            for row in year.income.order_by("stream", "funder", "pk")
        ),
        expense_fen=year.expense_fen,
        administration_fen=year.administration_fen,
        net_assets_fen=year.net_assets_fen,
        unrestricted_net_assets_fen=year.unrestricted_net_assets_fen,
        fixed_assets_fen=year.fixed_assets_fen or 0,
        fixed_asset_debt_fen=year.fixed_asset_debt_fen or 0,
    )


@dataclass(frozen=True)
class StreamSum:
    """One of the eight streams in a year."""

    stream: Stream
    amount_fen: int
    restricted_fen: int
    share: float


@dataclass(frozen=True)
class YearSeen:
    """A year with its values, streams and what happens when a source ends."""

    record: YearAccounts
    accounts: Accounts
    structure: Structure
    streams: list[StreamSum]
    by_stream: list[Shock]
    by_funder: list[Shock]
    cliff: float | None
    split: dict[str, tuple[Stream, ...]]

    @property
    def names_funders(self) -> bool:
        return any(line.funder for line in self.accounts.lines)


def seen(record: YearAccounts, today: date) -> YearSeen:
    """Return a year measured; the cliff is the income whose contract ends within half a year of today."""
    accounts = accounts_of(record)
    sums: Counter[Stream] = Counter()
    bound: Counter[Stream] = Counter()
    for line in accounts.lines:
        sums[line.stream] += line.amount_fen
        bound[line.stream] += line.amount_fen if line.is_restricted else 0
    income = sum(sums.values())
    return YearSeen(
        record=record,
        accounts=accounts,
        structure=structure(accounts),
        streams=[
            StreamSum(stream, sums[stream], bound[stream], sums[stream] / income if income else 0.0)
            for stream in Stream
        ],
        by_stream=shocks(accounts.lines),
        by_funder=shocks(accounts.lines, by_funder=True),
        cliff=renewal_cliff(accounts.lines, ends_by=today + HALF_A_YEAR),
        split=split_funders(accounts.lines),
    )


@dataclass(frozen=True)
class Lost:
    """What is left when chosen sources end, and for how many months the reserves would close the gap."""

    structure: Structure
    lost_fen: int
    left_share: float
    gap_fen: int | None
    months: float | None


def lost(year: YearSeen, streams: Collection[str], funders: Collection[str]) -> Lost | None:
    """Return what losing these sources means; None where none is chosen or there is no income."""
    income = year.structure.income_fen
    if not income or not (streams or funders):
        return None
    left, lost_fen = after_losing(year.accounts, streams=streams, funders=funders)
    expense, luna = year.accounts.expense_fen, year.structure.luna_months
    gap = None if expense is None else max(0, expense - left.income_fen)
    months = luna * expense / gap if gap and luna is not None and expense else None
    return Lost(left, lost_fen, left.income_fen / income, gap, months)
