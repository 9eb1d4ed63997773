"""What was given to government (突发事件应对法 60): who told which department what, when, how, and what came back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.registry.models import Crisis, Department, Item, OwnedRecord, Place


class Notification(OwnedRecord):
    """One telling of a department. What was told is never changed; the answer is written once."""

    class Way(models.TextChoices):
        HOTLINE = "HOTLINE", "热线电话"
        PHONE = "PHONE", "电话"
        DOCUMENT = "DOCUMENT", "书面材料"
        SYSTEM = "SYSTEM", "政务系统"
        MEETING = "MEETING", "当面或会议"
        MESSAGE = "MESSAGE", "工作群或邮件"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    # What was told to whom
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="告知的部门")
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="事发地"
    )
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="物资"
    )
    told = models.TextField("告知内容", max_length=2000)
    way = models.CharField("途径", max_length=8, choices=Way.choices)
    known_at = models.DateTimeField("我方获知时间", null=True, blank=True)
    told_at = models.DateTimeField("告知时间")
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="告知人"
    )
    receipt_number = models.CharField("受理编号", max_length=60, blank=True)
    # What came back
    answer = models.TextField("答复", max_length=2000, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "告知政府"
        verbose_name_plural = "告知政府"
        ordering = ("-told_at",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(told=""),
                name="notification_says_what",
                violation_error_message="请写明告知了什么。",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | (~Q(answer="") & Q(answered_at__gte=F("told_at"))),
                name="notification_answered_after_it_was_told",
                violation_error_message="答复要有内容，且不能早于告知。",
            ),
            models.CheckConstraint(
                condition=Q(known_at__isnull=True) | Q(told_at__gte=F("known_at")),
                name="notification_told_after_it_was_known",
                violation_error_message="告知时间不能早于获知时间。",
            ),
        )
        indexes = (models.Index(fields=("crisis", "told_at"), name="notification_of_crisis"),)

    def __str__(self) -> str:
        return f"{self.department} {self.told_at:%Y-%m-%d}"
