"""What volunteers did: activities."""

from django.db import models

from qiao.registry.models import Crisis, OwnedRecord, Place


class Activity(OwnedRecord):
    """What was done, where, with what output (S11)."""

    class Kind(models.TextChoices):
        HEALTH_INFO = "HEALTH_INFO", "宣传防疫知识"
        PURCHASE = "PURCHASE", "采购配送生活必需品"
        TRANSPORT = "TRANSPORT", "协调运输物资"
        COMMUNITY_DUTY = "COMMUNITY_DUTY", "社区值守"
        CASEWORK = "CASEWORK", "个案服务"
        OTHER = "OTHER", "其他"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    kind = models.CharField("种类", max_length=16, choices=Kind.choices)
    title = models.CharField("名称", max_length=120)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="地点"
    )
    persons_served = models.PositiveIntegerField("服务人次", null=True, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "活动"
        verbose_name_plural = "活动"

    def __str__(self) -> str:
        return self.title
