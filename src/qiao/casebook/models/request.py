"""Who applies for the full text of a case or a collection, what was decided, and who fetched it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.casebook.models.book import Collection
from qiao.casebook.models.case import CaseStudy
from qiao.registry.models import OwnedRecord


class TextRequest(OwnedRecord):
    """Somebody applies for a full text (申领). The link works until it expires or is withdrawn."""

    class State(models.TextChoices):
        ASKED = "ASKED", "待审"
        GRANTED = "GRANTED", "已同意"
        REFUSED = "REFUSED", "未同意"

    case = models.ForeignKey(
        CaseStudy, models.CASCADE, null=True, blank=True, related_name="requests", verbose_name="案例"
    )
    collection = models.ForeignKey(
        Collection, models.CASCADE, null=True, blank=True, related_name="requests", verbose_name="案例集"
    )
    applicant = models.CharField("申领人", max_length=60)
    affiliation = models.CharField("单位", max_length=120)
    purpose = models.CharField("用途", max_length=300)
    code_mark = models.CharField("查询码标记", max_length=64, db_index=True, blank=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.ASKED)
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="审批人"
    )
    reason = models.CharField("答复", max_length=300, blank=True)
    expires_at = models.DateTimeField("有效期至", null=True, blank=True)
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = "全文申领"
        verbose_name_plural = "全文申领"
        constraints = (
            models.CheckConstraint(
                condition=Q(case__isnull=False, collection__isnull=True)
                | Q(case__isnull=True, collection__isnull=False),
                name="text_request_of_one",
            ),
            models.CheckConstraint(
                condition=~Q(state="REFUSED") | ~Q(reason=""),
                name="text_refused_with_a_reason",
                violation_error_message="不同意时要写明理由。",
            ),
            models.CheckConstraint(
                condition=~Q(state="GRANTED") | Q(expires_at__isnull=False),
                name="text_granted_until",
                violation_error_message="同意时要写明有效期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.text} · {self.affiliation}"

    @property
    def text(self) -> Any:
        """Return the case or the collection asked for."""
        return self.case or self.collection

    def is_open(self, now: datetime) -> bool:
        """Say whether the link works."""
        return (
            self.state == self.State.GRANTED
            and self.withdrawn_at is None
            and self.expires_at is not None
            and now < self.expires_at
        )


class FullEdition(OwnedRecord):
    """The files of a granted application: a book with the full text that names whom it was given to.

    They lie in the data folder under its id, their hashes here; they go when the link ends.
    """

    request = models.OneToOneField(
        TextRequest, models.CASCADE, related_name="edition", verbose_name="全文申领"
    )
    asked_at = models.DateTimeField("发起时间")
    job_id = models.UUIDField("任务")
    built_at = models.DateTimeField("制作时间", null=True, blank=True)
    files = models.JSONField("文件及摘要", default=dict, blank=True)
    refusal = models.JSONField("没有做成的原因", default=dict, blank=True)

    class Meta:
        verbose_name = "全文版文件"
        verbose_name_plural = "全文版文件"

    def __str__(self) -> str:
        return str(self.request)


class TextDownload(Record):
    """One time the full text was opened through a link."""

    request = models.ForeignKey(
        TextRequest, models.CASCADE, related_name="downloads", verbose_name="全文申领"
    )
    at = models.DateTimeField("打开时间")
    form = models.CharField("形式", max_length=4)

    class Meta:
        verbose_name = "全文打开记录"
        verbose_name_plural = "全文打开记录"
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.request} · {self.at:%Y-%m-%d}"
