"""Records of other platforms as their owners tell them, and which of ours may be the same."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.exchange.models.platform import Platform
from qiao.intake.models import Need, Offer
from qiao.registry.models import Crisis, Organization, OwnedRecord


class ForeignRecord(OwnedRecord):
    """One record of a platform in the version last taken. Its owner's word stands; ours is beside it, never in it."""

    class Link(models.TextChoices):
        ALONE = "ALONE", "对方的"
        TAKEN = "TAKEN", "我们接过来办"
        JOINED = "JOINED", "与我们的是同一件"

    # Identification
    platform = models.ForeignKey(Platform, models.CASCADE, related_name="records", verbose_name="对接平台")
    record = models.UUIDField("对方的编号", db_index=True)
    kind = models.CharField("种类", max_length=12)
    # Content: none where its owner withdrew or erased it
    version = models.PositiveIntegerField("版本")
    state = models.CharField("状态", max_length=9)
    body: Any = models.JSONField("内容", null=True)
    also: Any = models.JSONField("对方说在哪里也有", default=list)
    digest = models.CharField("指纹", max_length=64)
    crisis = models.ForeignKey(
        Crisis, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="突发事件"
    )
    changed_at = models.DateTimeField("对方变更时间")
    taken_at = models.DateTimeField("收到时间")
    # What a person made of it
    link = models.CharField("关系", max_length=6, choices=Link.choices, default=Link.ALONE)
    need = models.ForeignKey(
        Need, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="我们的需求"
    )
    offer = models.ForeignKey(
        Offer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="我们的资源"
    )
    party = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="我们的单位"
    )
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁"
    )
    linked_at = models.DateTimeField("何时", null=True, blank=True)
    seen_version = models.PositiveIntegerField("接过来时的版本", null=True, blank=True)

    class Meta:
        verbose_name = "对方的记录"
        verbose_name_plural = "对方的记录"
        ordering = ("-changed_at", "id")
        indexes = (models.Index(fields=("platform", "kind", "-changed_at"), name="foreign_of_kind"),)
        constraints = (
            models.UniqueConstraint(fields=("platform", "record"), name="foreign_once"),
            models.CheckConstraint(
                condition=Q(state__in=("withdrawn", "erased"), body__isnull=True)
                | (~Q(state__in=("withdrawn", "erased")) & Q(body__isnull=False)),
                name="foreign_gone_holds_nothing",
            ),
            models.UniqueConstraint(
                fields=("platform", "need"),
                condition=Q(kind="need", need__isnull=False),
                name="foreign_need_once",
            ),
            models.UniqueConstraint(
                fields=("platform", "offer"), condition=Q(offer__isnull=False), name="foreign_offer_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.platform} {str(self.record)[:8]}"

    @property
    def is_gone(self) -> bool:
        """Say whether its owner took it back or erased it."""
        return self.body is None

    @property
    def is_ahead(self) -> bool:
        """Say whether its owner changed it since a person here looked."""
        return self.seen_version is not None and self.version > self.seen_version


class Likeness(OwnedRecord):
    """A record of a platform and one of ours that the engine thinks may be the same: a person says."""

    class State(models.TextChoices):
        OPEN = "OPEN", "待判断"
        SAME = "SAME", "是同一件"
        DIFFERENT = "DIFFERENT", "不是同一件"

    foreign = models.ForeignKey(
        ForeignRecord, models.CASCADE, related_name="likenesses", verbose_name="对方的记录"
    )
    need = models.ForeignKey(
        Need, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="我们的需求"
    )
    offer = models.ForeignKey(
        Offer, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="我们的资源"
    )
    party = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="我们的单位"
    )
    probability = models.FloatField("可能性")
    reasons: Any = models.JSONField("理由", default=list)
    found_at = models.DateTimeField("发现时间")
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="判断人",
    )
    decided_at = models.DateTimeField("判断时间", null=True, blank=True)

    class Meta:
        verbose_name = "可能是同一件"
        verbose_name_plural = "可能是同一件"
        ordering = ("-probability", "found_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(need__isnull=False, offer__isnull=True, party__isnull=True)
                | Q(need__isnull=True, offer__isnull=False, party__isnull=True)
                | Q(need__isnull=True, offer__isnull=True, party__isnull=False),
                name="likeness_of_one_thing",
            ),
            models.UniqueConstraint(fields=("foreign", "need"), name="likeness_of_need_once"),
            models.UniqueConstraint(fields=("foreign", "offer"), name="likeness_of_offer_once"),
            models.UniqueConstraint(fields=("foreign", "party"), name="likeness_of_party_once"),
        )

    def __str__(self) -> str:
        return f"{self.foreign} {self.probability:.2f}"

    @property
    def ours(self) -> Any:
        """Return the record of ours."""
        return self.need or self.offer or self.party
