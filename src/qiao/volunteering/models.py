"""Volunteers' work: activities, shifts, assignments and hours."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.intake.models import Report
from qiao.registry.models import Crisis, OwnedRecord, Person, Place


class Activity(OwnedRecord):
    """What was done, where, with what output (S11)."""

    class Kind(models.TextChoices):
        HEALTH_INFO = "HEALTH_INFO", "宣传防疫知识"
        PURCHASE = "PURCHASE", "采购配送生活必需品"
        TRANSPORT = "TRANSPORT", "协调运输物资"
        COMMUNITY_DUTY = "COMMUNITY_DUTY", "社区值守"
        CASEWORK = "CASEWORK", "个案服务"
        OTHER = "OTHER", "其他"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    kind = models.CharField("种类", max_length=16, choices=Kind.choices)
    title = models.CharField("名称", max_length=120)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="地点"
    )
    persons_served = models.PositiveIntegerField("服务人次", null=True, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "活动"
        verbose_name_plural = "活动"

    def __str__(self) -> str:
        return self.title


class Shift(OwnedRecord):
    """A stretch of time with places to fill; risk notice and insurance come before it (慈善法 64-69)."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="shifts", verbose_name="活动")
    starts_at = models.DateTimeField("开始")
    ends_at = models.DateTimeField("结束")
    slots = models.PositiveSmallIntegerField("人数", default=1)
    required_skill = models.CharField("所需技能", max_length=60, blank=True)
    risk_notice = models.TextField("风险告知", blank=True)
    is_insured = models.BooleanField("已投保", default=False)

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
        )

    def __str__(self) -> str:
        return f"{self.activity} {self.starts_at:%m-%d %H:%M}"


class Assignment(OwnedRecord):
    """Somebody takes a slot of a shift."""

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="assignments", verbose_name="班次")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="志愿者")
    is_standby = models.BooleanField("候补", default=False)

    class Meta:
        verbose_name = "排班"
        verbose_name_plural = "排班"
        constraints = (models.UniqueConstraint(fields=("shift", "person"), name="assignment_once"),)

    def __str__(self) -> str:
        return f"{self.person} {self.shift}"


class HourRecord(OwnedRecord):
    """Time served, in whole minutes: who organises, records and certifies (志愿服务条例 19)."""

    class Skill(models.TextChoices):
        """Kinds of work that may have a wage of their own."""

        CARRYING = "CARRYING", "搬运装卸"
        DUTY = "DUTY", "社区值守"
        SOCIAL_WORK = "SOCIAL_WORK", "社会工作"
        MEDICAL = "MEDICAL", "医务"

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="hours", verbose_name="活动")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name="志愿者")
    served_on = models.DateField("日期")
    minutes = models.PositiveIntegerField("分钟")
    skill = models.CharField("技能类别", max_length=20, choices=Skill.choices, blank=True)
    # Provenance and state
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="一线信息"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="记录人"
    )
    is_verified = models.BooleanField("已核实", default=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核实人"
    )
    verified_at = models.DateTimeField("核实时间", null=True)

    class Meta:
        verbose_name = "志愿服务时间"
        verbose_name_plural = "志愿服务时间"
        constraints = (
            models.CheckConstraint(
                condition=Q(minutes__gt=0, minutes__lte=24 * 60),
                name="hour_record_within_a_day",
                violation_error_message="一条记录在 1 分钟到 24 小时之间。",
            ),
            models.CheckConstraint(
                condition=~Q(verified_by=F("recorded_by")),
                name="hours_not_verified_by_who_recorded",
                violation_error_message="自己登记的时间不能由自己核实。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} {self.minutes}′"
