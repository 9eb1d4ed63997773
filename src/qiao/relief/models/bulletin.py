"""Bulletins: a board for each crisis, its frozen issues and corrections, and what people say is wrong with them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.intake.models import Report
from qiao.registry.models import Crisis, OwnedRecord


class BulletinBoard(OwnedRecord):
    """Where an organisation publishes for one crisis: an address without an account, and how often."""

    class Rhythm(models.IntegerChoices):
        BY_HAND = 0, "人工发布"
        TWO_HOURS = 120, "每两小时"
        FOUR_HOURS = 240, "每四小时"
        EIGHT_HOURS = 480, "每八小时"
        DAILY = 1440, "每天"
        WEEKLY = 10080, "每周"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    code = models.SlugField("地址码", max_length=12, unique=True)
    rhythm = models.PositiveIntegerField("发布间隔", choices=Rhythm.choices, default=Rhythm.BY_HAND)
    next_at = models.DateTimeField("下一期时间", null=True, blank=True, db_index=True)

    class Meta:
        verbose_name = "公告栏"
        verbose_name_plural = "公告栏"
        constraints = (
            models.UniqueConstraint(fields=("organization", "crisis"), name="bulletin_board_once"),
            models.CheckConstraint(
                condition=Q(rhythm=0, next_at__isnull=True) | Q(rhythm__gt=0, next_at__isnull=False),
                name="bulletin_rhythm_has_a_next",
            ),
        )

    def __str__(self) -> str:
        return self.code


class Bulletin(OwnedRecord):
    """One issue, frozen. A correction is a new version with a note; the versions before it stay."""

    board = models.ForeignKey(BulletinBoard, models.PROTECT, related_name="issues", verbose_name="公告栏")
    number = models.PositiveIntegerField("期号")
    version = models.PositiveSmallIntegerField("第几版", default=1)
    # Content
    since = models.DateTimeField("自", null=True, blank=True)
    as_of = models.DateTimeField("截至")
    content: Any = models.JSONField("内容")
    hash = models.CharField("内容指纹", max_length=64)
    note = models.CharField("更正说明", max_length=300, blank=True)
    # Provenance
    issued_at = models.DateTimeField("发布时间")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )

    class Meta:
        verbose_name = "公告"
        verbose_name_plural = "公告"
        ordering = ("-number", "-version")
        constraints = (
            models.UniqueConstraint(fields=("board", "number", "version"), name="bulletin_version_once"),
            models.CheckConstraint(
                condition=Q(version=1, note="") | (Q(version__gt=1) & ~Q(note="")),
                name="bulletin_correction_says_why",
                violation_error_message="更正要写明改了什么、为什么。",
            ),
        )

    def __str__(self) -> str:
        return f"第 {self.number} 期"

    @property
    def is_correction(self) -> bool:
        return self.version > 1


class BulletinQuestion(OwnedRecord):
    """Somebody says that a figure is wrong. What they wrote is a report, sealed; the answer is public."""

    class State(models.TextChoices):
        ASKED = "ASKED", "待答复"
        ANSWERED = "ANSWERED", "已答复"

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="questions", verbose_name="公告")
    report = models.OneToOneField(Report, models.PROTECT, related_name="+", verbose_name="一线信息")
    about = models.CharField("关于", max_length=40, blank=True)
    asked_at = models.DateTimeField("提出时间")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ASKED)
    answer = models.CharField("答复", max_length=500, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="答复人",
    )
    corrected_in = models.ForeignKey(
        Bulletin, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="在哪一版更正"
    )

    class Meta:
        verbose_name = "公告质疑"
        verbose_name_plural = "公告质疑"
        ordering = ("asked_at", "created_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="ASKED", answer="") | (Q(state="ANSWERED") & ~Q(answer="")),
                name="bulletin_answer_has_words",
            ),
        )

    def __str__(self) -> str:
        return f"{self.bulletin} {self.about}"
