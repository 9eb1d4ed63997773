"""Cooperation with a department (S43-S45): who took the first step, what each side brought."""

from django.db import models
from django.db.models import Q

from qiao.registry.models.crisis import Crisis
from qiao.registry.models.organization import Organization
from qiao.registry.models.owned import OwnedRecord
from qiao.registry.models.place import Place
from qiao.registry.models.relation import Department


class Cooperation(OwnedRecord):
    """Cooperation with a department over one matter."""

    class Initiator(models.TextChoices):
        ORGANIZATION = "ORGANIZATION", "组织主动"
        DEPARTMENT = "DEPARTMENT", "部门发起"
        UNKNOWN = "UNKNOWN", "说不清"

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="cooperations", verbose_name="组织"
    )
    department = models.ForeignKey(Department, models.CASCADE, related_name="+", verbose_name="部门")
    crisis = models.ForeignKey(
        Crisis, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="突发事件"
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="地域"
    )
    subject = models.CharField("事项", max_length=200)
    initiator = models.CharField(
        "谁走的第一步", max_length=12, choices=Initiator.choices, default=Initiator.UNKNOWN
    )
    first_step = models.CharField("第一步是什么", max_length=300, blank=True)
    since = models.DateField("自", null=True, blank=True)
    until = models.DateField("至", null=True, blank=True)
    note = models.CharField("说明", max_length=1000, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "政社合作"
        verbose_name_plural = "政社合作"
        ordering = ("-since", "subject")

    def __str__(self) -> str:
        return self.subject


class Brought(OwnedRecord):
    """One resource that one side brought into a cooperation. Taken back with a reason, never deleted."""

    class Side(models.TextChoices):
        ORGANIZATION = "ORGANIZATION", "组织"
        DEPARTMENT = "DEPARTMENT", "部门"

    class Asset(models.TextChoices):
        INFORMATION = "INFORMATION", "信息"
        GOODS = "GOODS", "物资"
        PEOPLE = "PEOPLE", "人手"
        ACCESS = "ACCESS", "通行与场地"
        LEGITIMACY = "LEGITIMACY", "身份与授权"
        MONEY = "MONEY", "经费"
        EXPERTISE = "EXPERTISE", "专业"
        NETWORK = "NETWORK", "群众联系"

    class Additionality(models.TextChoices):
        NEW = "NEW", "新增"
        REDIRECTED = "REDIRECTED", "从别处转来"
        UNKNOWN = "UNKNOWN", "不清楚"

    cooperation = models.ForeignKey(
        Cooperation, models.CASCADE, related_name="brought", verbose_name="政社合作"
    )
    side = models.CharField("哪一方", max_length=12, choices=Side.choices)
    asset = models.CharField("资源", max_length=12, choices=Asset.choices)
    what = models.CharField("具体是什么", max_length=200)
    additionality = models.CharField(
        "新增还是转来", max_length=10, choices=Additionality.choices, default=Additionality.UNKNOWN
    )
    ground = models.CharField("依据", max_length=200, blank=True)
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("收回理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "所出资源"
        verbose_name_plural = "所出资源"
        ordering = ("asset", "side")
        constraints = (
            models.UniqueConstraint(
                fields=("cooperation", "side", "asset"),
                condition=Q(withdrawn_at__isnull=True),
                name="brought_once_a_side",
            ),
            models.CheckConstraint(
                condition=Q(additionality="UNKNOWN") | ~Q(ground=""),
                name="brought_says_why_it_is_new",
                violation_error_message="写明凭什么说是新增或转来的。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="brought_withdrawn_with_reason",
                violation_error_message="收回要写明理由。",
            ),
        )

    def __str__(self) -> str:
        return self.what
