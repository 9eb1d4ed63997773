"""Carriers by their public notices: what they take, from where to where, until when."""

from django.db import models
from django.db.models import F, Q

from qiao.intake.models import Report
from qiao.registry.models import Crisis, OwnedRecord, Place


class Carrier(OwnedRecord):
    """What a carrier says it carries. What its notice leaves open stays unknown: None is not no."""

    # Identification
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    name = models.CharField("承运方", max_length=120)
    # Content
    from_anywhere = models.BooleanField("全国起运", default=False)
    origins = models.ManyToManyField(Place, blank=True, related_name="+", verbose_name="从哪里")
    to_anywhere = models.BooleanField("到全国", default=False)
    destinations = models.ManyToManyField(Place, blank=True, related_name="+", verbose_name="到哪里")
    takes_private = models.BooleanField("收个人寄件", null=True, blank=True)
    is_free = models.BooleanField("绿色通道", null=True, blank=True)
    items = models.CharField("运什么", max_length=200, blank=True)
    hotline = models.CharField("公开电话", max_length=120, blank=True)
    valid_from = models.DateField("自", null=True, blank=True)
    valid_until = models.DateField("至", null=True, blank=True)
    # Provenance: the notice as it was published, sealed
    report = models.ForeignKey(Report, models.PROTECT, related_name="+", verbose_name="公告原文")
    saved_at = models.DateTimeField("登记时间")
    # State
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "承运"
        verbose_name_plural = "承运"
        ordering = ("name", "saved_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="carrier_ends_after_it_begins",
                violation_error_message="“至”不能早于“自”。",
            ),
        )

    def __str__(self) -> str:
        return self.name
