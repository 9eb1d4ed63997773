"""The trail: who did what, when. Rows are only added, and each holds the hash of the one before."""

from django.conf import settings
from django.db import models

from qiao.accounts.records import Record

CONFIDENTIAL_VERBS = ("care_", "consent.", "referral.")
CONFIDENTIAL = r"^(care_|consent\.|referral\.)"
"""Acts on case files: that there is one is nobody's business but its team's and the auditor's (SECURITY 2.4)."""


class TrailEntry(Record):
    """One act. Holds ids and figures, never a person's data."""

    # Order
    sequence = models.PositiveBigIntegerField("序号", unique=True)
    # Act
    verb = models.CharField("动作", max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )
    roles = models.CharField("以何角色", max_length=200, blank=True)
    organization_id = models.UUIDField("组织", null=True)
    at = models.DateTimeField("时间")
    # Subject
    subject_type = models.CharField("对象类别", max_length=60, blank=True)
    subject_id = models.UUIDField("对象", null=True, db_index=True)
    details = models.JSONField("细节", default=dict, blank=True)
    # Chain
    previous_hash = models.CharField("前一条哈希", max_length=64)
    hash = models.CharField("哈希", max_length=64, unique=True)

    class Meta:
        verbose_name = "流转记录"
        verbose_name_plural = "流转记录"
        ordering = ("sequence",)
        indexes = (
            models.Index(fields=("subject_type", "subject_id"), name="trail_subject"),
            models.Index(fields=("organization_id", "-sequence"), name="trail_newest_first"),
            models.Index(fields=("verb", "organization_id", "-sequence"), name="trail_by_verb"),
        )

    def __str__(self) -> str:
        return f"{self.sequence} {self.verb}"


class Job(Record):
    """A piece of work done in the background, with its progress. Never lost: it is a row first."""

    class State(models.TextChoices):
        WAITING = "WAITING", "等待"
        RUNNING = "RUNNING", "进行中"
        DONE = "DONE", "完成"
        FAILED = "FAILED", "失败"

    kind = models.CharField("类别", max_length=60)
    parameters = models.JSONField("参数", default=dict, blank=True)
    organization_id = models.UUIDField("组织", null=True, db_index=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发起人"
    )
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", null=True)
    result = models.JSONField("结果", default=dict, blank=True)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("结束时间", null=True)
    beat_at = models.DateTimeField("最近一次报到", null=True)
    error = models.TextField("错误", blank=True)

    class Meta:
        verbose_name = "任务"
        verbose_name_plural = "任务"
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(total__isnull=True) | models.Q(done__lte=models.F("total")),
                name="job_done_within_total",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
