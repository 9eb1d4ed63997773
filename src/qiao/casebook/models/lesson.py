"""What was learned: lessons, tagged by hazard and dimension."""

from django.db import models

from qiao.casebook.models.case import CaseStudy, Dimension
from qiao.registry.models import Crisis, OwnedRecord


class Lesson(OwnedRecord):
    """What was learned, tagged by hazard and dimension, to be opened again in the next crisis."""

    case = models.ForeignKey(CaseStudy, models.CASCADE, related_name="lessons", verbose_name="案例")
    statement = models.CharField("经验", max_length=400)
    statement_en = models.CharField("经验（英文）", max_length=500, blank=True)
    dimension = models.CharField("维度", max_length=12, choices=Dimension.choices)
    hazard = models.CharField("适用灾种", max_length=16, choices=Crisis.Hazard.choices, blank=True)

    class Meta:
        verbose_name = "经验"
        verbose_name_plural = "经验"

    def __str__(self) -> str:
        return self.statement
