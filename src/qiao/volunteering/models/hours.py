"""Time served, and every correction of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.intake.models import Report
from qiao.registry.models import OwnedRecord, Person
from qiao.volunteering.models.activity import Activity
from qiao.volunteering.models.shift import Assignment


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
    assignment = models.OneToOneField(
        Assignment, models.PROTECT, null=True, blank=True, related_name="hours", verbose_name="排班"
    )
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
