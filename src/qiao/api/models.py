"""Tokens: what lets a program act for a user, in one organisation, in some of the user's roles."""

from datetime import datetime

from django.conf import settings
from django.db import models

from qiao.accounts.records import Record
from qiao.registry.models import Organization


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
