"""Writing to the books: numbers, hashes and the head that goes into the trail. Actions call this, nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db.models import Sum

from qiao.accounts.roles import Actor
from qiao.exceptions import (
    LedgerConsentError,
    LedgerFundShortError,
    LedgerOwnApprovalError,
    LedgerPurposeError,
    LedgerUnbalancedError,
    LedgerUnpricedError,
)
from qiao.funding.bulk import Row, insert_rows
from qiao.funding.hosts.rules import OWN, check_held, check_host
from qiao.funding.ledger_chain import (
    ENTRY_COLUMNS,
    GENESIS,
    LINE_COLUMNS,
    approval_hash,
    before_the_chain,
    told_entry,
    told_entry_hash,
)
from qiao.funding.ledger_chain import told as told_value
from qiao.funding.models import Campaign, ImportBatch, LedgerApproval, LedgerEntry, LedgerLine
from qiao.funding.purposes import plain_purpose
from qiao.registry.models import Organization
from qiao.trail.recorded import detail

Account = LedgerLine.Account
SIDES = 2
"""An entry has at least two lines."""

ASSETS = (Account.BANK, Account.CASH, Account.HOST_HELD, Account.GOODS)
CLASSES = {Account.GOODS: (Account.GOODS,), Account.HOST_HELD: (Account.HOST_HELD,)}
"""What stands in for each other: money in our accounts; apart from it what hosts hold, and goods."""
CHUNK = 2000
FEW = 4
"""More purposes than these are asked for together."""


@dataclass(frozen=True)
class Price:
    """How goods were valued: each of them in fen, by which rule, from where, on which day."""

    item: str
    quantity: int
    unit_price_fen: int
    rule: str
    source: str
    on: date


@dataclass(frozen=True)
class Line:
    """One side of an entry, in fen: above zero is debit, below is credit. With a purpose it is restricted."""

    account: str
    amount_fen: int
    purpose: str = ""
    price: Price | None = None


@dataclass(frozen=True)
class Booking:
    """What is to be booked."""

    booked_on: date
    text: str
    lines: Sequence[Line]
    corrects: LedgerEntry | None = None
    is_reversal: bool = False
    campaign: Campaign | None = None
    batch: ImportBatch | None = None
    reference: str = ""
    consent: str = ""
    fingerprint: str = ""


def check_booking(booking: Booking) -> None:
    """Raise what is wrong with an entry before the database does. Each purpose must balance by itself."""
    off: dict[str, int] = {}
    for line in booking.lines:
        purpose = plain_purpose(line.purpose)
        off[purpose] = off.get(purpose, 0) + line.amount_fen
    difference = max((abs(one) for one in off.values()), default=0)
    if difference or len(booking.lines) < SIDES:
        raise LedgerUnbalancedError(difference_fen=difference)
    if not booking.is_reversal:
        check_host(booking.campaign, booking.lines)
    for line in booking.lines:
        _check_line(booking, line)


def _check_line(booking: Booking, line: Line) -> None:
    is_restricted = bool(plain_purpose(line.purpose))
    if line.account == Account.INCOME_RESTRICTED and not is_restricted:
        raise LedgerPurposeError
    if line.account == Account.INCOME_UNRESTRICTED and is_restricted:
        raise LedgerPurposeError
    if booking.is_reversal:
        return
    if line.account == Account.INCOME_RESTRICTED and line.amount_fen > 0 and not booking.consent.strip():
        raise LedgerConsentError
    if line.account == Account.GOODS and line.amount_fen > 0:
        price = line.price
        if price is None or price.quantity * price.unit_price_fen != line.amount_fen or not price.source:
            raise LedgerUnpricedError


def _check_left(organization_id: UUID, bookings: Sequence[Booking]) -> None:
    """Refuse to take more from a purpose than it has, in this order of entries."""
    taken: dict[Fund, int] = {}
    low: dict[Fund, int] = {}
    for booking in bookings:
        touched = set()
        for line in booking.lines:
            if line.account in ASSETS:
                key = (plain_purpose(line.purpose), _class_of(line.account))
                taken[key] = taken.get(key, 0) + line.amount_fen
                touched.add(key)
        for key in touched:
            low[key] = min(low.get(key, 0), taken[key])
    short = {key: need for key, need in low.items() if need < 0}
    held = _held(organization_id) if len(short) > FEW else {}
    for (purpose, accounts), need in short.items():
        left = held.get((purpose, accounts), 0) if held else left_fen(organization_id, purpose, accounts)
        if left + need < 0:
            raise LedgerFundShortError(
                purpose=purpose or "非限定资金", left=f"{left / 100:,.2f}", asked=f"{-need / 100:,.2f}"
            )


Fund = tuple[str, tuple[str, ...]]


def _class_of(account: str) -> tuple[str, ...]:
    return CLASSES.get(Account(account), OWN)


def _held(organization_id: UUID) -> dict[Fund, int]:
    """Return what each purpose has, asked for once."""
    rows = (
        LedgerLine.objects.filter(organization_id=organization_id, account__in=ASSETS)
        .order_by()
        .values_list("purpose", "account")
        .annotate(sum=Sum("amount_fen"))
    )
    held: dict[Fund, int] = {}
    for purpose, account, total in rows:
        key = (purpose, _class_of(account))
        held[key] = held.get(key, 0) + total
    return held


def left_fen(organization_id: UUID, purpose: str, accounts: Sequence[str] = OWN) -> int:
    """Return what a purpose still has in these accounts, in fen, unapproved entries included."""
    held = LedgerLine.objects.filter(
        organization_id=organization_id, purpose=purpose, account__in=accounts
    ).aggregate(sum=Sum("amount_fen"))
    return int(held["sum"] or 0)


def write(actor: Actor, bookings: Sequence[Booking]) -> list[LedgerEntry]:
    """Book entries one after the other, and put the head of the chain into the entry of the running action.

    Raises LedgerUnbalancedError, LedgerPurposeError, LedgerConsentError, LedgerUnpricedError, LedgerFundShortError,
    HostCampaignError, HostAccountError, HostShortError.
    """
    for booking in bookings:
        check_booking(booking)
    owner = Organization.objects.select_for_update(no_key=True).get(pk=actor.acts_for)
    check_held(bookings)
    _check_left(owner.pk, bookings)
    last = LedgerEntry.objects.filter(organization=owner).order_by("-number").first()
    number, previous = (last.number, last.hash) if last else (0, GENESIS)
    if last is not None and not last.hash:
        old = LedgerEntry.objects.filter(organization=owner).order_by("number").prefetch_related("lines")
        previous = before_the_chain(old)
    entries: list[LedgerEntry] = []
    rows: list[Row] = []
    for booking in bookings:
        number += 1
        entry = _entry(owner.pk, actor, booking, number=number, previous=previous)
        mine = [_line(owner.pk, entry, line) for line in booking.lines]
        told = [{column: told_value(row[column]) for column in LINE_COLUMNS} for row in mine]
        previous = entry.hash = told_entry_hash(told_entry(entry), told)
        entries.append(entry)
        # What comes in stands before what goes out: the database adds the lines one by one.
        rows += sorted(mine, key=lambda row: -int(row["amount_fen"]))
    insert_rows(LedgerEntry, (*ENTRY_COLUMNS, "hash"), [vars(entry) for entry in entries])
    insert_rows(LedgerLine, LINE_COLUMNS, rows)
    for entry in entries:
        entry._state.adding = False  # noqa: SLF001 - as bulk_create says of what it wrote
    if entries:
        detail(ledger_number=number, ledger_hash=previous)
    return entries


def _entry(owner: UUID, actor: Actor, booking: Booking, *, number: int, previous: str) -> LedgerEntry:
    return LedgerEntry(
        organization_id=owner,
        number=number,
        booked_on=booking.booked_on,
        text=booking.text,
        corrects_id=booking.corrects.pk if booking.corrects else None,
        is_reversal=booking.is_reversal,
        campaign_id=booking.campaign.pk if booking.campaign else None,
        batch_id=booking.batch.pk if booking.batch else None,
        reference=booking.reference,
        consent=booking.consent.strip(),
        fingerprint=booking.fingerprint,
        booked_by_id=actor.user_id,
        previous_hash=previous,
    )


def _line(owner: UUID, entry: LedgerEntry, line: Line) -> Row:
    """Return the values of a line by column; they are written as they are told to the chain."""
    price = line.price
    return {
        "id": uuid4(),
        "created_at": entry.created_at,
        "organization_id": owner,
        "entry_id": entry.pk,
        "account": str(line.account),
        "amount_fen": line.amount_fen,
        "purpose": plain_purpose(line.purpose),
        "item": price.item if price else "",
        "quantity": price.quantity if price else None,
        "unit_price_fen": price.unit_price_fen if price else None,
        "price_rule": str(price.rule) if price else "",
        "price_source": price.source if price else "",
        "priced_on": price.on if price else None,
    }


def mirror(entry: LedgerEntry, *, on: date, text: str) -> Booking:
    """Return the entry that takes another back whole."""
    lines = [
        Line(one.account, -one.amount_fen, one.purpose, _price(one))
        for one in sorted(entry.lines.all(), key=lambda one: one.amount_fen)
    ]
    return Booking(
        booked_on=on, text=text, lines=lines, corrects=entry, is_reversal=True, campaign=entry.campaign
    )


def _price(line: LedgerLine) -> Price | None:
    if line.quantity is None or line.unit_price_fen is None or line.priced_on is None:
        return None
    return Price(
        line.item, line.quantity, line.unit_price_fen, line.price_rule, line.price_source, line.priced_on
    )


def write_approvals(
    actor: Actor, entries: Sequence[LedgerEntry], verdict: str, *, note: str, now: datetime
) -> list[LedgerApproval]:
    """Write what somebody says of entries, in a chain of their own. Raises LedgerOwnApprovalError."""
    who = actor.user_id
    if who is None or any(entry.booked_by_id == who for entry in entries):
        raise LedgerOwnApprovalError
    owner = Organization.objects.select_for_update(no_key=True).get(pk=actor.acts_for)
    last = LedgerApproval.objects.filter(organization=owner).order_by("-number").first()
    number, previous = (last.number, last.hash) if last else (0, GENESIS)
    approvals = []
    for entry in entries:
        number += 1
        approval = LedgerApproval(
            organization=owner,
            number=number,
            entry=entry,
            verdict=verdict,
            note=note,
            decided_by_id=who,
            decided_at=now,
            previous_hash=previous,
        )
        previous = approval.hash = approval_hash(approval, entry.hash)
        approvals.append(approval)
    LedgerApproval.objects.bulk_create(approvals, batch_size=CHUNK)
    if approvals:
        detail(approval_number=number, approval_hash=previous)
    return approvals
