"""Assessments of readiness to mobilise, and the plan that follows from them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.registry.models import OwnedRecord


class ReadinessAssessment(OwnedRecord):
    """One assessment: the level of each item, and how it was found. Never changed; a new one is made."""

    assessed_on = models.DateField("评估日期")
    levels: Any = models.JSONField("各项级别", default=dict)
    hows: Any = models.JSONField("怎样得出", default=dict)
    note = models.CharField("说明", max_length=300, blank=True)
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="评估人"
    )

    class Meta:
        verbose_name = "动员准备评估"
        verbose_name_plural = "动员准备评估"
        ordering = ("-assessed_on", "-created_at")

    def __str__(self) -> str:
        return str(self.assessed_on)


class ReadinessTask(OwnedRecord):
    """What somebody does by a day to raise one item."""

    item = models.PositiveSmallIntegerField("哪一项")
    what = models.CharField("做什么", max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁负责"
    )
    due_on = models.DateField("何时完成")
    done_on = models.DateField("完成日期", null=True, blank=True)
    result = models.CharField("结果", max_length=200, blank=True)

    class Meta:
        verbose_name = "准备工作"
        verbose_name_plural = "准备工作"
        ordering = ("due_on", "created_at")
        constraints = (
            models.CheckConstraint(condition=Q(item__gte=1, item__lte=15), name="readiness_item_exists"),
        )

    def __str__(self) -> str:
        return self.what
