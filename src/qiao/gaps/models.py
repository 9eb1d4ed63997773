"""拾遗补缺: official figures beside our own, and what the unified system misses."""

from django.db import models
from django.db.models import Q

from qiao.registry.models import Crisis, Item, OwnedRecord, Place, Quantified


class OfficialFigure(OwnedRecord, Quantified):
    """A figure or a deployment stated by government, with its source and date. Never merged with ours."""

    class Kind(models.TextChoices):
        NEED = "NEED", "官方需求数"
        SUPPLIED = "SUPPLIED", "官方已供数"
        CASES = "CASES", "病例数"
        COVERED = "COVERED", "统一部署项"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="地点")
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="物资"
    )
    stated_on = models.DateField("发布日期")
    source = models.CharField("来源", max_length=300)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta(Quantified.Meta):
        verbose_name = "官方口径"
        verbose_name_plural = "官方口径"
        ordering = ("place__code", "-stated_on")
        constraints = (
            *Quantified.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(source=""),
                name="official_figure_names_its_source",
                violation_error_message="官方数字要写明来源。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place} {self.get_kind_display()} {self.quantity_text}"


class Gap(OwnedRecord):
    """A finding: a need the official list lacks, a place where nobody speaks. Has a life and a history."""

    class Kind(models.TextChoices):
        EXCESS = "EXCESS", "需求偏高"
        BLIND_SPOT = "BLIND_SPOT", "官方未见"
        NEW_KIND = "NEW_KIND", "新型需求"
        SILENT = "SILENT", "静默地区"

    class State(models.TextChoices):
        OPEN = "OPEN", "待查"
        CHECKING = "CHECKING", "核查中"
        CONFIRMED = "CONFIRMED", "属实"
        REFUTED = "REFUTED", "不成立"
        ACTED = "ACTED", "已行动"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="地点")
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="物资"
    )
    observed = models.PositiveIntegerField("观察", null=True)
    expected = models.FloatField("预期", null=True)
    official = models.PositiveBigIntegerField("官方", null=True)
    reason = models.CharField("说明", max_length=400)
    reason_en = models.CharField("说明（英文）", max_length=400, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField("发现时间")

    class Meta:
        verbose_name = "缺口"
        verbose_name_plural = "缺口"
        ordering = ("kind", "place__code")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.place}"
