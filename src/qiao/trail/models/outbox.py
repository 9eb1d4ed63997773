"""The outbox: what is to be told to whom, by which way, and how each try ended. Nothing personal stands in it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record

HOURS = 24
NIGHT_FROM, NIGHT_UNTIL = 22, 7
USUAL_CAP = 20


class Means(models.TextChoices):
    """By which way a notice goes."""

    EMAIL = "EMAIL", "电子邮件"
    SMS = "SMS", "短信"
    WECOM = "WECOM", "企业微信群机器人"
    DINGTALK = "DINGTALK", "钉钉群机器人"
    FEISHU = "FEISHU", "飞书群机器人"
    WEBHOOK = "WEBHOOK", "Webhook"


class Quiet(models.Model):
    """Hours, local time, in which only what concerns life is sent."""

    quiet_from = models.PositiveSmallIntegerField("免打扰自（时）", default=NIGHT_FROM)
    quiet_until = models.PositiveSmallIntegerField("免打扰至（时）", default=NIGHT_UNTIL)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(quiet_from__lt=HOURS, quiet_until__lt=HOURS),
                name="%(class)s_quiet_hours_of_a_day",
                violation_error_message="免打扰时间是 0 到 23 点。",
            ),
        )


class Channel(Record, Quiet):
    """A way out of an organisation: a group's robot, a duty telephone or mailbox, another system."""

    # Identification
    organization_id = models.UUIDField("组织", db_index=True)
    name = models.CharField("名称", max_length=60)
    means = models.CharField("方式", max_length=10, choices=Means.choices)
    # Content: the address of a robot is its password, so it is sealed; only the host is shown
    host = models.CharField("主机", max_length=120, blank=True)
    sealed = models.BinaryField("地址与密钥（加密）")
    wrapped = models.BinaryField("密钥")
    kinds = models.JSONField("通知哪些事", default=list)
    language = models.CharField("语言", max_length=10, default="zh-hans")
    hourly_cap = models.PositiveSmallIntegerField("每小时最多条数", default=USUAL_CAP)
    # Lifecycle
    is_active = models.BooleanField("启用", default=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="添加人"
    )

    class Meta(Quiet.Meta):
        abstract = False
        verbose_name = "通知渠道"
        verbose_name_plural = "通知渠道"
        ordering = ("name",)
        constraints = (
            *Quiet.Meta.constraints,
            models.UniqueConstraint(
                fields=("organization_id", "name"),
                name="channel_name_once",
                violation_error_message="已有同名的渠道，请换一个名称。",
            ),
            models.CheckConstraint(condition=Q(hourly_cap__gt=0), name="channel_cap_positive"),
        )

    def __str__(self) -> str:
        return self.name


class Reach(Record, Quiet):
    """How somebody of an organisation wants to be reached."""

    organization_id = models.UUIDField("组织", db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="用户")

    class Meta(Quiet.Meta):
        abstract = False
        verbose_name = "通知设置"
        verbose_name_plural = "通知设置"
        constraints = (
            *Quiet.Meta.constraints,
            models.UniqueConstraint(fields=("organization_id", "user"), name="reach_once"),
        )

    def __str__(self) -> str:
        return str(self.user)


