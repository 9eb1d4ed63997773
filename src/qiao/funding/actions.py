"""What can be done with money: open a campaign, book an entry whose lines sum to zero."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from qiao.accounts.roles import Actor
from qiao.exceptions import LedgerUnbalancedError
from qiao.funding.models import Campaign, LedgerEntry, LedgerLine
from qiao.registry.models import Crisis, Organization
from qiao.trail.recorded import detail, recorded

SIDES = 2
"""An entry has at least two lines."""


@dataclass(frozen=True)
class Line:
    """One side of an entry, in fen: above zero is debit, below is credit."""

    account: str
    amount_fen: int
    purpose: str = ""


@recorded("ledger.book")
def book_entry(
    actor: Actor,
    /,
    *,
    booked_on: date,
    text: str,
    lines: Sequence[Line],
    corrects: LedgerEntry | None = None,
) -> LedgerEntry:
    """Book an entry. Nothing booked is ever changed; a correction is a new entry that names the old one.

    Raises LedgerUnbalancedError where the lines do not sum to zero, or there are fewer than two. The database
    refuses such an entry too, when the transaction ends.
    """
    difference = sum(line.amount_fen for line in lines)
    if difference or len(lines) < SIDES:
        raise LedgerUnbalancedError(difference_fen=abs(difference))
    owner = Organization.objects.select_for_update(no_key=True).get(pk=actor.acts_for)
    last = LedgerEntry.objects.filter(organization=owner).aggregate(last=Max("number"))["last"]
    entry: LedgerEntry = LedgerEntry.objects.create(
        organization=owner, number=(last or 0) + 1, booked_on=booked_on, text=text, corrects=corrects
    )
    LedgerLine.objects.bulk_create(
        LedgerLine(
            organization=owner,
            entry=entry,
            account=line.account,
            amount_fen=line.amount_fen,
            purpose=line.purpose,
        )
        for line in lines
    )
    moved = sum(line.amount_fen for line in lines if line.amount_fen > 0)
    detail(
        number=entry.number,
        lines=len(lines),
        amount_fen=moved,
        corrects=corrects.number if corrects else None,
    )
    return entry


@recorded("campaign.open")
def open_campaign(
    actor: Actor,
    /,
    crisis: Crisis,
    *,
    title: str,
    route: str,
    began_on: date,
    host: Organization | None = None,
    filed_on: date | None = None,
) -> Campaign:
    """Put a campaign on record. Whether its route was lawful is said on the page, with the article."""
    detail(route=route, host=str(host.pk) if host else None)
    campaign: Campaign = Campaign.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        title=title,
        route=route,
        host=host,
        began_on=began_on,
        filed_on=filed_on,
    )
    return campaign
