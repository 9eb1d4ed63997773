"""What can be done with money: open a campaign, book an entry, let somebody else approve it, reverse it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from qiao.accounts.roles import Actor
from qiao.exceptions import LedgerDecidedError, LedgerReversedError
from qiao.funding.appealing import refuse_without_members
from qiao.funding.booking import SIDES, Booking, Line, Price, mirror, write, write_approvals
from qiao.funding.models import Campaign, LedgerApproval, LedgerEntry
from qiao.registry.models import Crisis, Organization
from qiao.trail.recorded import detail, recorded

AT_ONCE = 500

__all__ = [
    "SIDES",
    "Booking",
    "Line",
    "Price",
    "approve_entries",
    "book_entry",
    "open_campaign",
    "reject_entry",
    "reverse_entry",
]


@recorded("ledger.book")
def book_entry(
    actor: Actor,
    /,
    *,
    booked_on: date,
    text: str,
    lines: Sequence[Line],
    corrects: LedgerEntry | None = None,
    campaign: Campaign | None = None,
    reference: str = "",
    consent: str = "",
) -> LedgerEntry:
    """Book an entry. Nothing booked is ever changed; a correction is a new entry that names the old one.

    Raises LedgerUnbalancedError where the lines of a purpose do not sum to zero or there are fewer than two;
    LedgerPurposeError, LedgerConsentError, LedgerUnpricedError, LedgerFundShortError. The database refuses such
    entries too.
    """
    booking = Booking(
        booked_on=booked_on,
        text=text,
        lines=lines,
        corrects=corrects,
        campaign=campaign,
        reference=reference,
        consent=consent,
    )
    entry = write(actor, [booking])[0]
    moved = sum(line.amount_fen for line in lines if line.amount_fen > 0)
    detail(
        number=entry.number,
        lines=len(lines),
        amount_fen=moved,
        corrects=corrects.number if corrects else None,
    )
    return entry


@recorded("ledger.reverse")
def reverse_entry(actor: Actor, entry: LedgerEntry, /, *, reason: str, on: date) -> LedgerEntry:
    """Take an entry back by its mirror image, which waits for approval as any entry does.

    Raises LedgerReversedError where it was taken back or takes back itself; LedgerFundShortError where what came in
    was spent since.
    """
    return _reverse(actor, entry, reason, on)


def _reverse(actor: Actor, entry: LedgerEntry, reason: str, on: date) -> LedgerEntry:
    if entry.is_reversal or entry.corrections.filter(is_reversal=True).exists():
        raise LedgerReversedError(number=entry.number)
    text = f"冲销第 {entry.number} 号：{reason}"[:200]
    try:
        with transaction.atomic():
            made = write(actor, [mirror(entry, on=on, text=text)])[0]
    except IntegrityError as error:
        raise LedgerReversedError(number=entry.number) from error
    detail(number=made.number, corrects=entry.number)
    return made


@recorded("ledger.approve")
def approve_entries(
    actor: Actor, entries: Sequence[LedgerEntry], /, *, now: datetime, note: str = ""
) -> list[LedgerApproval]:
    """Approve entries that others booked; from now on they count in published figures.

    Raises LedgerOwnApprovalError, LedgerDecidedError.
    """
    approvals = _decide(actor, entries, LedgerApproval.Verdict.APPROVED, note, now)
    detail(count=len(approvals))
    return approvals


@recorded("ledger.reject")
def reject_entry(
    actor: Actor, entry: LedgerEntry, /, *, note: str, now: datetime, on: date
) -> LedgerApproval:
    """Send an entry back: it never counts in published figures, and its mirror image takes it out of the balances.

    Raises LedgerOwnApprovalError, LedgerDecidedError, LedgerFundShortError.
    """
    approval = _decide(actor, [entry], LedgerApproval.Verdict.REJECTED, note, now)[0]
    if not entry.is_reversal and not entry.corrections.filter(is_reversal=True).exists():
        _reverse(actor, entry, note, on)
    detail(of=entry.number)
    return approval


def _decide(
    actor: Actor, entries: Sequence[LedgerEntry], verdict: str, note: str, now: datetime
) -> list[LedgerApproval]:
    for start in range(0, len(entries), AT_ONCE):
        decided = LedgerApproval.objects.filter(
            entry__in=[one.pk for one in entries[start : start + AT_ONCE]]
        )
        known = decided.values_list("entry__number", flat=True).first()
        if known is not None:
            raise LedgerDecidedError(number=known)
    try:
        with transaction.atomic():
            return write_approvals(actor, entries, verdict, note=note, now=now)
    except IntegrityError as error:
        raise LedgerDecidedError(number=entries[0].number) from error


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
    audience: str = Campaign.Audience.ALL,
) -> Campaign:
    """Put a campaign on record. Whether its route was lawful is said on the page, with the article.

    Raises AppealMembersError where a directed appeal was filed and the organisation has no member to turn to.
    """
    if filed_on is not None:
        refuse_without_members(route, actor.acts_for, began_on, audience)
    detail(route=route, host=str(host.pk) if host else None, audience=audience)
    campaign: Campaign = Campaign.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        title=title,
        route=route,
        host=host,
        audience=audience,
        began_on=began_on,
        filed_on=filed_on,
    )
    return campaign
