"""Users, and what is counted while they sign in. What somebody may do where is an Appointment (registry)."""

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


class SignIn(Record):
    """A try to sign in, known by keyed marks alone."""

    account_mark = models.CharField("账户标记", max_length=64)
    password_mark = models.CharField("密码标记", max_length=8, blank=True)
    client_mark = models.CharField("来处标记", max_length=64)
    has_succeeded = models.BooleanField("是否成功", default=False)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "登录尝试"
        verbose_name_plural = "登录尝试"
        ordering = ("-at",)
        indexes = (
            models.Index(fields=("account_mark", "at"), name="sign_in_account"),
            models.Index(fields=("password_mark", "at"), name="sign_in_password"),
            models.Index(fields=("client_mark", "at"), name="sign_in_client"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Kept(models.Model):
    """What is kept for a while and by all processes alike: used codes, counts. The shape is Django's own cache table."""

    cache_key = models.CharField("键", max_length=255, primary_key=True)
    value = models.TextField("值")
    expires = models.DateTimeField("到期", db_index=True)

    class Meta:
        db_table = "qiao_cache"
        verbose_name = "暂存"
        verbose_name_plural = "暂存"

    def __str__(self) -> str:
        return self.cache_key


class OpenSession(Record):
    """Where somebody is signed in: kind of device, since when, by what. No address: nobody's ways are followed."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    session_key = models.CharField("会话", max_length=40, unique=True)
    device = models.CharField("设备", max_length=60)
    way = models.CharField("登录方式", max_length=40)
    began_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近使用")

    class Meta:
        verbose_name = "登录会话"
        verbose_name_plural = "登录会话"
        ordering = ("-seen_at",)

    def __str__(self) -> str:
        return f"{self.device} {self.began_at:%Y-%m-%d %H:%M}"
