"""What a sender adds later under the receipt code, and the brake on guessing codes."""

from django.db import models

from qiao.accounts.records import Record
from qiao.intake.models.report import Report


class FollowUp(models.Model):
    """A later report of the same sender on an earlier one. Both stay as they came."""

    class Kind(models.TextChoices):
        CORRECTION = "CORRECTION", "更正"
        ADDITION = "ADDITION", "补充"

    report = models.OneToOneField(
        Report, models.CASCADE, primary_key=True, related_name="follows", verbose_name="后来的信息"
    )
    first = models.ForeignKey(Report, models.PROTECT, related_name="follow_ups", verbose_name="原来的信息")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)

    class Meta:
        verbose_name = "反映人后续"
        verbose_name_plural = "反映人后续"
        ordering = ("report__received_at",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(report=models.F("first")), name="follow_up_of_another_report"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {str(self.report_id)[:8]}"


class WrongReceiptCode(Record):
    """A receipt code that nobody has, by a keyed mark of the client who typed it."""

    client_mark = models.CharField("来源标记", max_length=64, db_index=True)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "错误查询码"
        verbose_name_plural = "错误查询码"

    def __str__(self) -> str:
        return f"{self.at:%m-%d %H:%M}"


class PublicSending(Record):
    """A report that came without an account, by a keyed mark of the client: the brake on floods (SECURITY A1)."""

    client_mark = models.CharField("来源标记", max_length=64)
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "公众提交"
        verbose_name_plural = "公众提交"
        indexes = (models.Index(fields=("client_mark", "at"), name="public_sending_recent"),)

    def __str__(self) -> str:
        return f"{self.at:%m-%d %H:%M}"
