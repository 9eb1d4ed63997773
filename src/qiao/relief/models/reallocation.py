"""Goods held for one need go to another before they are sent."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.registry.models import OwnedRecord
from qiao.relief.models.movement import Match


class Reallocation(OwnedRecord):
    """So many pieces of a match went over to another need, as a match of their own. Taken back, the row stays."""

    # Content
    giver = models.ForeignKey(Match, models.PROTECT, related_name="given_over", verbose_name="从哪一笔对接")
    taker = models.OneToOneField(
        Match, models.PROTECT, related_name="taken_over", verbose_name="成为哪一笔对接"
    )
    quantity = models.PositiveBigIntegerField("数量")
    reason = models.CharField("理由", max_length=120)
    # Lifecycle
    at = models.DateTimeField("时间")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="改拨人"
    )
    undone_at = models.DateTimeField("收回时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="收回人"
    )

    class Meta:
        verbose_name = "改拨"
        verbose_name_plural = "改拨"
        ordering = ("at", "created_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="reallocation_positive",
                violation_error_message="数量必须大于零。",
            ),
            models.CheckConstraint(
                condition=~Q(giver=F("taker")),
                name="reallocation_between_two",
                violation_error_message="不能改拨给自己。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.giver.need.who} → {self.taker.need.who} {self.quantity}"
