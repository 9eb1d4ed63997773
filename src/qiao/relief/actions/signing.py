"""A receipt as a phone sends it: with an id of its own, photographs, perhaps hours late. Once, whatever is resent."""

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django_scopes import scope, scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint
from qiao.exceptions import AlreadySignedError, LineAlreadyDecidedError, ReceiptConflictError
from qiao.intake.actions.attach import Upload, attach
from qiao.intake.actions.receive import Message, receive_report
from qiao.intake.models import Report
from qiao.relief.actions.receiving import sign_receipt
from qiao.relief.models import Delivery, Receipt
from qiao.trail.chain import together

CHANNEL = "签收照片"


@dataclass(frozen=True)
class Signed:
    """What the recipient says came, with photographs; `filled_at` is the phone's own clock."""

    quantity: int
    condition: str = Receipt.Condition.GOOD
    signer: str = ""
    note: str = ""
    photos: Sequence[Upload] = ()
    filled_at: datetime | None = None

    @property
    def mark(self) -> str:
        """Return the keyed mark of the content, by which a resend is told from another receipt."""
        told = [self.quantity, str(self.condition), self.signer, self.note, [one.mark for one in self.photos]]
        return fingerprint("receipt", json.dumps(told, ensure_ascii=False))


@dataclass(frozen=True)
class Taken:
    """The receipt, and whether it is new."""

    receipt: Receipt
    is_new: bool


def take_receipt(
    delivery: Delivery, signed: Signed, *, submission: uuid.UUID, received_at: datetime
) -> Taken:
    """Book a receipt and keep its photographs, all or nothing. Sent again, the first answer stands.

    Raises
    ------
    ReceiptConflictError
        When the id was used for another content or another delivery.
    AlreadySignedError
        When the delivery was signed for by another receipt.
    AttachmentRefusedError
        When a file is none of those taken; then nothing is booked.
    """
    known = _known(delivery, signed, submission)
    if known is not None:
        return Taken(known, is_new=False)
    try:
        with scope(organization=delivery.organization_id), together():
            return Taken(_take(delivery, signed, submission, received_at), is_new=True)
    except LineAlreadyDecidedError:
        known = _known(delivery, signed, submission)
        if known is not None:
            return Taken(known, is_new=False)
        raise _already(delivery) from None


def _known(delivery: Delivery, signed: Signed, submission: uuid.UUID) -> Receipt | None:
    with scopes_disabled():
        found: Receipt | None = Receipt.objects.filter(pk=submission).first()
    if found is not None and (found.delivery_id != delivery.pk or found.mark != signed.mark):
        raise ReceiptConflictError
    return found


def _take(delivery: Delivery, signed: Signed, submission: uuid.UUID, received_at: datetime) -> Receipt:
    actor = Actor.recipient(delivery.organization_id)
    receipt = sign_receipt(
        actor,
        delivery,
        quantity=signed.quantity,
        signed_at=received_at,
        id=submission,
        mark=signed.mark,
        condition=signed.condition,
        signer=signed.signer,
        note=signed.note,
        filled_at=_plausible(signed.filled_at, delivery.sent_at, received_at),
    )
    if signed.photos:
        receipt.report = _keep_photos(actor, receipt, signed.photos, received_at=received_at)
        receipt.save(update_fields=("report",))
    return receipt


def _plausible(filled_at: datetime | None, sent_at: datetime, received_at: datetime) -> datetime | None:
    """Return the phone's time where it can be true: phones are set wrong, and nothing is signed before it left."""
    return filled_at if filled_at is not None and sent_at <= filled_at <= received_at else None


def _keep_photos(
    actor: Actor, receipt: Receipt, photos: Sequence[Upload], *, received_at: datetime
) -> Report:
    """Keep the photographs with a report: sealed under a key of its own, erased like any other."""
    match = receipt.delivery.match
    what = match.offer.item.name if match.offer.item else match.offer.item_text
    text = f"签收照片：{what} 发出 {receipt.delivery.quantity}，实收 {receipt.quantity}。"
    report = receive_report(
        actor,
        Message(text, channel=CHANNEL),
        id=uuid.uuid5(receipt.pk, "photos"),
        crisis=match.crisis,
        source=Report.Source.FORM,
        received_at=received_at,
        place=match.need.place,
    ).report
    for photo in photos:
        attach(actor, report, photo, id=uuid.uuid5(report.pk, photo.mark), received_at=received_at)
    return report


def _already(delivery: Delivery) -> AlreadySignedError:
    with scopes_disabled():
        first = Receipt.objects.get(delivery=delivery)
    at = timezone.localtime(first.signed_at)
    return AlreadySignedError(quantity=first.quantity, at=f"{at:%Y-%m-%d %H:%M}")
