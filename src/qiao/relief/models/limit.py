"""What a donor allows one recipient to get, over everything of an item that the donor gives."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.registry.models import Crisis, Item, Organization, OwnedRecord


class DonorLimit(OwnedRecord):
    """A donor's word: at most so many pieces of an item to one recipient. A new word ends the one before; all stay."""

    # Identification
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name="物资")
    donor = models.CharField("捐赠人标记", max_length=140)
    party = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="捐赠单位"
    )
    # Content
    most = models.PositiveBigIntegerField("每个接收方最多")
    # Lifecycle
    told_at = models.DateTimeField("登记时间")
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "捐赠人限额"
        verbose_name_plural = "捐赠人限额"
        ordering = ("-told_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(most__gt=0),
                name="donor_limit_positive",
                violation_error_message="限额必须大于零。",
            ),
            models.UniqueConstraint(
                fields=("organization", "crisis", "item", "donor"),
                condition=Q(ended_at__isnull=True),
                name="donor_limit_stands_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item} ≤ {self.most}"
