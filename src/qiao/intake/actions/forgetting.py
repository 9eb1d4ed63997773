"""What came in and became no record is destroyed when a crisis ends: files of tables, unsaved pastes, raw deliveries."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from qiao.accounts.roles import Actor
from qiao.intake.actions.drafts import discard_draft
from qiao.intake.models import HookDelivery, ImportBatch, ImportFile, PasteDraft
from qiao.registry.models import Crisis
from qiao.trail.recorded import detail, recorded

UNSAVED = (PasteDraft.State.READING, PasteDraft.State.READ)
UNLOADED = (ImportBatch.State.DRAFT, ImportBatch.State.CHECKING, ImportBatch.State.CHECKED)


@dataclass(frozen=True)
class Unread:
    """What of a crisis lies here as it came: files of tables, pastes nobody saved, deliveries nobody could read."""

    files: QuerySet[ImportFile]
    drafts: QuerySet[PasteDraft]
    deliveries: QuerySet[HookDelivery]

    @classmethod
    def of(cls, crisis: Crisis) -> "Unread":
        """Return that of the active organisation."""
        batches = ImportBatch.objects.filter(crisis=crisis).values("pk")
        return cls(
            ImportFile.objects.filter(batch__in=batches),
            PasteDraft.objects.filter(crisis=crisis, state__in=UNSAVED),
            HookDelivery.objects.filter(hook__crisis=crisis, report=None, sealed__isnull=False),
        )

    @property
    def ids(self) -> list[UUID]:
        """Return the ids of all, in a fixed order."""
        return [
            pk
            for rows in (self.files, self.drafts, self.deliveries)
            for pk in rows.order_by("pk").values_list("pk", flat=True)
        ]


@recorded("unread.forget")
def forget_unread(actor: Actor, /, crisis: Crisis, *, at: datetime) -> None:
    """Destroy it: that something came, when and how large it was stays (突发事件应对法 85)."""
    unread = Unread.of(crisis)
    drafts = list(unread.drafts)
    for draft in drafts:
        discard_draft(actor, draft)
    deliveries = unread.deliveries.update(
        state=HookDelivery.State.DISMISSED, sealed=None, wrapped=None, settled_at=at
    )
    files, _each = unread.files.delete()
    ImportBatch.objects.filter(crisis=crisis, state__in=UNLOADED).update(state=ImportBatch.State.DISCARDED)
    detail(files=files, drafts=len(drafts), deliveries=deliveries)
