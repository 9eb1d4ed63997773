"""What members can give, groups of them by skill and place, and calls for help with their answers."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.intake.models import Report
from qiao.registry.models import Crisis, OwnedRecord, Place
from qiao.volunteering.models.enrolment import Enrolment
from qiao.volunteering.models.shift import Assignment, Shift
from qiao.volunteering.skills import skill_word


class Means(models.TextChoices):
    """What kind of help."""

    GOODS = "GOODS", "物资"
    TRANSPORT = "TRANSPORT", "运输"
    SPACE = "SPACE", "场地"
    HANDS = "HANDS", "人手和专长"


class Capacity(OwnedRecord):
    """Something a member could give: what, and how much where that is known."""

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="capacities", verbose_name="志愿者和会员登记"
    )
    means = models.CharField("种类", max_length=10, choices=Means.choices)
    what = models.CharField("什么", max_length=80)
    quantity = models.PositiveIntegerField("数量", null=True, blank=True)
    unit = models.CharField("单位", max_length=12, blank=True)

    class Meta:
        verbose_name = "会员能提供的"
        verbose_name_plural = "会员能提供的"
        ordering = ("means", "what")
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
                name="capacity_is_some_or_unknown",
                violation_error_message="数量未知就不填，不填零。",
            ),
        )

    def __str__(self) -> str:
        amount = "" if self.quantity is None else f" {self.quantity}{self.unit}"
        return f"{self.what}{amount}"


class Segment(OwnedRecord):
    """A group of members, by kind, skill, what they can give and place; who belongs to it is asked anew each time."""

    name = models.CharField("名称", max_length=60)
    kind = models.CharField("个人或单位", max_length=10, choices=Enrolment.Kind.choices, blank=True)
    skill = models.CharField("会什么", max_length=20, blank=True)
    means = models.CharField("能提供什么", max_length=10, choices=Means.choices, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="哪里的"
    )
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="保存人"
    )

    class Meta:
        verbose_name = "会员分组"
        verbose_name_plural = "会员分组"
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("organization", "name"), name="segment_name_once"),)

    @property
    def skill_word(self) -> str:
        """Return the skill in the language of the page."""
        return skill_word(self.skill)

    def __str__(self) -> str:
        return self.name


class HelpCall(OwnedRecord):
    """A call for help to a group of members, as it was sent."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    segment = models.ForeignKey(
        Segment, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="会员分组"
    )
    segment_name = models.CharField("发给谁", max_length=60)
    means = models.CharField("要什么", max_length=10, choices=Means.choices)
    text = models.TextField("内容", max_length=500)
    shift = models.ForeignKey(
        Shift, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="班次"
    )
    sent_at = models.DateTimeField("发出时间")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发出人"
    )

    class Meta:
        verbose_name = "会员呼吁"
        verbose_name_plural = "会员呼吁"
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return f"{self.segment_name} {self.sent_at:%m-%d %H:%M}"


class HelpAnswer(OwnedRecord):
    """One member asked, and what they answered; may be changed until somebody acts on it."""

    class Kind(models.TextChoices):
        YES = "YES", "能"
        NO = "NO", "不能"
        LATER = "LATER", "以后能"

    call = models.ForeignKey(HelpCall, models.CASCADE, related_name="answers", verbose_name="会员呼吁")
    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="+", verbose_name="志愿者和会员登记"
    )
    token_mark = models.CharField("链接标记", max_length=64, unique=True)
    # Content
    kind = models.CharField("答复", max_length=6, choices=Kind.choices, blank=True)
    what = models.CharField("什么、什么时候", max_length=120, blank=True)
    quantity = models.PositiveIntegerField("数量", null=True, blank=True)
    unit = models.CharField("单位", max_length=12, blank=True)
    answered_at = models.DateTimeField("首次答复时间", null=True, blank=True)
    # What became of it
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="成为资源"
    )
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="成为排班"
    )

    class Meta:
        verbose_name = "会员答复"
        verbose_name_plural = "会员答复"
        ordering = ("answered_at", "created_at")
        constraints = (
            models.UniqueConstraint(fields=("call", "enrolment"), name="member_asked_once_a_call"),
            models.CheckConstraint(
                condition=Q(kind="", answered_at__isnull=True) | (~Q(kind="") & Q(answered_at__isnull=False)),
                name="answer_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True) | Q(quantity__gt=0),
                name="answer_is_some_or_unknown",
                violation_error_message="数量未知就不填，不填零。",
            ),
        )

    @property
    def waited(self) -> timedelta | None:
        """Return how long the answer took; None where there is none yet."""
        return self.answered_at - self.call.sent_at if self.answered_at else None

    @property
    def is_acted_on(self) -> bool:
        """Say whether it became an offer or a place in a shift."""
        return self.report_id is not None or self.assignment_id is not None

    def __str__(self) -> str:
        return f"{self.enrolment} {self.kind}"
