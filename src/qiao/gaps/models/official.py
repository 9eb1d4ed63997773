"""Figures stated by government or by somebody else, beside our own and never merged with them."""

from django.db import models
from django.db.models import F, Q

from qiao.gaps.models.batch import FromTable
from qiao.registry.models import Crisis, Item, OwnedRecord, Place, Quantified


class OfficialFigure(OwnedRecord, Quantified, FromTable):
    """A figure or a deployment that somebody else stated, with its source and date. Never merged with ours."""

    class Kind(models.TextChoices):
        NEED = "NEED", "官方需求数"
        SUPPLIED = "SUPPLIED", "官方已供数"
        CASES = "CASES", "病例数"
        COVERED = "COVERED", "统一部署项"
        AFFECTED = "AFFECTED", "受影响人数"
        IN_NEED = "IN_NEED", "需要帮助人数"
        TARGETED = "TARGETED", "计划覆盖人数"
        REACHED = "REACHED", "已覆盖人数"

    class Side(models.TextChoices):
        OFFICIAL = "OFFICIAL", "官方"
        OTHER = "OTHER", "其他方"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    side = models.CharField("哪一方", max_length=8, choices=Side.choices, default=Side.OFFICIAL)
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    # What it counts
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="地点")
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="物资"
    )
    category = models.CharField("类别（目录里没有的）", max_length=120, blank=True)
    # When it was stated, and of which days it speaks
    stated_on = models.DateField("发布日期")
    stated_at = models.DateTimeField("发布时刻", null=True, blank=True)
    period_from = models.DateField("统计自", null=True, blank=True)
    period_to = models.DateField("统计至", null=True, blank=True)
    # Provenance
    source = models.CharField("来源", max_length=300)
    stated_by = models.CharField("发布者", max_length=120, blank=True)
    note = models.CharField("备注", max_length=400, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta(Quantified.Meta):
        verbose_name = "官方口径"
        verbose_name_plural = "官方口径"
        ordering = ("place__code", "-stated_on")
        constraints = (
            *Quantified.Meta.constraints,
            *FromTable.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(source=""),
                name="official_figure_names_its_source",
                violation_error_message="官方数字要写明来源。",
            ),
            models.CheckConstraint(
                condition=Q(period_from__isnull=True)
                | Q(period_to__isnull=True)
                | Q(period_to__gte=F("period_from")),
                name="official_figure_period_in_order",
                violation_error_message="统计的结束日期不能早于开始日期。",
            ),
        )
        indexes = (models.Index(fields=("crisis", "kind", "place"), name="official_figure_of_place"),)

    def __str__(self) -> str:
        return f"{self.place} {self.get_kind_display()} {self.quantity_text}"
