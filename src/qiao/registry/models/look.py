"""Two organisations that look or sound alike, and what a person decided about them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.accounts.records import Record
from qiao.registry.models.organization import Organization


class LookAlike(Record):
    """A pair of organisations whose names can be taken for each other. A flag, never a judgement."""

    class State(models.TextChoices):
        OPEN = "OPEN", "待人判断"
        DIFFERENT = "DIFFERENT", "是两家，都属实"
        SAME = "SAME", "是同一家"
        SUSPECT = "SUSPECT", "可疑，疑似冒名"

    one = models.ForeignKey(Organization, models.CASCADE, related_name="looks", verbose_name="先登记的")
    other = models.ForeignKey(
        Organization, models.CASCADE, related_name="looked_like", verbose_name="后登记的"
    )
    reasons: Any = models.JSONField("为什么像", default=list)
    found_at = models.DateTimeField("发现时间")
    # Decision
    state = models.CharField("判断", max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="判断人",
    )
    decided_at = models.DateTimeField("判断时间", null=True, blank=True)
    note = models.CharField("依据", max_length=300, blank=True)

    class Meta:
        verbose_name = "名称相像"
        verbose_name_plural = "名称相像"
        ordering = ("-found_at",)
        constraints = (
            models.UniqueConstraint(fields=("one", "other"), name="look_alike_once"),
            models.CheckConstraint(condition=~Q(one=F("other")), name="look_alike_of_two"),
        )

    def __str__(self) -> str:
        return f"{self.one} ~ {self.other}"
