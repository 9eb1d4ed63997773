"""When a volunteer is free, and whether they may be put on a roster."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from qiao.registry.models import OwnedRecord, Person

PERIODS = ((0, 6, _("夜里")), (6, 12, _("上午")), (12, 18, _("下午")), (18, 24, _("晚上")))
"""Parts of a day: from which hour to which, and their word."""
DAYS = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))


class VolunteerProfile(OwnedRecord):
    """What a volunteer says of themselves. Nobody is put on a roster who has not agreed to it."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name="志愿者")
    week = models.CharField("每周有空", max_length=len(DAYS) * len(PERIODS), blank=True)
    most_shifts = models.PositiveSmallIntegerField("一周最多几班", default=3)
    languages = models.CharField("会说的话", max_length=80, blank=True)
    may_be_rostered = models.BooleanField("可以排我的班", default=False)
    agreed_at = models.DateTimeField("同意时间", null=True, blank=True)

    class Meta:
        verbose_name = "志愿者资料"
        verbose_name_plural = "志愿者资料"
        constraints = (
            models.UniqueConstraint(fields=("organization", "person"), name="profile_once"),
            models.CheckConstraint(
                condition=models.Q(may_be_rostered=False) | models.Q(agreed_at__isnull=False),
                name="rostered_by_consent",
                violation_error_message="排班要本人同意。",
            ),
        )

    def __str__(self) -> str:
        return str(self.person)

    def is_free(self, day: int, period: int) -> bool:
        """Say whether the person is free in this part (0 to 3) of this day of the week (0 is Monday)."""
        at = day * len(PERIODS) + period
        return self.week[at : at + 1] == "1"
