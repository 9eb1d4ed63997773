"""Users. What somebody may do in which organisation is an Appointment (registry)."""

from django.contrib.auth.models import AbstractUser
from django.db import models

from qiao.accounts.records import Record


class User(Record, AbstractUser):
    """Somebody who signs in."""

    display_name = models.CharField("称呼", max_length=60, blank=True)
    language = models.CharField("界面语言", max_length=10, default="zh-hans")

    class Meta(AbstractUser.Meta):
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.display_name or self.username
