"""Feeds of public warnings that are asked again and again: the address, what was seen, how it went last."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.registry.models import OwnedRecord


class WarningFeed(OwnedRecord):
    """An index (RSS, Atom) of CAP messages, or one CAP message, at an address which an administrator gave."""

    # Identification
    name = models.CharField("名称", max_length=60)
    url = models.CharField("地址", max_length=400)
    # State: what the other side said of its index, and which of its entries came in
    etag = models.CharField("版本标记", max_length=200, blank=True)
    modified = models.CharField("修改时间", max_length=60, blank=True)
    seen: Any = models.JSONField("收过的", default=list, blank=True)
    taken = models.PositiveIntegerField("收下的预警", default=0)
    asked_at = models.DateTimeField("上次去问", null=True, blank=True)
    answered_at = models.DateTimeField("上次问到", null=True, blank=True)
    next_at = models.DateTimeField("下次去问", db_index=True)
    failures = models.PositiveIntegerField("连续失败", default=0)
    error = models.CharField("上次的问题", max_length=60, blank=True)
    refused: Any = models.JSONField("收不了的", default=list, blank=True)
    # Lifecycle
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="添加人"
    )
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "预警源"
        verbose_name_plural = "预警源"
        ordering = ("ended_at", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "url"),
                condition=Q(ended_at__isnull=True),
                name="warning_feed_once",
                violation_error_message="这个地址已经在收了。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def is_late(self, now: datetime) -> bool:
        """Say whether nothing has been heard for so long that somebody should look."""
        heard = self.answered_at or self.created_at
        return self.ended_at is None and (now - heard).total_seconds() > LATE_SECONDS


LATE_SECONDS = 3600
