"""What an organisation lives on, how long it could go on, and what happens when one source ends."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from qiao.engines.income.concentration import Concentration, concentration

MONTHS_A_YEAR = 12


class Stream(StrEnum):
    """The eight standard streams; a fixed list, since the index moves with how finely income is split."""

    DUES = "DUES"
    GIFTS_PERSONS = "GIFTS_PERSONS"
    GIFTS_ENTERPRISES = "GIFTS_ENTERPRISES"
    FOUNDATION_GRANTS = "FOUNDATION_GRANTS"
    GOVERNMENT = "GOVERNMENT"
    SERVICES = "SERVICES"
    INVESTMENT = "INVESTMENT"
    OTHER = "OTHER"


STREAMS: dict[Stream, tuple[str, str]] = {
    Stream.DUES: ("会费", "membership dues"),
    Stream.GIFTS_PERSONS: ("捐赠（个人）", "gifts of persons"),
    Stream.GIFTS_ENTERPRISES: ("捐赠（企业）", "gifts of enterprises"),
    Stream.FOUNDATION_GRANTS: ("基金会资助", "foundation grants"),
    Stream.GOVERNMENT: ("政府购买服务与补助", "government purchase and subsidy"),
    Stream.SERVICES: ("服务收入", "service income"),
    Stream.INVESTMENT: ("投资与利息", "investment and interest"),
    Stream.OTHER: ("其他", "other"),
}
"""Chinese and English names of the streams, in the order shown."""


@dataclass(frozen=True, slots=True)
class IncomeLine:
    """Income of one period from one funder in one stream.

    Attributes
    ----------
    amount_fen
        Zero or more.
    funder
        Stable key of the funder; empty where there is none (many small payers), then the stream stands for it.
    is_restricted
        Whether the donor's purpose binds it (限定性).
    ends_on
        Last day of the contract behind it; None where it has no end or none is known.
    """

    stream: Stream
    amount_fen: int
    funder: str = ""
    is_restricted: bool = False
    ends_on: date | None = None

    def __post_init__(self) -> None:
        if self.amount_fen < 0:
            raise ValueError("amount_fen < 0 not understood.")


@dataclass(frozen=True, slots=True)
class Accounts:
    """One period's accounts; every balance in fen, None where it is not known.

    Attributes
    ----------
    expense_fen
        Cash expense of twelve months.
    administration_fen
        Part of the expense spent on administration.
    net_assets_fen
        All net assets.
    unrestricted_net_assets_fen, fixed_assets_fen, fixed_asset_debt_fen
        Make the liquid unrestricted net assets: unrestricted - fixed assets + debt on them.
    """

    lines: tuple[IncomeLine, ...]
    expense_fen: int | None = None
    administration_fen: int | None = None
    net_assets_fen: int | None = None
    unrestricted_net_assets_fen: int | None = None
    fixed_assets_fen: int = 0
    fixed_asset_debt_fen: int = 0


@dataclass(frozen=True, slots=True)
class Structure:
    """The values of one period, each None where its inputs are unknown.

    Attributes
    ----------
    by_stream, by_funder
        Concentration over streams and over funders; the second shows when one funder's money was booked
        under several streams.
    unrestricted_share, government_share
        Of income, 0 to 1.
    luna_months
        Months the liquid unrestricted net assets would pay for; negative where they are.
    equity_ratio, margin, administration_ratio
        Net assets over income; (income - expense) over income; administration over expense.
    """

    income_fen: int
    by_stream: Concentration | None
    by_funder: Concentration | None
    unrestricted_share: float | None
    government_share: float | None
    luna_months: float | None
    equity_ratio: float | None
    margin: float | None
    administration_ratio: float | None


@dataclass(frozen=True, slots=True)
class Shock:
    """What is left when one source ends.

    Attributes
    ----------
    source
        Stream or funder that ends.
    lost_fen, left_fen
        Income lost and left.
    left_share
        Of income, 0 to 1.
    """

    source: str
    lost_fen: int
    left_fen: int
    left_share: float


def _funder(line: IncomeLine) -> str:
    return line.funder or line.stream


def _sums(lines: Iterable[IncomeLine], source: Callable[[IncomeLine], str]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for line in lines:
        sums[source(line)] += line.amount_fen
    return sums


def _ratio(part: int | None, whole: int | None) -> float | None:
    if part is None or not whole:
        return None
    return part / whole


def _luna_months(accounts: Accounts) -> float | None:
    if accounts.unrestricted_net_assets_fen is None or not accounts.expense_fen:
        return None
    liquid = accounts.unrestricted_net_assets_fen - accounts.fixed_assets_fen + accounts.fixed_asset_debt_fen
    return liquid * MONTHS_A_YEAR / accounts.expense_fen


def structure(accounts: Accounts) -> Structure:
    """Measure one period's income structure.

    Parameters
    ----------
    accounts
        Lines and balances of twelve months, in fen.

    Returns
    -------
    Structure
        Values without labels: whether 0.3 is much depends on a peer set, which this function is not given.

    References
    ----------
    METHODS section 3; LUNA (liquid unrestricted net assets) as RSF Social Finance reckons it.
    """
    income = sum(line.amount_fen for line in accounts.lines)
    by_stream = _sums(accounts.lines, lambda line: line.stream)
    unrestricted = sum(line.amount_fen for line in accounts.lines if not line.is_restricted)
    surplus = None if accounts.expense_fen is None else income - accounts.expense_fen
    return Structure(
        income_fen=income,
        by_stream=concentration(by_stream.values()),
        by_funder=concentration(_sums(accounts.lines, _funder).values()),
        unrestricted_share=_ratio(unrestricted, income),
        government_share=_ratio(by_stream[Stream.GOVERNMENT], income),
        luna_months=_luna_months(accounts),
        equity_ratio=_ratio(accounts.net_assets_fen, income),
        margin=_ratio(surplus, income),
        administration_ratio=_ratio(accounts.administration_fen, accounts.expense_fen),
    )


def shocks(lines: Sequence[IncomeLine], *, by_funder: bool = False) -> list[Shock]:
    """Return what would be left if each source ended, one at a time, the worst first.

    Parameters
    ----------
    lines
        Income of one period.
    by_funder
        Let funders end rather than whole streams. Default False.

    Returns
    -------
    list[Shock]
        Largest loss first; ties by name. Sources without income are left out.
    """
    sums = _sums(lines, _funder if by_funder else lambda line: line.stream)
    income = sum(sums.values())
    return [
        Shock(source=str(source), lost_fen=lost, left_fen=income - lost, left_share=(income - lost) / income)
        for source, lost in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))
        if lost
    ]


def renewal_cliff(lines: Iterable[IncomeLine], *, ends_by: date) -> float | None:
    """Return the share of income whose contract ends by a day, 0 to 1; None without income."""
    everything = tuple(lines)
    ending = sum(
        line.amount_fen for line in everything if line.ends_on is not None and line.ends_on <= ends_by
    )
    return _ratio(ending, sum(line.amount_fen for line in everything))


def after_losing(
    accounts: Accounts, *, streams: Collection[str] = (), funders: Collection[str] = ()
) -> tuple[Structure, int]:
    """Measure the structure that is left when several sources end at once, and how much income is lost.

    Parameters
    ----------
    accounts
        Lines and balances of twelve months, in fen; expense and balances are taken as they stand.
    streams, funders
        Values of `Stream`, and keys of funders (a stream's value stands for its payers without a name).

    Returns
    -------
    tuple[Structure, int]
        The structure of the lines that stay, and the fen lost. A line whose stream and funder both end is lost once.
    """
    gone = [line for line in accounts.lines if line.stream in streams or _funder(line) in funders]
    left = tuple(line for line in accounts.lines if line not in gone)
    return structure(replace(accounts, lines=left)), sum(line.amount_fen for line in gone)


def split_funders(lines: Iterable[IncomeLine]) -> dict[str, tuple[Stream, ...]]:
    """Return the named funders whose money stands under several streams, each with its streams in order.

    Their money looks more spread over streams than it is: the index by funder is the one to believe.
    """
    found: dict[str, set[Stream]] = {}
    for line in lines:
        if line.funder:
            found.setdefault(line.funder, set()).add(line.stream)
    order = list(Stream)
    return {
        funder: tuple(sorted(streams, key=order.index))
        for funder, streams in sorted(found.items())
        if len(streams) > 1
    }
