"""Tokens, which let a program act for a user in some of the user's roles; and runs of the batch layer."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.registry.models import Crisis, Organization, OwnedRecord


class ApiToken(Record):
    """A key for a program. Only its keyed mark is kept; the token itself is shown once."""

    # Whose
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="用户")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="组织")
    name = models.CharField("用途", max_length=80, blank=True)
    roles = models.JSONField("限于角色", default=list)
    mark = models.CharField("令牌标记", max_length=64, unique=True)
    # Lifecycle
    expires_at = models.DateTimeField("失效时间")
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "接口令牌"
        verbose_name_plural = "接口令牌"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name or str(self.pk)[:8]

    def is_valid(self, now: datetime) -> bool:
        """Say whether the token opens anything at `now`."""
        return self.revoked_at is None and now < self.expires_at


class BatchRun(OwnedRecord):
    """A job of the batch layer over the records of a crisis: what was written out, and what was loaded back."""

    class Task(models.TextChoices):
        LINK = "link", "全部需求比对"
        ALLOCATE = "allocate", "逐类物资分配"
        GAPS = "gaps", "缺口清单"

    # Identification
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    task = models.CharField("任务", max_length=10, choices=Task.choices)
    parameters = models.JSONField("参数", default=dict)
    asked_at = models.DateTimeField("发起时间")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发起人"
    )
    job_id = models.UUIDField("后台任务", null=True, db_index=True)
    # What went out
    rows = models.PositiveBigIntegerField("写出的行", null=True)
    facts = models.JSONField("写出时的情况", default=dict)
    input_sha256 = models.CharField("写出的指纹", max_length=64, blank=True, db_index=True)
    # What came back
    runner = models.CharField("在哪里跑", max_length=10, blank=True)
    manifest_sha256 = models.CharField("清单指纹", max_length=64, blank=True)
    groups = models.PositiveIntegerField("组数", null=True)
    refused = models.PositiveIntegerField("没有做的组", null=True)
    outcome = models.JSONField("结果", default=dict)
    refusal = models.JSONField("没有成的原因", default=dict)
    # Lifecycle
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    loaded_at = models.DateTimeField("载入时间", null=True, blank=True)

    class Meta:
        verbose_name = "批量运行"
        verbose_name_plural = "批量运行"
        ordering = ("-asked_at", "-created_at")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "manifest_sha256"),
                condition=~Q(manifest_sha256=""),
                name="batch_result_loaded_once",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | Q(loaded_at__isnull=True),
                name="batch_run_cancelled_or_loaded",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_task_display()} {self.crisis}"
