"""The same need or offer told again: a report that is a further source of it, and why somebody thought so."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.intake.models.report import Report
from qiao.intake.models.voice import Need, Offer
from qiao.registry.models import Item, OwnedRecord, Place, Quantified


class Telling(OwnedRecord, Quantified):
    """What one further report says of a need or an offer that was told before.

    Holds all that a need or an offer of its own would need, so that undoing it loses nothing.
    """

    class How(models.TextChoices):
        REPEAT = "REPEAT", "又说一遍"
        UPDATE = "UPDATE", "说法有更新"
        FORM = "FORM", "表单更正或跟进"

    # Identification: the record it tells, and the report that tells it
    need = models.ForeignKey(
        Need, models.CASCADE, null=True, blank=True, related_name="tellings", verbose_name="需求"
    )
    offer = models.ForeignKey(
        Offer, models.CASCADE, null=True, blank=True, related_name="tellings", verbose_name="资源"
    )
    report = models.ForeignKey(Report, models.PROTECT, related_name="tellings", verbose_name="一线信息")
    how = models.CharField("怎样", max_length=8, choices=How.choices, default=How.REPEAT)
    # Content: what this report says
    told_at = models.DateTimeField("何时说的")
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="物资"
    )
    item_text = models.CharField("所述物资", max_length=120)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="地点"
    )
    party_text = models.CharField("所述单位", max_length=120, blank=True)
    more: Any = models.JSONField("其他所述", default=dict, blank=True)
    spans: Any = models.JSONField("原文位置", default=dict, blank=True)
    # Why the two were thought the same
    probability = models.FloatField("可能性", null=True, blank=True)
    reasons: Any = models.JSONField("理由", default=list, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("确认时间")
    # Lifecycle
    undone_at = models.DateTimeField("拆开时间", null=True, blank=True)

    class Meta(Quantified.Meta):
        abstract = False
        verbose_name = "再次讲述"
        verbose_name_plural = "再次讲述"
        ordering = ("told_at", "decided_at")
        constraints = (
            *Quantified.Meta.constraints,
            models.CheckConstraint(
                condition=Q(need__isnull=False, offer__isnull=True)
                | Q(need__isnull=True, offer__isnull=False),
                name="telling_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=("need", "report"), condition=Q(undone_at__isnull=True), name="telling_of_need_once"
            ),
            models.UniqueConstraint(
                fields=("offer", "report"), condition=Q(undone_at__isnull=True), name="telling_of_offer_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_how_display()} {self.item_text} {self.quantity_text}"

    @property
    def voice(self) -> Need | Offer:
        """Return the need or the offer that is told."""
        told = self.need or self.offer
        if told is None:
            raise ValueError(self.pk)
        return told
