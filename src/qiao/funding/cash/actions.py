"""Propose cash or vouchers, let another approve, pay out with a receipt, which books it."""

import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from qiao.accounts.roles import Actor
from qiao.batch.tables import table_bytes
from qiao.exceptions import (
    CashConsentError,
    CashOwnError,
    CashPersonError,
    CashReceiptError,
    CashStateError,
)
from qiao.funding.booking import Booking, Line, write
from qiao.funding.cash.queries import may_pay, summary_rows, who_may
from qiao.funding.hosts.rules import check_host
from qiao.funding.models import Campaign, CashAid, LedgerLine
from qiao.funding.purposes import plain_purpose
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded

Account = LedgerLine.Account
State = CashAid.State
CODE = re.compile(r"[A-Z]{0,4}-?[0-9A-Z]{1,8}(-[0-9A-Z]{1,6})?")
MOST_DIGITS = 8
"""More digits than these may be a telephone or a number of identity."""
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_CHARACTERS = 6
PAYING = (Account.BANK, Account.CASH, Account.HOST_HELD)


@dataclass(frozen=True)
class Help:
    """What one person gets: in fen each, how often, out of which purpose and account."""

    kind: str
    what: str
    unit_fen: int
    count: int
    purpose: str = ""
    account: str = Account.BANK


def plain_code(code: str) -> str:
    """Return a person's code as it is kept, a new one where none is given; raise CashPersonError for names and numbers."""
    typed = code.strip().upper()
    if not typed:
        return "P-" + "".join(secrets.choice(ALPHABET) for _ in range(CODE_CHARACTERS))
    if not CODE.fullmatch(typed) or sum(one.isdigit() for one in typed) > MOST_DIGITS:
        raise CashPersonError
    return typed


@recorded("cash.propose")
def propose_cash(
    actor: Actor,
    crisis: Crisis,
    given: Help,
    /,
    *,
    person_code: str,
    consent: str,
    consent_on: date,
    campaign: Campaign | None = None,
) -> CashAid:
    """Propose help in money for a person known by a code alone.

    Raises CashPersonError, CashConsentError, HostCampaignError.
    """
    if consent_on > timezone.localdate():
        raise CashConsentError
    check_host(campaign, [Line(given.account, -given.unit_fen, given.purpose)])
    aid: CashAid = CashAid.objects.create(
        organization_id=actor.acts_for,
        crisis=crisis,
        campaign=campaign,
        person_code=plain_code(person_code),
        kind=given.kind,
        what=given.what,
        unit_fen=given.unit_fen,
        count=given.count,
        purpose=plain_purpose(given.purpose),
        account=given.account,
        consent=consent,
        consent_on=consent_on,
        proposed_by_id=actor.user_id,
    )
    detail(kind=aid.kind, amount_fen=aid.total_fen)
    return aid


@recorded("cash.approve")
def approve_cash(actor: Actor, aid: CashAid, /, *, now: datetime) -> CashAid:
    """Approve what somebody else proposed. Raises CashOwnError, CashStateError."""
    return _decide(actor, aid, State.APPROVED, "", now)


@recorded("cash.refuse")
def refuse_cash(actor: Actor, aid: CashAid, /, *, reason: str, now: datetime) -> CashAid:
    """Refuse what somebody else proposed, with the reason. Raises CashOwnError, CashStateError."""
    return _decide(actor, aid, State.REFUSED, reason, now)


def _decide(actor: Actor, aid: CashAid, state: str, reason: str, now: datetime) -> CashAid:
    if actor.user_id is None or aid.proposed_by_id == actor.user_id:
        raise CashOwnError
    claimed = CashAid.objects.filter(pk=aid.pk, state=State.PROPOSED).update(
        state=state, reason=reason, decided_by_id=actor.user_id, decided_at=now
    )
    if not claimed:
        raise CashStateError
    aid.refresh_from_db()
    detail(state=state, amount_fen=aid.total_fen)
    return aid


def is_own_payment(aid: CashAid, who: uuid.UUID | None) -> bool:
    """Say whether somebody may not pay an aid out: the proposer never, who approved only where nobody else may."""
    if who is None or who == aid.proposed_by_id:
        return True
    return who == aid.decided_by_id and who not in may_pay(aid, who_may(aid.organization_id, "cash.pay"))


@recorded("cash.pay")
def pay_cash(actor: Actor, aid: CashAid, /, *, paid_on: date, receipt: str) -> CashAid:
    """Pay out what was approved and book it as an expense, without the person's code. Another approves the entry.

    Raises CashOwnError where the payer proposed or approved it, CashStateError, CashReceiptError, LedgerFundShortError.
    """
    if is_own_payment(aid, actor.user_id):
        raise CashOwnError
    if not receipt.strip() or paid_on > timezone.localdate() or paid_on < aid.consent_on:
        raise CashReceiptError
    held = CashAid.objects.select_for_update(no_key=True, of=("self",)).get(pk=aid.pk)
    if held.state != State.APPROVED:
        raise CashStateError
    lines = [
        Line(Account.EXPENSE, held.total_fen, held.purpose),
        Line(held.account, -held.total_fen, held.purpose),
    ]
    text = f"发放{held.get_kind_display()}：{held.what}"
    entry = write(actor, [Booking(paid_on, text, lines, campaign=held.campaign, reference=receipt.strip())])[
        0
    ]
    held.state, held.entry, held.paid_on = State.PAID, entry, paid_on
    held.receipt, held.paid_by_id = receipt.strip(), actor.user_id
    held.save()
    detail(number=entry.number, amount_fen=held.total_fen)
    return held


@recorded("cash.export")
def export_cash(_actor: Actor, crisis: Crisis, /, *, language: str, form: str) -> bytes:
    """Return what was paid out by month, kind and heading; no person, and no cell of so few that one could be known."""
    head, *rows = summary_rows(crisis, language)
    detail(form=form, rows=len(rows))
    return table_bytes(head, rows, f".{form}")
