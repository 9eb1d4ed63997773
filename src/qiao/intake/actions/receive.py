"""Reports come in once, are kept word for word under a key of their own, and can be erased."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint, new_key, seal, unseal, unwrap, wrap
from qiao.engines.extraction import AccountKind, find_accounts, mask, read
from qiao.exceptions import ReportConflictError, ReportEmptyError, ReportErasedError
from qiao.intake.actions.attach import remove_attachments
from qiao.intake.actions.repeats import forget_repeats
from qiao.intake.keeping import forget_sums
from qiao.intake.lexicon import lexicon
from qiao.intake.models import HookDelivery, MaskedCopy, Report, ReportKey, ReportPhone, ReportReceipt
from qiao.intake.reporter.codes import mark_of_receipt, receipt_code
from qiao.intake.second_reader import forget_opinions
from qiao.registry.models import Crisis, Place
from qiao.trail.guests import forget_guest
from qiao.trail.recorded import detail, recorded


@dataclass(frozen=True)
class Received:
    """The report, and whether it is new: the same id with the same content is received only once."""

    report: Report
    is_new: bool


@dataclass(frozen=True)
class Message:
    """What a sender hands in."""

    text: str
    contact: str = ""
    channel: str = ""
    origin: str = ""
    said_at: datetime | None = None

    @property
    def mark(self) -> str:
        """Return the keyed mark of the content, by which a repeat is told from a conflict."""
        return fingerprint("report", f"{self.text}\0{self.contact}")


def receive_report(
    actor: Actor,
    message: Message,
    *,
    id: uuid.UUID,  # noqa: A002 - the client's own id, as every door calls it
    crisis: Crisis,
    source: str,
    received_at: datetime,
    place: Place | None = None,
) -> Received:
    """Keep a message. Sending the same id and content again returns the first answer.

    Raises
    ------
    ReportEmptyError
        When there is no text.
    ReportConflictError
        When the id was used for another content, or by another organisation.
    """
    if not message.text.strip():
        raise ReportEmptyError
    known = _known(actor, id, message)
    if known is not None:
        return Received(known, is_new=False)
    try:
        report = _receive(
            actor, message, id=id, crisis=crisis, source=source, received_at=received_at, place=place
        )
    except IntegrityError:
        known = _known(actor, id, message)
        if known is None:
            raise
        return Received(known, is_new=False)
    return Received(report, is_new=True)


def _known(actor: Actor, pk: uuid.UUID, message: Message) -> Report | None:
    with scopes_disabled():
        report: Report | None = Report.objects.filter(pk=pk).first()
    if report is None:
        return None
    if report.organization_id != actor.organization_id or report.fingerprint != message.mark:
        raise ReportConflictError(id=str(pk))
    return report


@recorded("report.receive")
def _receive(
    actor: Actor,
    message: Message,
    *,
    id: uuid.UUID,  # noqa: A002
    crisis: Crisis,
    source: str,
    received_at: datetime,
    place: Place | None,
) -> Report:
    key = new_key()
    readings = read(message.text, lexicon())
    with transaction.atomic():
        report: Report = Report(
            id=id,
            organization_id=actor.acts_for,
            crisis=crisis,
            source=source,
            channel=message.channel,
            origin=message.origin,
            sealed_text=seal(key, message.text, f"report.text:{id}"),
            sealed_contact=seal(key, message.contact, f"report.contact:{id}") if message.contact else None,
            fingerprint=message.mark,
            place=place,
            received_at=received_at,
            said_at=message.said_at,
            received_by_id=actor.user_id,
        )
        report.save(force_insert=True)
        ReportKey.objects.create(report=report, wrapped=wrap(key, f"report.key:{id}"))
        MaskedCopy.objects.create(report=report, text=hide(message.text, mask(message.text, readings)))
        phones = {phone.number for reading in readings for phone in reading.phones}
        contact = {phone.number for one in read(message.contact, lexicon()) for phone in one.phones}
        ReportPhone.objects.bulk_create(
            ReportPhone(report=report, mark=fingerprint("phone", number), masked=shorten(number))
            for number in sorted(phones | contact)
        )
        if source == Report.Source.FORM:
            ReportReceipt.objects.create(report=report, mark=mark_of_receipt(receipt_code(id)))
    detail(source=source, characters=len(message.text))
    return report


def hide(text: str, masked: str) -> str:
    """Return a masked copy in which numbers that money could be sent to cannot be read either."""
    shown = list(masked)
    for account in find_accounts(text):
        if account.kind != AccountKind.CODE:
            first, last = account.span
            shown[first:last] = "*" * (last - first)
    return "".join(shown)


IN_WORDS = ("item_text", "party_text", "specification")


def masked_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Star out telephones and accounts in fields that are shown: a form or a program may put them anywhere."""
    return facts | {name: hide(facts[name], mask(facts[name])) for name in IN_WORDS if facts.get(name)}


def shorten(number: str) -> str:
    """Return a telephone number with its middle hidden: 154****0001."""
    kept = 3 if len(number) > 8 else 1  # noqa: PLR2004 - shorter numbers show less of themselves
    return number[:kept] + "*" * max(0, len(number) - 2 * kept) + number[-kept:]


@recorded("report.reveal")
def reveal_report(_actor: Actor, report: Report, *, reason: str) -> tuple[str, str]:
    """Return the original text and contact; who looked, when and why goes into the trail.

    Raises ReportErasedError where the key was destroyed.
    """
    key = ReportKey.objects.filter(report=report).first()
    if key is None:
        raise ReportErasedError
    opened = unwrap(bytes(key.wrapped), f"report.key:{report.pk}")
    text = unseal(opened, bytes(report.sealed_text), f"report.text:{report.pk}")
    contact = ""
    if report.sealed_contact:
        contact = unseal(opened, bytes(report.sealed_contact), f"report.contact:{report.pk}")
    detail(report=str(report.pk), reason=reason[:120])
    return text, contact


@recorded("report.erase")
def erase_report(_actor: Actor, report: Report, *, reason: str) -> Report:
    """Destroy the key and every readable copy; id, fingerprint and trail stay (突发事件应对法 art. 85)."""
    ReportKey.objects.filter(report=report).delete()
    MaskedCopy.objects.filter(report=report).delete()
    ReportPhone.objects.filter(report=report).delete()
    report.readings.all().delete()
    HookDelivery.objects.filter(report=report).update(sealed=None, wrapped=None)
    forget_guest(report.pk, at=timezone.now())
    forget_repeats(report.pk)
    remove_attachments(report)
    forget_opinions(report)
    forget_sums(report.organization_id)
    detail(reason=reason[:120])
    return report
