"""Files of reports: taken in once, shown as copies, revealed with a reason."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import IntegrityError, transaction
from django_scopes import scopes_disabled

from qiao.accounts.roles import Actor
from qiao.accounts.sealing import fingerprint, seal, seal_bytes, unseal, unseal_bytes, unwrap
from qiao.exceptions import AttachmentConflictError, AttachmentRefusedError, ReportErasedError
from qiao.intake.attachments import (
    MOST_A_REPORT,
    Looked,
    context_of,
    keep,
    look_at,
    place_of,
    remove,
    shown_name,
)
from qiao.intake.models import Attachment, Report, ReportKey
from qiao.trail.recorded import detail, recorded


@dataclass(frozen=True)
class Upload:
    """A file as it was handed in."""

    name: str
    content: bytes

    @property
    def mark(self) -> str:
        """Return the keyed mark of the content, by which the same picture is known again."""
        return fingerprint("attachment", self.content.hex())


@dataclass(frozen=True)
class Attached:
    """The attachment, and whether it is new: the same id with the same content is taken only once."""

    attachment: Attachment
    is_new: bool


def attach(
    actor: Actor,
    report: Report,
    upload: Upload,
    *,
    id: uuid.UUID,  # noqa: A002 - the client's own id, as every door calls it
    received_at: datetime,
) -> Attached:
    """Keep a file with a report. Sending the same id and content again returns the first answer.

    Raises
    ------
    AttachmentRefusedError
        When the file is none of those taken, or the report has twenty already.
    AttachmentConflictError
        When the id was used for another content or another report.
    ReportErasedError
        When the report's key was destroyed.
    """
    known = _known(report, upload, id)
    if known is not None:
        return Attached(known, is_new=False)
    looked = look_at(upload.name, upload.content)
    try:
        made = _attach(actor, report, upload, looked, id=id, received_at=received_at)
    except IntegrityError:
        known = _known(report, upload, id)
        if known is None:
            raise
        return Attached(known, is_new=False)
    return Attached(made, is_new=True)


def _known(report: Report, upload: Upload, pk: uuid.UUID) -> Attachment | None:
    with scopes_disabled():
        found: Attachment | None = Attachment.objects.filter(pk=pk).first()
    if found is not None and (found.report_id != report.pk or found.mark != upload.mark):
        raise AttachmentConflictError(id=str(pk))
    return found


@recorded("report.attach")
def _attach(
    _actor: Actor,
    report: Report,
    upload: Upload,
    looked: Looked,
    *,
    id: uuid.UUID,  # noqa: A002
    received_at: datetime,
) -> Attachment:
    key = _key_of(report)
    if Attachment.objects.filter(report=report).count() >= MOST_A_REPORT:
        raise AttachmentRefusedError(
            name=shown_name(upload.name),
            reason_zh=f"一份信息最多 {MOST_A_REPORT} 个附件。",
            reason_en=f"a report takes at most {MOST_A_REPORT} attachments.",
        )
    with transaction.atomic():
        made = Attachment(
            id=id,
            organization_id=report.organization_id,
            report=report,
            mark=upload.mark,
            kind=looked.kind,
            media_type=looked.media_type,
            sealed_name=seal(key, shown_name(upload.name), context_of(id, "name")),
            size=len(upload.content),
            has_copy=looked.copy is not None,
            width=looked.width,
            height=looked.height,
            received_at=received_at,
        )
        made.save(force_insert=True)
    # The row first: of two senders of one id only the one whose row stands writes its files.
    keep(id, "original", seal_bytes(key, upload.content, context_of(id, "original")))
    if looked.copy is not None:
        keep(id, "copy", seal_bytes(key, looked.copy, context_of(id, "copy")))
    detail(report=str(report.pk), kind=looked.kind, bytes=len(upload.content))
    return made


def _key_of(report: Report) -> bytes:
    key = ReportKey.objects.filter(report=report).first()
    if key is None:
        raise ReportErasedError
    return unwrap(bytes(key.wrapped), f"report.key:{report.pk}")


def copy_of(attachment: Attachment) -> bytes | None:
    """Return the copy without EXIF and GPS, or None where there is none to show."""
    if not attachment.has_copy:
        return None
    sealed = place_of(attachment.pk, "copy").read_bytes()
    return unseal_bytes(_key_of(attachment.report), sealed, context_of(attachment.pk, "copy"))


@recorded("attachment.reveal")
def reveal_attachment(_actor: Actor, attachment: Attachment, *, reason: str) -> tuple[str, bytes]:
    """Return name and content of the original; who looked, when and why goes into the trail."""
    key = _key_of(attachment.report)
    sealed = place_of(attachment.pk, "original").read_bytes()
    content = unseal_bytes(key, sealed, context_of(attachment.pk, "original"))
    detail(report=str(attachment.report_id), attachment=str(attachment.pk), reason=reason[:120])
    return unseal(key, bytes(attachment.sealed_name), context_of(attachment.pk, "name")), content


def remove_attachments(report: Report) -> int:
    """Remove the files of a report once its erasure is committed; the records stay, unreadable."""
    ids = list(Attachment.objects.filter(report=report).values_list("pk", flat=True))
    transaction.on_commit(partial(remove, ids))
    return len(ids)
