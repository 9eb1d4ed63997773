"""A complaint has an owner, a day, an answer and an end; a sensitive one has named persons instead of a desk."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.quality.models.feedback import Feedback
from qiao.registry.models import OwnedRecord


class FocalPoint(OwnedRecord):
    """Somebody named to take sensitive complaints: abuse, exploitation, harassment (PSEA focal point)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="专人")
    named_at = models.DateTimeField("指定时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "受理敏感投诉的专人"
        verbose_name_plural = "受理敏感投诉的专人"
        ordering = ("named_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "user"),
                condition=Q(ended_at__isnull=True),
                name="focal_point_once",
                violation_error_message="这个人已经是专人。",
            ),
        )

    def __str__(self) -> str:
        return str(self.user)


class Complaint(OwnedRecord):
    """What was wrong, who looks into it, and what was found and told."""

    class Kind(models.TextChoices):
        GOODS = "GOODS", "东西不对、不够、坏了"
        LATE = "LATE", "太晚"
        MANNER = "MANNER", "态度"
        UNFAIR = "UNFAIR", "不公平、该有的没有"
        MONEY = "MONEY", "索要钱物"
        PRIVACY = "PRIVACY", "泄露个人信息"
        HARM = "HARM", "打骂、虐待、骚扰"
        EXPLOITATION = "EXPLOITATION", "拿帮助换好处（含性剥削）"
        OTHER = "OTHER", "其他"

    class State(models.TextChoices):
        OPEN = "OPEN", "处理中"
        ANSWERED = "ANSWERED", "已有结果，待告知"
        CLOSED = "CLOSED", "已告知，已结束"

    class Finding(models.TextChoices):
        UPHELD = "UPHELD", "属实，已改正或处理"
        PARTLY = "PARTLY", "部分属实"
        NOT_UPHELD = "NOT_UPHELD", "不属实"
        UNCLEAR = "UNCLEAR", "查不清"
        REFERRED = "REFERRED", "已移交有权机关"

    class Told(models.TextChoices):
        PHONE = "PHONE", "电话告知"
        IN_PERSON = "IN_PERSON", "当面告知"
        PAGE = "PAGE", "匿名：登在查询页"
        UNREACHABLE = "UNREACHABLE", "三次联系不上，登在查询页"

    feedback = models.OneToOneField(Feedback, models.PROTECT, related_name="complaint", verbose_name="反馈")
    # Content
    kind = models.CharField("投诉什么", max_length=12, choices=Kind.choices)
    is_sensitive = models.BooleanField("只由专人受理", default=False)
    handlers = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name="受理的专人"
    )
    concerned = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name="投诉的是谁"
    )
    # State
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="谁处理",
    )
    due_on = models.DateField("答复期限")
    sealed_answer = models.BinaryField("答复（加密）", default=b"", blank=True)
    finding = models.CharField("查下来", max_length=12, choices=Finding.choices, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    told = models.CharField("怎样告知的", max_length=12, choices=Told.choices, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "投诉"
        verbose_name_plural = "投诉"
        ordering = ("due_on", "created_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="OPEN", answered_at__isnull=True, finding="")
                | ~Q(state="OPEN") & Q(answered_at__isnull=False) & ~Q(finding=""),
                name="complaint_answered_when",
                violation_error_message="答复要写明查下来怎样。",
            ),
            models.CheckConstraint(
                condition=Q(state="CLOSED", closed_at__isnull=False) & ~Q(told="")
                | ~Q(state="CLOSED") & Q(closed_at__isnull=True, told=""),
                name="complaint_closed_once_told",
                violation_error_message="结果告知以后才能结束。",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("answered_at")),
                name="complaint_closed_after_its_answer",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)[:8]


SENSITIVE = frozenset({Complaint.Kind.HARM, Complaint.Kind.EXPLOITATION})
"""Kinds that go to the named persons alone (IASC, Six Core Principles relating to sexual exploitation and abuse)."""
