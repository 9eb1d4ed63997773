"""What leaves the desk without a person: issues of figures, and findings that two people let through."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.care.models.files import CareFile
from qiao.registry.models import Crisis, OwnedRecord


class CareRelease(OwnedRecord):
    """One issue of figures, as it was shown: whole blocks, small cells hidden. Never made anew from the files."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    made_at = models.DateTimeField("发布时间")
    content = models.JSONField("数字（已隐去小数目）")

    class Meta:
        verbose_name = "个案数字"
        verbose_name_plural = "个案数字"
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.crisis} {self.made_at:%Y-%m-%d}"


class CareFinding(OwnedRecord):
    """What several people's files have in common, without any of them; released, it becomes a report."""

    class State(models.TextChoices):
        WRITTEN = "WRITTEN", "待督导放行"
        RELEASED = "RELEASED", "已放行"
        HELD_BACK = "HELD_BACK", "不放行"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    kind = models.CharField("类别", max_length=12, choices=CareFile.Kind.choices)
    text = models.CharField("发现", max_length=400)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WRITTEN)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="写的人"
    )
    written_at = models.DateTimeField("写下时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="放行人"
    )
    decided_at = models.DateTimeField("放行时间", null=True, blank=True)
    report_id = models.UUIDField("成为的一线信息", null=True, blank=True)

    class Meta:
        verbose_name = "去标识的发现"
        verbose_name_plural = "去标识的发现"
        ordering = ("-written_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("written_by")),
                name="care_finding_two_people",
                violation_error_message="写的人不能自己放行。",
            ),
            models.CheckConstraint(
                condition=Q(state="RELEASED", report_id__isnull=False)
                | ~Q(state="RELEASED") & Q(report_id__isnull=True),
                name="care_finding_released_as_a_report",
            ),
        )

    def __str__(self) -> str:
        return self.text
