"""What one person leaves to another by name: written, opened, taken over."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.registry.models import Crisis, OwnedRecord


class HandOverNote(OwnedRecord):
    """A note from one person to another about open work. It is never changed; the next one is another note."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="交出人"
    )
    meant_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="接手人"
    )
    text = models.TextField("交代", max_length=1000)
    written_at = models.DateTimeField("写下时间")
    opened_at = models.DateTimeField("看到时间", null=True, blank=True)
    taken_at = models.DateTimeField("接手时间", null=True, blank=True)

    class Meta:
        verbose_name = "交接"
        verbose_name_plural = "交接"
        ordering = ("-written_at",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(written_by=F("meant_for")),
                name="hand_over_note_to_another",
                violation_error_message="请选另一位同事。",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(opened_at__isnull=False),
                name="hand_over_note_opened_before_taken",
            ),
        )

    def __str__(self) -> str:
        return f"{self.written_by} → {self.meant_for}"
