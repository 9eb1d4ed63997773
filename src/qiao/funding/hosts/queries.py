"""What hosts hold, passed on to us and paid for us."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet, Sum

from qiao.funding.hosts.rules import INCOME, OWN, SPENDING
from qiao.funding.models import Campaign, LedgerEntry, LedgerLine

Account = LedgerLine.Account
SHOWN = 20


@dataclass(frozen=True)
class HostFigures:
    """Money in a host's account, in fen: `received_fen` - `transferred_fen` - `paid_fen` = `held_fen`."""

    received_fen: int = 0
    transferred_fen: int = 0
    paid_fen: int = 0
    purposes: dict[str, int] = field(default_factory=dict)

    @property
    def held_fen(self) -> int:
        return self.received_fen - self.transferred_fen - self.paid_fen


def host_figures(lines: QuerySet[LedgerLine]) -> HostFigures:
    """Return what these lines say of money with hosts. An entry is of one kind (`rules.kind_of`), so the sums meet."""
    held = lines.filter(account=Account.HOST_HELD).order_by()
    with_own = Q(entry__in=_touching(OWN))
    with_spending = Q(entry__in=_touching(SPENDING))
    sums = held.aggregate(
        all=Sum("amount_fen", default=0),
        transferred=Sum("amount_fen", filter=with_own, default=0),
        paid=Sum("amount_fen", filter=with_spending & ~with_own, default=0),
    )
    return HostFigures(
        received_fen=sums["all"] - sums["transferred"] - sums["paid"],
        transferred_fen=-sums["transferred"],
        paid_fen=-sums["paid"],
        purposes=dict(held.values_list("purpose").annotate(sum=Sum("amount_fen")).order_by("purpose")),
    )


def _touching(accounts: tuple[str, ...]) -> QuerySet[LedgerLine, Any]:
    return LedgerLine.objects.filter(account__in=accounts).order_by().values("entry")


def all_held(campaign: Campaign) -> HostFigures:
    """Return what a campaign's host holds, entries that wait for approval included."""
    return host_figures(LedgerLine.objects.filter(entry__campaign=campaign))


def misplaced(campaign: Campaign) -> list[int]:
    """Return the numbers of entries that booked gifts of a co-launch to our own account, before that was refused."""
    if campaign.route != Campaign.Route.CO_LAUNCH:
        return []
    came = LedgerLine.objects.filter(account__in=INCOME, amount_fen__lt=0).order_by().values("entry")
    ours = LedgerLine.objects.filter(account__in=OWN, amount_fen__gt=0).order_by().values("entry")
    found = LedgerEntry.objects.filter(campaign=campaign, is_reversal=False, pk__in=came)
    found = found.filter(pk__in=ours).exclude(corrections__is_reversal=True)
    return list(found.order_by("number").values_list("number", flat=True)[:SHOWN])
