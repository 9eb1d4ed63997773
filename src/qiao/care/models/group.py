"""Work with a group: two leaders, members who agreed, sessions; sealed under a key of the group's own."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.care.models.files import CareFile, Consent
from qiao.registry.models import Crisis, OwnedRecord


class CareGroup(OwnedRecord):
    """A group for people with a like burden (小组工作). Only its two leaders read it, not the members' teams."""

    class State(models.TextChoices):
        OPEN = "OPEN", "进行中"
        CLOSING = "CLOSING", "待另一位带领人确认"
        CLOSED = "CLOSED", "已结束"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    number = models.CharField("小组号", max_length=20)
    kind = models.CharField("类别", max_length=12, choices=CareFile.Kind.choices)
    planned_sessions = models.PositiveSmallIntegerField("计划几次")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    leaders = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name="带领人")
    wrapped_key = models.BinaryField("密钥（已封装）")
    key_generation = models.PositiveSmallIntegerField("封装密钥的代次", default=0)
    sealed_aim = models.BinaryField("目的（加密）")
    sealed_summary = models.BinaryField("小结（加密）", default=b"", blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="提出结束的人",
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="确认结束的人",
    )
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)

    class Meta:
        verbose_name = "小组"
        verbose_name_plural = "小组"
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(fields=("organization", "number"), name="care_group_number_once"),
            models.CheckConstraint(
                condition=Q(state="CLOSED", closed_at__isnull=False)
                | ~Q(state="CLOSED") & Q(closed_at__isnull=True),
                name="care_group_closed_when",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("asked_by")),
                name="care_group_two_people",
                violation_error_message="提出结束的人不能自己确认。",
            ),
        )

    def __str__(self) -> str:
        return self.number


class GroupMember(OwnedRecord):
    """A person in a group, through their file and their consent; how they are called there is sealed by the group."""

    group = models.ForeignKey(CareGroup, models.PROTECT, related_name="members", verbose_name="小组")
    file = models.ForeignKey(CareFile, models.PROTECT, related_name="memberships", verbose_name="档案")
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+", verbose_name="知情同意")
    sealed_called = models.BinaryField("组里的称呼（加密）", default=b"", blank=True)
    joined_at = models.DateTimeField("加入时间")
    left_at = models.DateTimeField("离开时间", null=True, blank=True)

    class Meta:
        verbose_name = "组员"
        verbose_name_plural = "组员"
        ordering = ("joined_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("group", "file"),
                condition=Q(left_at__isnull=True),
                name="group_member_once",
                violation_error_message="已经在这个小组里。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.group}"


class GroupSession(OwnedRecord):
    """One session of a group: who came, and notes sealed under the group's key."""

    group = models.ForeignKey(CareGroup, models.PROTECT, related_name="sessions", verbose_name="小组")
    held_at = models.DateTimeField("时间")
    minutes = models.PositiveSmallIntegerField("时长（分钟）")
    sealed_notes = models.BinaryField("记录（加密）")
    present = models.ManyToManyField(GroupMember, related_name="attended", verbose_name="到场的组员")

    class Meta:
        verbose_name = "小组聚会"
        verbose_name_plural = "小组聚会"
        ordering = ("held_at",)

    def __str__(self) -> str:
        return f"{self.group} {self.held_at:%m-%d}"
