"""Crises and their phases."""

from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.registry.models.organization import Organization
from qiao.registry.models.place import Place


class Crisis(Record):
    """An emergency event (突发事件), with the places it touches."""

    class Hazard(models.TextChoices):
        """The classes of GB/T 35561."""

        EPIDEMIC = "EPIDEMIC", "公共卫生事件"
        FLOOD = "FLOOD", "洪涝"
        EARTHQUAKE = "EARTHQUAKE", "地震"
        OTHER_NATURAL = "OTHER_NATURAL", "其他自然灾害"
        ACCIDENT = "ACCIDENT", "事故灾难"

    # Identification
    name = models.CharField("名称", max_length=80)
    name_en = models.CharField("英文名称", max_length=120, blank=True)
    slug = models.SlugField("短名", max_length=40, unique=True)
    hazard = models.CharField("类型", max_length=16, choices=Hazard.choices)
    glide = models.CharField("GLIDE 编号", max_length=30, blank=True)
    # Content
    places = models.ManyToManyField(Place, related_name="+", verbose_name="涉及地域")
    # Lifecycle
    began_on = models.DateField("开始日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "突发事件"
        verbose_name_plural = "突发事件"
        ordering = ("-began_on",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=models.F("began_on")),
                name="crisis_ends_after_it_begins",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Phase(Record):
    """A stretch of an organisation's response with one focus (S22)."""

    class Focus(models.TextChoices):
        RELIEF = "RELIEF", "救援"
        RECOVERY = "RECOVERY", "恢复"
        ADVOCACY = "ADVOCACY", "倡导"

    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="phases", verbose_name="突发事件")
    organization = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="组织"
    )
    focus = models.CharField("重点", max_length=10, choices=Focus.choices)
    began_on = models.DateField("自", null=True, blank=True)
    ended_on = models.DateField("至", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "阶段"
        verbose_name_plural = "阶段"
        ordering = ("began_on", "created_at")

    def __str__(self) -> str:
        return self.get_focus_display()
