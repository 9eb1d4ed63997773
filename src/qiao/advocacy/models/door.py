"""The department's door: a link by which an official sees what was found in their area and answers, without an account."""

from django.conf import settings
from django.db import models

from qiao.registry.models import Crisis, Department, OwnedRecord, Place


class DepartmentLink(OwnedRecord):
    """A read-only door for one department and one area. Only the mark of its secret is kept."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="部门")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="地域")
    mark = models.CharField("密钥指纹", max_length=64, unique=True)
    note = models.CharField("给谁", max_length=120, blank=True)
    # Lifecycle
    made_at = models.DateTimeField("建立时间")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="建立人"
    )
    expires_at = models.DateTimeField("失效时间")
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)
    opened_at = models.DateTimeField("最近打开", null=True, blank=True)
    times_opened = models.PositiveIntegerField("打开次数", default=0)

    class Meta:
        verbose_name = "部门专用链接"
        verbose_name_plural = "部门专用链接"
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return f"{self.department} {self.place}"


class DepartmentAnswer(OwnedRecord):
    """What a department answered through its link: kept as it was written; the outcome it led to stands beside it."""

    class Answer(models.TextChoices):
        RECEIVED = "RECEIVED", "已收到"
        STUDYING = "STUDYING", "正在研究"
        ADOPTED = "ADOPTED", "采纳"
        PARTLY = "PARTLY", "部分采纳"
        NOT_ADOPTED = "NOT_ADOPTED", "不采纳"

    link = models.ForeignKey(DepartmentLink, models.PROTECT, related_name="answers", verbose_name="链接")
    outcome = models.ForeignKey("advocacy.Outcome", models.PROTECT, related_name="+", verbose_name="结果")
    answer = models.CharField("答复", max_length=12, choices=Answer.choices)
    text = models.TextField("说明", blank=True)
    reference = models.CharField("文号或收文编号", max_length=80, blank=True)
    answered_at = models.DateTimeField("答复时间")

    class Meta:
        verbose_name = "部门答复"
        verbose_name_plural = "部门答复"
        ordering = ("-answered_at",)

    def __str__(self) -> str:
        return f"{self.get_answer_display()}"
