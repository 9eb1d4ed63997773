"""Another installation, what we give it and take from it, and each parcel that passed."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.registry.models import Crisis, OwnedRecord, Place


class Platform(OwnedRecord):
    """An organisation on another installation. Nothing passes before a second person compared the key."""

    class State(models.TextChoices):
        WAITING = "WAITING", "待第二人核对指纹"
        ACTIVE = "ACTIVE", "往来中"
        LAPSED = "LAPSED", "约定已到期"
        ENDED = "ENDED", "已终止"

    # Identification: the id of the organisation there, and the key of its installation
    name = models.CharField("名称", max_length=120)
    peer = models.UUIDField("对方编号")
    public_key = models.CharField("对方公钥", max_length=64)
    address = models.URLField("对方网址", max_length=200, blank=True)
    # What it rests on
    basis = models.CharField("依据什么约定", max_length=200)
    until = models.DateField("至何日止")
    gives: Any = models.JSONField("给对方什么", default=list, blank=True)
    takes: Any = models.JSONField("收对方什么", default=list, blank=True)
    # Who answers for the key
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )
    added_at = models.DateTimeField("登记时间")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="核对人",
    )
    checked_at = models.DateTimeField("核对时间", null=True, blank=True)
    checked_how = models.CharField("怎样核对的", max_length=120, blank=True)
    # How far it has come
    taken_until = models.PositiveBigIntegerField("收到第几条", default=0)
    given_until = models.PositiveBigIntegerField("对方收到第几条", default=0)
    # By address: off unless somebody switches it on
    is_asked = models.BooleanField("按网址去取", default=False)
    token_mark = models.CharField("给对方的令牌标记", max_length=64, blank=True, db_index=True)
    sealed_token = models.TextField("对方给的令牌（加密）", blank=True)
    asked_at = models.DateTimeField("上次去取", null=True, blank=True)
    asked_error = models.CharField("上次去取的结果", max_length=60, blank=True)
    # Lifecycle
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)
    ended_reason = models.CharField("终止理由", max_length=200, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "对接平台"
        verbose_name_plural = "对接平台"
        ordering = ("ended_at", "name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "peer"),
                name="platform_once",
                violation_error_message="这个平台已经登记过。",
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True)
                | Q(added_by__isnull=True)
                | ~Q(checked_by=F("added_by")),
                name="platform_checked_by_another",
                violation_error_message="核对指纹的要是另一个人。",
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True) | Q(checked_by__isnull=False),
                name="platform_checked_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | ~Q(ended_reason=""),
                name="platform_ended_for_a_reason",
                violation_error_message="终止要写明理由。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def state_on(self, today: date) -> "Platform.State":
        """Return whether anything may pass on `today`."""
        if self.ended_at is not None:
            return self.State.ENDED
        if self.checked_at is None:
            return self.State.WAITING
        return self.State.LAPSED if self.until < today else self.State.ACTIVE


class SharedCrisis(OwnedRecord):
    """A crisis of which both sides tell each other, under a name they agreed on, everywhere or in one area."""

    platform = models.ForeignKey(Platform, models.CASCADE, related_name="crises", verbose_name="对接平台")
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    key = models.CharField("双方约定的代号", max_length=60)
    area = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="只限这一带"
    )

    class Meta:
        verbose_name = "往来的突发事件"
        verbose_name_plural = "往来的突发事件"
        ordering = ("key",)
        constraints = (
            models.UniqueConstraint(fields=("platform", "crisis"), name="shared_crisis_once"),
            models.UniqueConstraint(
                fields=("platform", "key"),
                name="shared_crisis_key_once",
                violation_error_message="这个代号已经用在另一个事件上。",
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def prefixes(self) -> tuple[str, ...]:
        """Return the beginnings of the place codes that are told of; none where everything is."""
        if self.area is None:
            return ()
        code = self.area.code
        return (code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code,)


class Issued(OwnedRecord):
    """One of our records as a platform has it: each change is a version more and a place further in the order."""

    platform = models.ForeignKey(Platform, models.CASCADE, related_name="issued", verbose_name="对接平台")
    record = models.UUIDField("记录")
    kind = models.CharField("种类", max_length=12)
    version = models.PositiveIntegerField("版本", default=1)
    sequence = models.PositiveBigIntegerField("第几条")
    state = models.CharField("状态", max_length=9)
    body: Any = models.JSONField("内容", null=True)
    also: Any = models.JSONField("对方的同一件", default=list)
    digest = models.CharField("指纹", max_length=64)
    changed_at = models.DateTimeField("变更时间")

    class Meta:
        verbose_name = "给出的记录"
        verbose_name_plural = "给出的记录"
        ordering = ("sequence",)
        constraints = (
            models.UniqueConstraint(fields=("platform", "record"), name="issued_once"),
            models.UniqueConstraint(fields=("platform", "sequence"), name="issued_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Passing(OwnedRecord):
    """One parcel that went or came, or was refused and why."""

    class Way(models.TextChoices):
        GIVEN_FILE = "GIVEN_FILE", "导出文件"
        GIVEN_ADDRESS = "GIVEN_ADDRESS", "对方来取"
        TAKEN_FILE = "TAKEN_FILE", "收下文件"
        TAKEN_ADDRESS = "TAKEN_ADDRESS", "去取"

    platform = models.ForeignKey(Platform, models.CASCADE, related_name="passings", verbose_name="对接平台")
    way = models.CharField("怎样", max_length=13, choices=Way.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁"
    )
    after = models.PositiveBigIntegerField("自第几条之后", default=0)
    until = models.PositiveBigIntegerField("到第几条", default=0)
    counts: Any = models.JSONField("各多少条", default=dict)
    digest = models.CharField("内容指纹", max_length=64, blank=True)
    fault = models.CharField("没收下的原因", max_length=12, blank=True)
    where = models.CharField("哪里", max_length=120, blank=True)

    class Meta:
        verbose_name = "往来"
        verbose_name_plural = "往来"
        ordering = ("-at", "-created_at")

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.after}–{self.until}"
