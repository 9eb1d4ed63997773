"""What cooperation with a department is said to have brought about, and whom it served beside whom a policy would reach."""

from django.db import models
from django.db.models import Q

from qiao.advocacy.models.evidence import Evidence
from qiao.advocacy.models.outcome import Outcome
from qiao.registry.models import Cooperation, OwnedRecord


class CooperationEffect(OwnedRecord):
    """An effect that is claimed (S43). Without a bundle of evidence it is unproven. Taken back with a reason."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="+", verbose_name="政社合作")
    claim = models.CharField("成效", max_length=300)
    evidence = models.ForeignKey(
        Evidence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="证据"
    )
    attribution = models.PositiveSmallIntegerField(
        "归因程度", choices=Outcome.Attribution.choices, default=Outcome.Attribution.NONE
    )
    ground = models.CharField("归因的依据", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("收回理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "合作成效"
        verbose_name_plural = "合作成效"
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(attribution__lte=Outcome.Attribution.SEQUENCE) | ~Q(ground=""),
                name="cooperation_effect_says_why",
                violation_error_message="先后不等于因果：归因高于“只是先后”的，写明依据。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="cooperation_effect_withdrawn_with_reason",
                violation_error_message="收回要写明理由。",
            ),
        )

    def __str__(self) -> str:
        return self.claim


class Reach(OwnedRecord):
    """Persons served, beside the population that a policy would reach: each with source and day, never added."""

    cooperation = models.ForeignKey(Cooperation, models.PROTECT, related_name="+", verbose_name="政社合作")
    served = models.PositiveIntegerField("服务人数", null=True, blank=True)
    served_on = models.DateField("服务人数截至", null=True, blank=True)
    served_source = models.CharField("服务人数来源", max_length=300, blank=True)
    policy = models.CharField("什么政策", max_length=200)
    population = models.PositiveBigIntegerField("政策可及人口", null=True, blank=True)
    population_on = models.DateField("人口截至", null=True, blank=True)
    population_source = models.CharField("人口来源", max_length=300, blank=True)

    class Meta:
        verbose_name = "服务人数与政策可及人口"
        verbose_name_plural = "服务人数与政策可及人口"
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(served__isnull=True) | (Q(served_on__isnull=False) & ~Q(served_source="")),
                name="reach_served_has_day_and_source",
                violation_error_message="服务人数要有日期和来源。",
            ),
            models.CheckConstraint(
                condition=Q(population__isnull=True)
                | (Q(population_on__isnull=False) & ~Q(population_source="")),
                name="reach_population_has_day_and_source",
                violation_error_message="人口要有日期和来源。",
            ),
        )

    def __str__(self) -> str:
        return self.policy
