"""Where money of a co-launch may stand: with its host, until the host passes it on or pays with it (慈善法第二十六条).

Both versions of the law say so: the host manages what was raised (2016), and all of it goes through the host's accounts
(2023). What kind of event an entry is, its lines tell: nothing beside them could contradict them.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.db.models import Sum

from qiao.exceptions import HostAccountError, HostCampaignError, HostShortError
from qiao.funding.models import Campaign, LedgerLine
from qiao.funding.purposes import plain_purpose

Account = LedgerLine.Account
OWN = (Account.BANK, Account.CASH)
INCOME = (Account.INCOME_RESTRICTED, Account.INCOME_UNRESTRICTED)
SPENDING = (Account.EXPENSE, Account.ADMIN_EXPENSE, Account.FUNDRAISING_EXPENSE)


class Side(Protocol):
    """One side of an entry, booked or to be booked."""

    @property
    def account(self) -> str: ...
    @property
    def amount_fen(self) -> int: ...
    @property
    def purpose(self) -> str: ...


class Event(Protocol):
    """An entry to be booked."""

    @property
    def campaign(self) -> Campaign | None: ...
    @property
    def lines(self) -> Sequence[Side]: ...


class HostKind(StrEnum):
    """What an entry does with money that a host holds."""

    RECEIVED = "RECEIVED"
    TRANSFERRED = "TRANSFERRED"
    PAID = "PAID"


def money_account(campaign: Campaign | None) -> str:
    """Return the account to which gifts of money are booked: the host's for a co-launch, else our own."""
    return Account.HOST_HELD if is_co_launch(campaign) else Account.BANK


def is_co_launch(campaign: Campaign | None) -> bool:
    return campaign is not None and campaign.route == Campaign.Route.CO_LAUNCH


def kind_of(sides: Iterable[Side]) -> HostKind | None:
    """Return what an entry does with money that a host holds; None where it does nothing with it."""
    accounts = {side.account for side in sides}
    if Account.HOST_HELD not in accounts:
        return None
    if accounts & set(OWN):
        return HostKind.TRANSFERRED
    return HostKind.PAID if accounts & set(SPENDING) else HostKind.RECEIVED


def check_host(campaign: Campaign | None, sides: Sequence[Side]) -> None:
    """Raise HostCampaignError where no host is named, HostAccountError where its gifts would come to our own account."""
    if campaign is None or not is_co_launch(campaign):
        if any(side.account == Account.HOST_HELD for side in sides):
            raise HostCampaignError
        return
    gained = -sum(side.amount_fen for side in sides if side.account in INCOME)
    to_us = sum(side.amount_fen for side in sides if side.account in OWN)
    if gained > 0 and to_us > 0:
        raise HostAccountError(host=str(campaign.host))


def check_held(bookings: Sequence[Event]) -> None:
    """Raise HostShortError where a host would pass on or pay more than it holds, in this order of entries."""
    taken: dict[tuple[UUID, str], int] = {}
    low: dict[tuple[UUID, str], int] = {}
    for booking in bookings:
        for side in booking.lines:
            if booking.campaign is not None and side.account == Account.HOST_HELD:
                key = (booking.campaign.pk, plain_purpose(side.purpose))
                taken[key] = taken.get(key, 0) + side.amount_fen
                low[key] = min(low.get(key, 0), taken[key])
    for (campaign, purpose), need in low.items():
        left = held_fen(campaign, purpose) if need < 0 else 0
        if need < 0 and left + need < 0:
            raise HostShortError(
                purpose=purpose or "非限定资金", left=f"{left / 100:,.2f}", asked=f"{-need / 100:,.2f}"
            )


def held_fen(campaign: UUID, purpose: str) -> int:
    """Return what the host of a campaign holds for a purpose, in fen, unapproved entries included."""
    lines = LedgerLine.objects.filter(entry__campaign=campaign, purpose=purpose, account=Account.HOST_HELD)
    return int(lines.aggregate(sum=Sum("amount_fen"))["sum"] or 0)
