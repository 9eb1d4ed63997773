"""Gifts."""

from django.db import models
from django.db.models import Q

from qiao.funding.models.campaign import Campaign
from qiao.funding.models.streams import Stream
from qiao.registry.models import OwnedRecord


class Donation(OwnedRecord):
    """A gift of money, restricted to a purpose or not."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="donations", verbose_name="募捐活动"
    )
    donor_text = models.CharField("捐赠人（同意公开时）", max_length=120, blank=True)
    stream = models.CharField("收入类别", max_length=20, choices=Stream.choices, blank=True)
    amount_fen = models.PositiveBigIntegerField("金额（分）")
    purpose = models.CharField("限定用途", max_length=200, blank=True)
    received_on = models.DateField("收到日期")

    class Meta:
        verbose_name = "捐赠"
        verbose_name_plural = "捐赠"
        constraints = (models.CheckConstraint(condition=Q(amount_fen__gt=0), name="donation_positive"),)

    def __str__(self) -> str:
        return f"{self.amount_fen / 100:,.2f} 元"
