"""Gifts: booked over one or more purposes, thanked for, with a receipt; what became of each, by a code."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint, unwrap_text, wrap_text
from qiao.exceptions import GiftCodeLockedError, GiftCodeUnknownError, InvoiceNumberError
from qiao.funding.booking import Booking, Line, write
from qiao.funding.disclosing import SPENDING, PurposeFigures, by_purpose, counted_lines
from qiao.funding.hosts.rules import money_account
from qiao.funding.models import Campaign, Donation, LedgerLine
from qiao.funding.purposes import plain_purpose
from qiao.intake.models import WrongReceiptCode
from qiao.intake.reporter.codes import is_misread, numbered_code, plain_code
from qiao.registry.leaving import Leaving
from qiao.trail.recorded import detail, recorded

Account = LedgerLine.Account
TRIES = 60
WINDOW = timedelta(minutes=10)
SHOWN = 20
"""Spendings shown of a purpose, the newest first."""


@dataclass(frozen=True)
class Donor:
    """Who gives: the name is sealed; it is published only where the donor agreed."""

    kind: str
    name: str = ""
    is_named: bool = False
    stream: str = ""


@dataclass(frozen=True)
class Part:
    """What a part of a gift is for, in fen; "" is left to the organisation."""

    purpose: str
    amount_fen: int


def code_of(gift: Donation) -> str:
    """Return the code by which a donor sees what became of a gift: derived, stored nowhere."""
    return numbered_code("donation", str(gift.pk))


def mark_of(code: str) -> str:
    """Return the mark by which a typed code finds its gift."""
    return fingerprint("donation-code", plain_code(code))


@recorded("donation.receive")
def receive_gift(
    actor: Actor,
    donor: Donor,
    parts: Sequence[Part],
    /,
    *,
    on: date,
    campaign: Campaign | None = None,
    reference: str = "",
) -> Donation:
    """Book a gift over its parts and give it a code; it counts once another person approved its entry.

    A gift to a co-launch comes to the account of its host. Raises LedgerUnbalancedError where there is no part or an amount is not above zero.
    """
    lines = []
    for part in parts:
        income = Account.INCOME_RESTRICTED if plain_purpose(part.purpose) else Account.INCOME_UNRESTRICTED
        lines += [
            Line(money_account(campaign), part.amount_fen, part.purpose),
            Line(income, -part.amount_fen, part.purpose),
        ]
    entry = write(actor, [Booking(on, "收到捐赠", lines, campaign=campaign, reference=reference)])[0]
    pk, total = uuid.uuid4(), sum(part.amount_fen for part in parts)
    gift = Donation(
        id=pk,
        organization_id=actor.acts_for,
        campaign=campaign,
        entry=entry,
        donor_kind=donor.kind,
        donor_sealed=wrap_text(donor.name, f"donation.donor:{pk}") if donor.name else "",
        donor_text=donor.name if donor.is_named else "",
        is_named=donor.is_named and bool(donor.name),
        stream=donor.stream,
        amount_fen=total,
        purpose="、".join(plain_purpose(part.purpose) for part in parts if part.purpose.strip())[:200],
        received_on=on,
    )
    gift.code_mark = mark_of(code_of(gift))
    gift.save(force_insert=True)
    detail(amount_fen=total, parts=len(parts), number=entry.number)
    return gift


@recorded("donation.thank")
def thank(_actor: Actor, gift: Donation, /, *, now: datetime) -> Donation:
    """Note that the donor was thanked; the first time stays."""
    if gift.thanked_at is None:
        gift.thanked_at = now
        gift.save()
    return gift


@dataclass(frozen=True)
class Invoice:
    """The fields of 公益事业捐赠统一票据 (财综〔2024〕1号, art. 6)."""

    state: str
    code: str = ""
    number: str = ""
    check: str = ""
    project: str = ""
    on: date | None = None


@recorded("donation.invoice")
def note_invoice(_actor: Actor, gift: Donation, invoice: Invoice, /) -> Donation:
    """Note the receipt that was issued, waived or voided (慈善法第三十八条). Raises InvoiceNumberError."""
    if invoice.state == Donation.Invoice.ISSUED and not (invoice.number.strip() and invoice.on):
        raise InvoiceNumberError
    gift.invoice, gift.invoice_code, gift.invoice_number = invoice.state, invoice.code, invoice.number
    gift.invoice_check, gift.invoice_project, gift.invoiced_on = invoice.check, invoice.project, invoice.on
    gift.save()
    detail(state=invoice.state)
    return gift


@recorded("donation.name")
def change_consent(_actor: Actor, gift: Donation, /, *, is_named: bool) -> Donation:
    """Publish a donor's name with consent, or no longer (慈善法第八十二条)."""
    name = donor_of(gift)
    gift.is_named = is_named and bool(name)
    gift.donor_text = name if gift.is_named else ""
    gift.save()
    detail(named=int(gift.is_named))
    return gift


@recorded("donation.reveal")
def reveal_donor(_actor: Actor, gift: Donation, /) -> str:
    """Return the donor's name; that it was seen is in the trail."""
    detail(gift=str(gift.pk))
    return donor_of(gift)


def donor_of(gift: Donation) -> str:
    """Return the sealed name. Show it only after the reveal is in the trail."""
    return unwrap_text(gift.donor_sealed, f"donation.donor:{gift.pk}") if gift.donor_sealed else ""


def find_gift(code: str, *, client: str, now: datetime) -> Donation:
    """Return the gift that a code opens. Raises GiftCodeLockedError, GiftCodeUnknownError."""
    mark = fingerprint("client", client)
    if WrongReceiptCode.objects.filter(client_mark=mark, at__gt=now - WINDOW).count() >= TRIES:
        raise GiftCodeLockedError
    with scopes_disabled():
        gifts = Donation.objects.select_related("organization", "campaign", "entry__approval")
        found: Donation | None = gifts.filter(code_mark=mark_of(code)).first()
    if found is None:
        if not is_misread(code):
            WrongReceiptCode.objects.create(client_mark=mark, at=now)
        raise GiftCodeUnknownError
    return found


@dataclass(frozen=True)
class Spending:
    """One spending on a purpose, in fen."""

    on: date
    purpose: str
    text: str
    amount_fen: int


@dataclass(frozen=True)
class Became:
    """What became of a gift: its parts, the purposes it went into, what was spent on them since, in fen."""

    parts: tuple[Part, ...]
    purposes: tuple[PurposeFigures, ...]
    spendings: tuple[Spending, ...]
    is_approved: bool


def became_of(gift: Donation) -> Became:
    """Return what became of a gift, of approved entries alone. Money is not marked: the purpose's spending is told."""
    lines = list(gift.entry.lines.filter(amount_fen__lt=0)) if gift.entry else []
    parts = tuple(Part(line.purpose, -line.amount_fen) for line in lines)
    names = {part.purpose for part in parts}
    counted = counted_lines().filter(purpose__in=names)
    if gift.campaign is not None:
        counted = counted.filter(entry__campaign=gift.campaign)
    spent = counted.filter(account__in=SPENDING, entry__booked_on__gte=gift.received_on).select_related(
        "entry"
    )
    leaving = Leaving()
    return Became(
        parts=parts,
        purposes=tuple(by_purpose(counted)),
        spendings=tuple(
            Spending(one.entry.booked_on, one.purpose, leaving.text(one.entry.text), one.amount_fen)
            for one in spent.order_by("-entry__booked_on", "-entry__number")[:SHOWN]
        ),
        is_approved=getattr(getattr(gift.entry, "approval", None), "verdict", "") == "APPROVED",
    )
