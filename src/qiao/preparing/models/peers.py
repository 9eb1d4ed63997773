"""Organisations that agreed to be set beside each other. Who has not agreed is in no figure."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.registry.models import Organization


class PeerSet(Record):
    """A named list of organisations alike enough to learn from each other's readiness."""

    name = models.CharField("名称", max_length=80, unique=True)
    why = models.CharField("为什么可以放在一起比", max_length=300)
    founded_by = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="谁建的")
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "同类组"
        verbose_name_plural = "同类组"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class PeerMember(Record):
    """An organisation invited into a set, and whether it agreed; it may leave at any time."""

    peers = models.ForeignKey(PeerSet, models.CASCADE, related_name="members", verbose_name="同类组")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="组织")
    invited_at = models.DateTimeField("邀请时间")
    agreed_at = models.DateTimeField("同意时间", null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="同意人",
    )
    left_at = models.DateTimeField("退出时间", null=True, blank=True)

    class Meta:
        verbose_name = "同类组成员"
        verbose_name_plural = "同类组成员"
        ordering = ("invited_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("peers", "organization"), condition=Q(left_at__isnull=True), name="peer_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.organization)
