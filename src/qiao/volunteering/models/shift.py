"""Shifts, who takes them, and who was there."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from qiao.registry.models import OwnedRecord, Person
from qiao.volunteering.models.activity import Activity
from qiao.volunteering.skills import skill_word


class Shift(OwnedRecord):
    """A stretch of time with places to fill; risk notice and insurance come before it (慈善法 64-69)."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="shifts", verbose_name="活动")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    slots = models.PositiveSmallIntegerField("人数", default=1)
    meet_at = models.CharField("集合地点", max_length=120, blank=True)
    # What a volunteer must know, have and be told beforehand
    required_skill = models.CharField("所需技能", max_length=60, blank=True)
    training = models.CharField("岗前培训", max_length=200, blank=True)
    is_risky = models.BooleanField("有人身危险", default=False)
    risk_notice = models.TextField("风险告知", blank=True)
    is_insured = models.BooleanField("已投保", default=False)
    # Under unified direction (志愿服务条例 24): who ordered it, and the number of the order
    ordered_by = models.CharField("指挥机构", max_length=80, blank=True)
    order_number = models.CharField("指令编号", max_length=60, blank=True)
    # State
    code_serial = models.PositiveSmallIntegerField("现场码序号", default=0)
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    cancel_reason = models.CharField("取消原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "班次"
        verbose_name_plural = "班次"
        ordering = ("starts_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="shift_ends_after_it_starts",
                violation_error_message="结束时间要晚于开始时间。",
            ),
            models.CheckConstraint(condition=Q(slots__gt=0), name="shift_has_slots"),
            models.CheckConstraint(
                condition=Q(is_risky=False) | (Q(is_insured=True) & ~Q(risk_notice="")),
                name="risky_shift_is_told_and_insured",
                violation_error_message="有人身危险的班次，先写明风险、买好保险，再招人（慈善法第六十四条、第六十九条）。",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""),
                name="shift_cancelled_for_a_reason",
                violation_error_message="请写明为什么取消。",
            ),
        )

    @property
    def is_cancelled(self) -> bool:
        """Say whether it was called off."""
        return self.cancelled_at is not None

    @property
    def skill_word(self) -> str:
        """Return the required skill in the language of the page."""
        return skill_word(self.required_skill)

    def __str__(self) -> str:
        return f"{self.activity} {timezone.localtime(self.starts_at):%m-%d %H:%M}"


class Assignment(OwnedRecord):
    """Somebody takes a slot of a shift, or stands by for one. Who leaves stays on record."""

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="assignments", verbose_name="班次")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="志愿者")
    is_standby = models.BooleanField("候补", default=False)
    # Provenance
    signed_at = models.DateTimeField("报名时间", default=timezone.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="报名人"
    )
    risk_read_at = models.DateTimeField("知悉风险时间", null=True, blank=True)
    override_reason = models.CharField("时间冲突仍安排的原因", max_length=200, blank=True)
    code_mark = models.CharField("签到码标记", max_length=64, db_index=True, blank=True)
    # State
    left_at = models.DateTimeField("退出时间", null=True, blank=True)
    left_reason = models.CharField("退出原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "排班"
        verbose_name_plural = "排班"
        ordering = ("signed_at", "created_at")
        constraints = (
            models.UniqueConstraint(
                fields=("shift", "person"), condition=Q(left_at__isnull=True), name="assignment_stands_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.shift}"


class Presence(OwnedRecord):
    """Somebody came or went, as their phone or the office told. It is never changed; hours are reckoned from it."""

    class Kind(models.TextChoices):
        IN = "IN", "签到"
        OUT = "OUT", "签退"

    # Identification: the id is made by the phone, so that sending again cannot double it
    assignment = models.ForeignKey(Assignment, models.PROTECT, related_name="presences", verbose_name="排班")
    mark = models.CharField("内容标记", max_length=64)
    # Content
    kind = models.CharField("来或走", max_length=4, choices=Kind.choices)
    at = models.DateTimeField("时间")
    received_at = models.DateTimeField("收到时间")
    is_on_site = models.BooleanField("凭现场码", default=False)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "签到签退"
        verbose_name_plural = "签到签退"
        ordering = ("at",)
        constraints = (models.UniqueConstraint(fields=("assignment", "kind"), name="presence_told_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%m-%d %H:%M}"
