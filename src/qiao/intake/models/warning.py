"""Public warnings (CAP 1.2) as an organisation received them, word for word; what they say, for which places."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.registry.models import OwnedRecord, Place


class PublicWarning(OwnedRecord):
    """One message of a warning authority. An update or a cancellation ends what it names; nothing is edited."""

    class Status(models.TextChoices):
        ACTUAL = "Actual", "正式"
        EXERCISE = "Exercise", "演练"
        SYSTEM = "System", "系统"
        TEST = "Test", "测试"
        DRAFT = "Draft", "草稿"

    class MessageType(models.TextChoices):
        ALERT = "Alert", "发布"
        UPDATE = "Update", "更新"
        CANCEL = "Cancel", "解除"
        ACK = "Ack", "回执"
        ERROR = "Error", "更正差错"

    class Severity(models.TextChoices):
        EXTREME = "Extreme", "特别严重"
        SEVERE = "Severe", "严重"
        MODERATE = "Moderate", "较重"
        MINOR = "Minor", "一般"
        UNKNOWN = "Unknown", "未说明"

    class Urgency(models.TextChoices):
        IMMEDIATE = "Immediate", "立即"
        EXPECTED = "Expected", "一小时内"
        FUTURE = "Future", "稍后"
        PAST = "Past", "已过"
        UNKNOWN = "Unknown", "未说明"

    class Certainty(models.TextChoices):
        OBSERVED = "Observed", "已发生"
        LIKELY = "Likely", "很可能"
        POSSIBLE = "Possible", "可能"
        UNLIKELY = "Unlikely", "不大可能"
        UNKNOWN = "Unknown", "未说明"

    # Identification: the three things by which CAP names a message
    sender = models.CharField("发布单位标识", max_length=200)
    identifier = models.CharField("编号", max_length=200)
    sent_at = models.DateTimeField("发布时间")
    # Content
    content = models.BinaryField("原样（XML）")
    digest = models.CharField("指纹", max_length=64)
    is_signed = models.BooleanField("带数字签名", default=False)
    status = models.CharField("性质", max_length=8, choices=Status.choices)
    message_type = models.CharField("类别", max_length=6, choices=MessageType.choices)
    scope = models.CharField("范围", max_length=10)
    references: Any = models.JSONField("所指的预警", default=list, blank=True)
    infos: Any = models.JSONField("内容", default=list, blank=True)
    severity = models.CharField("严重程度", max_length=8, choices=Severity.choices)
    urgency = models.CharField("紧迫程度", max_length=9, choices=Urgency.choices)
    certainty = models.CharField("确定程度", max_length=8, choices=Certainty.choices)
    unplaced: Any = models.JSONField("没认出的地域", default=list, blank=True)
    # Lifecycle
    ends_at = models.DateTimeField("失效时间")
    is_end_stated = models.BooleanField("写明了失效时间", default=True)
    ended_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="ended", verbose_name="由谁更新或解除"
    )
    # Provenance
    received_at = models.DateTimeField("收到时间")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="录入人"
    )

    class Meta:
        verbose_name = "预警"
        verbose_name_plural = "预警"
        ordering = ("-sent_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "sender", "identifier", "sent_at"), name="public_warning_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=models.F("id")),
                name="public_warning_ended_by_another",
            ),
        )
        indexes = (models.Index(fields=("organization", "ends_at"), name="public_warning_current"),)

    def __str__(self) -> str:
        return self.event

    @property
    def event(self) -> str:
        """Return what it warns of, in the first of its languages."""
        return str(self.infos[0]["event"]) if self.infos else self.identifier

    def is_current(self, now: datetime) -> bool:
        """Say whether it holds at `now`: in earnest, not ended by another, not past its end."""
        return (
            self.status == self.Status.ACTUAL
            and self.message_type in {self.MessageType.ALERT, self.MessageType.UPDATE}
            and self.ended_by_id is None
            and self.ends_at > now
        )


class WarnedPlace(Record):
    """A place that a warning is for, and how that was found."""

    class How(models.TextChoices):
        CODE = "CODE", "按行政区划代码"
        NAME = "NAME", "按地名"
        POLYGON = "POLYGON", "县城点在所画范围内"
        CIRCLE = "CIRCLE", "县城点在半径内"
        NEAREST = "NEAREST", "离所画范围最近的县"

    warning = models.ForeignKey(PublicWarning, models.CASCADE, related_name="places", verbose_name="预警")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="地点")
    how = models.CharField("怎样认出", max_length=8, choices=How.choices)

    class Meta:
        verbose_name = "预警地域"
        verbose_name_plural = "预警地域"
        ordering = ("place__code",)
        constraints = (models.UniqueConstraint(fields=("warning", "place"), name="warned_place_once"),)

    def __str__(self) -> str:
        return str(self.place)
