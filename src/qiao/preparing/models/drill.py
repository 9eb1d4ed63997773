"""A drill is a record of its own: what was played against what, and what it showed. No crisis, need or offer is made.

Nothing of a drill is a row of intake or relief, so nothing that counts, maps, searches or hands out those can meet it
(decision 0087).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.funding.models import ReadinessTask
from qiao.registry.models import OwnedRecord, Place

LINKS = (
    ("STOCK", "货物"),
    ("TRANSPORT", "车和路"),
    ("PEOPLE", "人手"),
    ("MONEY", "钱款"),
    ("PERMISSION", "准入"),
)
"""The links of a drill: what can hold help up."""


class Drill(OwnedRecord):
    """An invented crisis played against the organisation's own network, in quiet times."""

    class Hazard(models.TextChoices):
        FLOOD = "FLOOD", "洪涝"
        EARTHQUAKE = "EARTHQUAKE", "地震"
        EPIDEMIC = "EPIDEMIC", "公共卫生事件"

    class State(models.TextChoices):
        WAITING = "WAITING", "正在推演"
        DONE = "DONE", "推演完"
        FAILED = "FAILED", "没有推演完"

    # Setting
    title = models.CharField("名称", max_length=80)
    hazard = models.CharField("类型", max_length=10, choices=Hazard.choices)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="县")
    people = models.PositiveIntegerField("要接住多少人")
    days = models.PositiveSmallIntegerField("多少天")
    seed = models.PositiveIntegerField("种子")
    runs = models.PositiveSmallIntegerField("推演几次")
    # Content: what stood ready that day, and what was shown
    network = models.JSONField("当时的家底", default=dict)
    result = models.JSONField("结果", default=dict)
    # State
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    job_id = models.UUIDField("任务", null=True, blank=True)
    held_at = models.DateTimeField("时间")
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁办的"
    )
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "演练"
        verbose_name_plural = "演练"
        ordering = ("-held_at", "-created_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(people__gte=1, days__gte=1, runs__gte=1),
                name="drill_plays_something",
                violation_error_message="人数、天数、次数至少是一。",
            ),
        )

    def __str__(self) -> str:
        return self.title


class DrillNote(OwnedRecord):
    """Something seen when people talked a drill over, and the link it is about."""

    drill = models.ForeignKey(Drill, models.CASCADE, related_name="notes", verbose_name="演练")
    link = models.CharField("说的是哪一环", max_length=10, choices=LINKS, blank=True)
    text = models.CharField("观察", max_length=300)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁写的"
    )
    written_at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "演练的观察"
        verbose_name_plural = "演练的观察"
        ordering = ("written_at",)

    def __str__(self) -> str:
        return self.text


class DrillTask(OwnedRecord):
    """A task of the work plan that a drill asked for."""

    drill = models.ForeignKey(Drill, models.CASCADE, related_name="tasks", verbose_name="演练")
    task = models.OneToOneField(
        ReadinessTask, models.CASCADE, related_name="+", verbose_name="工作计划的一件事"
    )

    class Meta:
        verbose_name = "演练的改进"
        verbose_name_plural = "演练的改进"
        ordering = ("created_at",)

    def __str__(self) -> str:
        return str(self.task)
