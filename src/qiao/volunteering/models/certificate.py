"""Proofs of hours: made from verified records alone, signed, and free of charge (志愿服务条例 19)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.registry.models import OwnedRecord, Person


class Certificate(OwnedRecord):
    """A certificate as it was signed. It is never changed; what is wrong is revoked, and a new one issued."""

    # Identification
    number = models.CharField("证明编号", max_length=20)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="志愿者")
    # Content: the bytes that were signed, and the lines behind them
    content = models.TextField("签名内容")
    lines = models.JSONField("明细")
    signature = models.CharField("签名", max_length=128)
    minutes = models.PositiveIntegerField("分钟")
    # Provenance
    issued_at = models.DateTimeField("出具时间")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="经办人"
    )
    # State
    revoked_at = models.DateTimeField("作废时间", null=True, blank=True)
    revoke_reason = models.CharField("作废原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "志愿服务记录证明"
        verbose_name_plural = "志愿服务记录证明"
        ordering = ("-issued_at",)
        constraints = (
            models.UniqueConstraint(fields=("organization", "number"), name="certificate_number_once"),
            models.CheckConstraint(
                condition=Q(minutes__gt=0),
                name="certificate_of_some_time",
                violation_error_message="没有已核实的时间，不能出具证明。",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True) | ~Q(revoke_reason=""),
                name="certificate_revoked_for_a_reason",
                violation_error_message="请写明为什么作废。",
            ),
        )

    def __str__(self) -> str:
        return self.number


class HourCorrection(OwnedRecord):
    """What a record of time said before it was corrected, why, and who did it. Only added to."""

    record = models.ForeignKey(
        "volunteering.HourRecord", models.CASCADE, related_name="corrections", verbose_name="志愿服务时间"
    )
    minutes_before = models.PositiveIntegerField("原来的分钟")
    minutes_after = models.PositiveIntegerField("更正后的分钟")
    was_verified = models.BooleanField("原来已核实")
    reason = models.CharField("更正原因", max_length=200)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="更正人"
    )

    class Meta:
        verbose_name = "时间更正"
        verbose_name_plural = "时间更正"
        ordering = ("created_at",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="correction_has_a_reason",
                violation_error_message="请写明为什么更正。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.minutes_before}→{self.minutes_after}"
