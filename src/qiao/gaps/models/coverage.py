"""What a place is, and whether anybody there would have told us."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.gaps.models.batch import FromTable
from qiao.registry.models import Crisis, OwnedRecord, Place


class PlaceFact(OwnedRecord, FromTable):
    """A fact on a place, with its date and source. A place without one is unknown, never zero."""

    class Kind(models.TextChoices):
        POPULATION = "POPULATION", "人口"
        VULNERABILITY = "VULNERABILITY", "脆弱性"

    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="地点")
    kind = models.CharField("事实", max_length=13, choices=Kind.choices)
    value = models.FloatField("数值", help_text="人口按人计；脆弱性是倍数，1 为平常。")
    as_of = models.DateField("截至")
    source = models.CharField("来源", max_length=300)
    note = models.CharField("备注", max_length=400, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "地点事实"
        verbose_name_plural = "地点事实"
        ordering = ("place__code", "kind", "-as_of")
        constraints = (
            *FromTable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="POPULATION", value__gte=0, value__lte=2_000_000_000)
                | Q(kind="VULNERABILITY", value__gt=0, value__lte=100),
                name="place_fact_within_bounds",
                violation_error_message="人口不能为负；脆弱性是大于 0、不超过 100 的倍数。",
            ),
            models.CheckConstraint(
                condition=~Q(source=""),
                name="place_fact_names_its_source",
                violation_error_message="地点的数字要写明来源。",
            ),
        )
        indexes = (models.Index(fields=("organization", "kind", "place"), name="place_fact_of_place"),)

    def __str__(self) -> str:
        return f"{self.place} {self.get_kind_display()} {self.value:,.15g}"


class CoverageStatement(OwnedRecord):
    """What share of a place's needs would reach us, as somebody who knows the place judges it. Never edited."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="地点")
    share = models.FloatField("覆盖度")
    reason = models.CharField("依据", max_length=300)
    stated_at = models.DateTimeField("判断时间")
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="判断人"
    )

    class Meta:
        verbose_name = "覆盖判断"
        verbose_name_plural = "覆盖判断"
        ordering = ("-stated_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(share__gte=0, share__lte=1),
                name="coverage_share_between_0_and_1",
                violation_error_message="覆盖度在 0 和 1 之间。",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="coverage_statement_has_a_reason",
                violation_error_message="请写明依据。",
            ),
        )
        indexes = (models.Index(fields=("crisis", "place", "stated_at"), name="coverage_of_place"),)

    def __str__(self) -> str:
        return f"{self.place} {self.share:.2f}"
