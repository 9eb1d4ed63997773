"""What became of a filled form beyond its report: a correction, an update, a count, hours; done or waiting for a person."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.intake.models.field_form import FilledForm
from qiao.registry.models import OwnedRecord


class FormResult(OwnedRecord):
    """One line of a filled form that changes a record which was there before, or makes one at another desk.

    `before` and `after` hold figures and states, never a person's data.
    """

    class Kind(models.TextChoices):
        CORRECTION = "CORRECTION", "更正"
        UPDATE = "UPDATE", "跟进"
        COUNT = "COUNT", "清点"
        HOURS = "HOURS", "服务时间"

    class State(models.TextChoices):
        DONE = "DONE", "已登记"
        WAITING = "WAITING", "等人处理"
        ASIDE = "ASIDE", "已搁置"

    # Identification
    filled = models.ForeignKey(FilledForm, models.CASCADE, related_name="results", verbose_name="已填表单")
    number = models.PositiveSmallIntegerField("第几行")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    # Content: the record, what it said before and says after
    subject_type = models.CharField("记录种类", max_length=12, blank=True)
    subject_id = models.UUIDField("记录", null=True, blank=True, db_index=True)
    base = models.BigIntegerField("填表时的版本", null=True, blank=True)
    left = models.BigIntegerField("登记后的版本", null=True, blank=True)
    before: Any = models.JSONField("原来", default=dict, blank=True)
    after: Any = models.JSONField("表上所填", default=dict, blank=True)
    # State
    state = models.CharField("状态", max_length=8, choices=State.choices)
    reason = models.CharField("原因", max_length=40, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="处理人"
    )
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "表单处理结果"
        verbose_name_plural = "表单处理结果"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("filled", "number"), name="form_result_once"),
            models.CheckConstraint(
                condition=~Q(state="WAITING") | ~Q(reason=""), name="form_result_waits_for_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.get_state_display()}"