class Subscription(Record):
    """Somebody's consent to be told of one kind of thing: given and withdrawn by themselves, each with its time."""

    reach = models.ForeignKey(Reach, models.CASCADE, related_name="subscriptions", verbose_name="通知设置")
    kind = models.CharField("事项", max_length=40)
    agreed_at = models.DateTimeField("同意时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "通知同意"
        verbose_name_plural = "通知同意"
        constraints = (
            models.UniqueConstraint(
                fields=("reach", "kind"), condition=Q(withdrawn_at__isnull=True), name="subscription_once"
            ),
        )

    def __str__(self) -> str:
        return self.kind


class Follow(Record):
    """Somebody follows a record and is told what becomes of it."""

    organization_id = models.UUIDField("组织", db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="用户")
    subject_type = models.CharField("对象类别", max_length=60)
    subject_id = models.UUIDField("对象")

    class Meta:
        verbose_name = "关注"
        verbose_name_plural = "关注"
        constraints = (models.UniqueConstraint(fields=("user", "subject_id"), name="follow_once"),)

    def __str__(self) -> str:
        return f"{self.subject_type} {str(self.subject_id)[:8]}"


class Guest(Record, Quiet):
    """Somebody without an account who agreed to be told what becomes of one record; the address is sealed."""

    organization_id = models.UUIDField("组织", db_index=True)
    subject_id = models.UUIDField("对象", db_index=True)
    means = models.CharField("方式", max_length=10, choices=Means.choices)
    masked = models.CharField("地址（已遮住）", max_length=60)
    language = models.CharField("语言", max_length=10, default="zh-hans")
    # Content: destroyed when consent is withdrawn
    sealed = models.BinaryField("地址（加密）", null=True)
    wrapped = models.BinaryField("密钥", null=True)
    # Lifecycle
    agreed_at = models.DateTimeField("同意时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta(Quiet.Meta):
        abstract = False
        verbose_name = "反映人的通知"
        verbose_name_plural = "反映人的通知"
        ordering = ("agreed_at",)
        constraints = (
            *Quiet.Meta.constraints,
            models.UniqueConstraint(
                fields=("subject_id",), condition=Q(withdrawn_at__isnull=True), name="guest_once_a_subject"
            ),
            models.CheckConstraint(
                condition=Q(means__in=("EMAIL", "SMS")), name="guest_is_reached_by_mail_or_message"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(sealed__isnull=True, wrapped__isnull=True),
                name="guest_who_withdrew_has_no_address",
            ),
        )

    def __str__(self) -> str:
        return self.masked


class Notice(Record):
    """One thing to tell one addressee. Written in the transaction of the act it tells of; its key keeps it single."""

    class State(models.TextChoices):
        WAITING = "WAITING", "待发"
        SENDING = "SENDING", "正在发"
        SENT = "SENT", "已发出"
        FAILED = "FAILED", "没有发成"
        SKIPPED = "SKIPPED", "不发"
        CANCELLED = "CANCELLED", "已取消"

    # Identification
    organization_id = models.UUIDField("组织", db_index=True)
    kind = models.CharField("事项", max_length=40)
    key = models.CharField("唯一键", max_length=200, unique=True)
    # To whom
    channel = models.ForeignKey(
        Channel, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="渠道"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="收件人",
    )
    guest = models.ForeignKey(
        Guest, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name="反映人"
    )
    # Of what: ids and figures only
    subject_type = models.CharField("对象类别", max_length=60, blank=True)
    subject_id = models.UUIDField("对象", null=True, db_index=True)
    details = models.JSONField("细节", default=dict, blank=True)
    is_urgent = models.BooleanField("关乎生命", default=False)
    # Lifecycle
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField("已试次数", default=0)
    next_try_at = models.DateTimeField("下次发送")
    give_up_at = models.DateTimeField("过时不发")
    claim = models.UUIDField("认领", null=True, blank=True)
    claimed_at = models.DateTimeField("认领时间", null=True, blank=True)
    batch = models.UUIDField("合并发送", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    error = models.CharField("原因", max_length=40, blank=True)

    class Meta:
        verbose_name = "通知"
        verbose_name_plural = "通知"
        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=("state", "next_try_at"), name="notice_due"),
            models.Index(fields=("organization_id", "-created_at"), name="notice_of_organization"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(channel__isnull=False, user__isnull=True, guest__isnull=True)
                | Q(channel__isnull=True, user__isnull=False, guest__isnull=True)
                | Q(channel__isnull=True, user__isnull=True, guest__isnull=False),
                name="notice_has_one_addressee",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Attempt(Record):
    """One try to send a notice, and how it ended."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="tries", verbose_name="通知")
    at = models.DateTimeField("时间")
    error = models.CharField("原因", max_length=40, blank=True)

    class Meta:
        verbose_name = "发送尝试"
        verbose_name_plural = "发送尝试"
        ordering = ("at",)

    def __str__(self) -> str:
        return self.error or "ok"
