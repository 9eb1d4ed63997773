"""After-action review: what was planned, what happened, why; actions, and lessons that are opened again."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.casebook.models.case import CaseStudy, Dimension
from qiao.funding.models import ReadinessTask
from qiao.registry.models import Crisis, OwnedRecord

USER = settings.AUTH_USER_MODEL


class Review(OwnedRecord):
    """An after-action review 复盘 (WHO guidance, WHO/WHE/CPI/2019.4). It looks for lessons, not for the guilty."""

    class Format(models.TextChoices):
        DEBRIEF = "DEBRIEF", "汇报会（半天以内，一个团队）"
        WORKING_GROUP = "WORKING_GROUP", "工作组（约三天，几个团队）"
        KEY_INFORMANT = "KEY_INFORMANT", "关键知情人访谈"
        MIXED = "MIXED", "几种形式结合"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    title = models.CharField("名称", max_length=120)
    format = models.CharField("形式", max_length=13, choices=Format.choices)
    held_on = models.DateField("日期")
    participants = models.CharField("谁参加（身份与人数，不写姓名）", max_length=300)
    scope = models.CharField("看哪一段、哪些事", max_length=300, blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "复盘"
        verbose_name_plural = "复盘"
        ordering = ("-held_on", "-created_at")

    def __str__(self) -> str:
        return self.title


class Observation(Record):
    """What was planned, what happened, and why: the root, not the blame."""

    class Kind(models.TextChoices):
        WENT_WELL = "WENT_WELL", "做得好"
        FELL_SHORT = "FELL_SHORT", "有差距"

    review = models.ForeignKey(Review, models.CASCADE, related_name="observations", verbose_name="复盘")
    kind = models.CharField("好在哪里还是差在哪里", max_length=10, choices=Kind.choices)
    dimension = models.CharField("维度", max_length=12, choices=Dimension.choices)
    planned = models.CharField("原来怎样打算", max_length=400)
    actual = models.CharField("实际怎样", max_length=400)
    cause = models.CharField("为什么", max_length=400, blank=True)

    class Meta:
        verbose_name = "复盘观察"
        verbose_name_plural = "复盘观察"
        ordering = ("dimension", "created_at")

    def __str__(self) -> str:
        return self.actual


class ReviewAction(Record):
    """What is to be done about it, by whom and when."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="actions", verbose_name="复盘")
    observation = models.ForeignKey(
        Observation, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name="复盘观察"
    )
    what = models.CharField("做什么", max_length=200)
    owner = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="谁负责")
    due_on = models.DateField("何时完成")
    done_on = models.DateField("完成日期", null=True, blank=True)
    result = models.CharField("结果", max_length=200, blank=True)

    class Meta:
        verbose_name = "改进事项"
        verbose_name_plural = "改进事项"
        ordering = ("done_on", "due_on", "created_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | ~Q(result=""),
                name="review_action_done_with_a_result",
                violation_error_message="完成时要写结果。",
            ),
        )

    def __str__(self) -> str:
        return self.what


class Lesson(OwnedRecord):
    """What was learned, tagged by hazard and dimension, to be opened again in the next crisis."""

    case = models.ForeignKey(
        CaseStudy, models.CASCADE, null=True, blank=True, related_name="lessons", verbose_name="案例"
    )
    review = models.ForeignKey(
        Review, models.CASCADE, null=True, blank=True, related_name="lessons", verbose_name="复盘"
    )
    statement = models.CharField("经验", max_length=400)
    statement_en = models.CharField("经验（英文）", max_length=500, blank=True)
    advice = models.CharField("下次怎么做", max_length=400, blank=True)
    advice_en = models.CharField("下次怎么做（英文）", max_length=500, blank=True)
    dimension = models.CharField("维度", max_length=12, choices=Dimension.choices)
    hazard = models.CharField("适用灾种", max_length=16, choices=Crisis.Hazard.choices, blank=True)
    source = models.CharField("出处", max_length=300, blank=True)
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("收回理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "经验"
        verbose_name_plural = "经验"
        ordering = ("dimension", "created_at")

    def __str__(self) -> str:
        return self.statement

    @property
    def origin(self) -> Any:
        """Return the case or the review it was learned from."""
        return self.case or self.review


class LessonUse(OwnedRecord):
    """What became of a lesson in another crisis: taken up, put off, or found not to fit, each with a word why."""

    class Verdict(models.TextChoices):
        TAKEN_UP = "TAKEN_UP", "采用"
        LATER = "LATER", "以后再看"
        DOES_NOT_FIT = "DOES_NOT_FIT", "不适用"

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="uses", verbose_name="经验")
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    verdict = models.CharField("怎样用", max_length=12, choices=Verdict.choices)
    note = models.CharField("说明", max_length=300)
    used_at = models.DateTimeField("时间")
    used_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="谁")
    task = models.ForeignKey(
        ReadinessTask, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="准备计划的事项"
    )

    class Meta:
        verbose_name = "经验的使用"
        verbose_name_plural = "经验的使用"
        ordering = ("-used_at",)

    def __str__(self) -> str:
        return f"{self.lesson} · {self.get_verdict_display()}"
