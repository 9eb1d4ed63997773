"""Two events of their own: the host passes money on to us, or pays with it for us."""

from datetime import date

from qiao.accounts.roles import Actor
from qiao.exceptions import HostCampaignError
from qiao.funding.booking import Booking, Line, write
from qiao.funding.hosts.rules import SPENDING, is_co_launch
from qiao.funding.models import Campaign, LedgerEntry, LedgerLine
from qiao.trail.recorded import detail, recorded

Account = LedgerLine.Account
LONGEST = 200


def transfer(campaign: Campaign, *, purpose: str, amount_fen: int, on: date, text: str = "") -> Booking:
    """Return the entry by which money comes from the host's account into ours: no income, that was when it was given."""
    lines = [Line(Account.BANK, amount_fen, purpose), Line(Account.HOST_HELD, -amount_fen, purpose)]
    return Booking(on, (text or f"合作方拨付：{campaign.title}")[:LONGEST], lines, campaign=campaign)


@recorded("campaign.host_transfer")
def take_transfer(
    actor: Actor, campaign: Campaign, /, *, purpose: str, amount_fen: int, on: date, reference: str = ""
) -> LedgerEntry:
    """Book what the host passed on to us. Raises HostCampaignError, HostShortError."""
    _refuse_without_host(campaign)
    booking = transfer(campaign, purpose=purpose, amount_fen=amount_fen, on=on)
    return _booked(actor, Booking(on, booking.text, booking.lines, campaign=campaign, reference=reference))


@recorded("campaign.host_pay")
def note_payment(
    actor: Actor,
    campaign: Campaign,
    /,
    *,
    what: str,
    account: str,
    purpose: str,
    amount_fen: int,
    on: date,
    reference: str = "",
) -> LedgerEntry:
    """Book what the host paid for us from its own account. Raises HostCampaignError, HostShortError."""
    _refuse_without_host(campaign)
    spent = account if account in SPENDING else Account.EXPENSE
    lines = [Line(spent, amount_fen, purpose), Line(Account.HOST_HELD, -amount_fen, purpose)]
    text = f"合作方代付：{what}"[:LONGEST]
    return _booked(actor, Booking(on, text, lines, campaign=campaign, reference=reference))


def _refuse_without_host(campaign: Campaign) -> None:
    if not is_co_launch(campaign):
        raise HostCampaignError


def _booked(actor: Actor, booking: Booking) -> LedgerEntry:
    entry = write(actor, [booking])[0]
    detail(number=entry.number, amount_fen=booking.lines[0].amount_fen)
    return entry
