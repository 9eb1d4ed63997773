"""Doors for other systems: an address with a code or a signature, a mapping, and every delivery as it came."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.intake.models.report import Report
from qiao.registry.models import Crisis, OwnedRecord


class Hook(OwnedRecord):
    """An address to which another system sends what it knows. Of its code only the keyed mark is kept."""

    class Guard(models.TextChoices):
        CODE = "CODE", "只凭地址里的口令"
        SIGNED = "SIGNED", "口令加签名（X-Qiao-Signature，含时间）"
        GITHUB = "GITHUB", "口令加签名（X-Hub-Signature-256）"

    class Kind(models.TextChoices):
        NEED = "NEED", "需求"
        OFFER = "OFFER", "资源"
        MESSAGE = "MESSAGE", "消息（由识别规则判断）"

    # Identification
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    name = models.CharField("名称", max_length=60)
    mark = models.CharField("口令标记", max_length=64, unique=True)
    # Content
    kind = models.CharField("收什么", max_length=8, choices=Kind.choices, default=Kind.MESSAGE)
    guard = models.CharField("怎样验明", max_length=8, choices=Guard.choices, default=Guard.CODE)
    sealed_secret = models.BinaryField("签名密钥（加密）", null=True)
    wrapped = models.BinaryField("密钥", null=True)
    mapping: Any = models.JSONField("栏目在哪里", default=dict, blank=True)
    # Lifecycle
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="建立人"
    )
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "接收地址"
        verbose_name_plural = "接收地址"
        ordering = ("ended_at", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "name"),
                condition=Q(ended_at__isnull=True),
                name="hook_name_once",
                violation_error_message="已有同名的接收地址，请换一个名称。",
            ),
            models.CheckConstraint(
                condition=Q(guard="CODE") | Q(sealed_secret__isnull=False, wrapped__isnull=False),
                name="hook_that_signs_has_a_secret",
            ),
        )

    def __str__(self) -> str:
        return self.name


class HookDelivery(OwnedRecord):
    """One delivery, word for word under a key of its own; what could not be read waits here for a person."""

    class State(models.TextChoices):
        TAKEN = "TAKEN", "已收下"
        HELD = "HELD", "读不了，待处理"
        DISMISSED = "DISMISSED", "已放弃"

    hook = models.ForeignKey(Hook, models.CASCADE, related_name="deliveries", verbose_name="接收地址")
    # Identification: the sender's own id, or else the content, as keyed marks
    identity = models.CharField("编号标记", max_length=64)
    fingerprint = models.CharField("指纹", max_length=64)
    # Content: gone once it was erased or dismissed
    sealed = models.BinaryField("原样（加密）", null=True)
    wrapped = models.BinaryField("密钥", null=True)
    size = models.PositiveIntegerField("字节数")
    # State
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.HELD)
    reason = models.CharField("原因", max_length=40, blank=True)
    details: Any = models.JSONField("细节", default=dict, blank=True)
    report = models.OneToOneField(
        Report, models.PROTECT, null=True, blank=True, related_name="hook_delivery", verbose_name="一线信息"
    )
    # Lifecycle
    received_at = models.DateTimeField("收到时间")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "接收记录"
        verbose_name_plural = "接收记录"
        ordering = ("-received_at",)
        constraints = (
            models.UniqueConstraint(fields=("hook", "identity"), name="hook_delivery_once"),
            models.CheckConstraint(
                condition=~Q(state="TAKEN") | Q(report__isnull=False), name="hook_delivery_taken_has_a_report"
            ),
        )
        indexes = (models.Index(fields=("hook", "state", "-received_at"), name="hook_delivery_of_state"),)

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.received_at:%m-%d %H:%M}"
