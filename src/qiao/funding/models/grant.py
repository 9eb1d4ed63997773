"""Money applied for."""

from django.db import models

from qiao.funding.models.streams import Stream
from qiao.registry.models import Crisis, OwnedRecord


class Grant(OwnedRecord):
    """Money applied for from government or a foundation."""

    crisis = models.ForeignKey(
        Crisis, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="突发事件"
    )
    funder = models.CharField("资助方", max_length=120)
    title = models.CharField("名称", max_length=120)
    stream = models.CharField("收入类别", max_length=20, choices=Stream.choices, blank=True)
    applied_fen = models.PositiveBigIntegerField("申请金额（分）", null=True, blank=True)
    awarded_fen = models.PositiveBigIntegerField("获批金额（分）", null=True, blank=True)
    awarded_on = models.DateField("获批日期", null=True, blank=True)

    class Meta:
        verbose_name = "资助"
        verbose_name_plural = "资助"

    def __str__(self) -> str:
        return self.title
