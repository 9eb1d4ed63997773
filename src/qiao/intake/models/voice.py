"""Needs and offers, drawn from reports; their verification and doubts about them."""

from datetime import datetime, timedelta
from typing import Any, Self, cast

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.intake.models.report import Report
from qiao.registry.models import Crisis, Item, Organization, OwnedRecord, Place, Positioned, Quantified
from qiao.registry.standards import Standard as GoodsStandard
from qiao.registry.standards import UseClass, is_graded, standards


class Voice(OwnedRecord, Quantified):
    """What a need and an offer have in common: item, quantity, place, whose it is, and its spans."""

    # Provenance
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    report = models.ForeignKey(Report, models.PROTECT, related_name="%(class)ss", verbose_name="一线信息")
    spans = models.JSONField("原文位置", default=dict, blank=True)
    # Content
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="物资"
    )
    item_text = models.CharField("所述物资", max_length=120)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="地点"
    )
    party = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    party_text = models.CharField("所述单位", max_length=120, blank=True)
    # Lifecycle
    valid_until = models.DateTimeField("有效期至", null=True, blank=True, db_index=True)
    closed_at = models.DateTimeField("关闭时间", null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name="并入"
    )

    class Meta:
        abstract = True

    @property
    def what(self) -> str:
        """Return the item's name, or what the text called it."""
        return self.item.name if self.item else self.item_text

    @property
    def who(self) -> str:
        """Return the unit's name, or what the text called it."""
        return self.party.name if self.party else self.party_text

    @property
    def standing(self) -> Self:
        """Return the record that stands for this one: itself, or what it was joined to."""
        here: Self = self
        while here.merged_into is not None:
            here = cast("Self", here.merged_into)
        return here

    def is_expired(self, now: datetime) -> bool:
        """Say whether the record is past its valid-until and should be asked again."""
        return self.valid_until is not None and self.valid_until < now

    def freshness(self, now: datetime, life: timedelta) -> float:
        """Return 1 just after verification, falling to 0 when `life` has passed since the last sign."""
        if self.valid_until is None:
            return 0.5
        left = (self.valid_until - now) / life
        return max(0.0, min(1.0, left))


class Need(Voice):
    """Somebody needs something somewhere."""

    class State(models.TextChoices):
        NEW = "NEW", "待核实"
        OPEN = "OPEN", "已核实"
        MET = "MET", "已满足"
        EXPIRED = "EXPIRED", "已过期待回访"
        REJECTED = "REJECTED", "不属实"
        WITHDRAWN = "WITHDRAWN", "已撤回"
        MERGED = "MERGED", "已并入"

    class Tier(models.IntegerChoices):
        LIFE = 1, "一级：危及生命"
        URGENT = 2, "二级：急需"
        ORDINARY = 3, "三级：一般"

    tier = models.PositiveSmallIntegerField("紧急程度", choices=Tier.choices, default=Tier.ORDINARY)
    who_groups = models.JSONField("为谁（突发事件应对法第十一条）", default=list, blank=True)
    deadline = models.DateTimeField("期限", null=True, blank=True)
    specification = models.CharField("规格要求", max_length=200, blank=True)
    estimate = models.PositiveBigIntegerField("估计数量", null=True, blank=True)
    estimate_low = models.PositiveBigIntegerField("估计下限", null=True, blank=True)
    estimate_high = models.PositiveBigIntegerField("估计上限", null=True, blank=True)
    estimate_note = models.CharField("估计方法", max_length=200, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.NEW)
    key = models.CharField("同步键", max_length=200, blank=True, db_index=True)

    class Meta(Quantified.Meta):
        abstract = False
        verbose_name = "需求"
        verbose_name_plural = "需求"
        ordering = ("tier", "created_at")
        indexes = (
            models.Index(fields=("organization", "crisis", "created_at", "id"), name="need_of_crisis"),
            models.Index(
                fields=("organization", "crisis", "tier", "valid_until", "created_at", "id"),
                name="need_in_order",
            ),
            models.Index(
                fields=("organization", "crisis", "state", "tier", "valid_until", "created_at"),
                name="need_by_state",
            ),
        )
        constraints = (
            *Quantified.Meta.constraints,
            models.CheckConstraint(
                condition=Q(tier__in=(1, 2, 3)),
                name="need_tier_known",
                violation_error_message="紧急程度只有一、二、三级。",
            ),
            models.UniqueConstraint(
                fields=("organization", "key"),
                condition=~Q(key="") & Q(closed_at__isnull=True),
                name="need_open_once_a_key",
            ),
            models.CheckConstraint(
                condition=Q(state="MERGED", merged_into__isnull=False)
                | (~Q(state="MERGED") & Q(merged_into__isnull=True)),
                name="need_merged_names_the_other",
            ),
        )

    def __str__(self) -> str:
        return f"{self.who or self.place or ''} {self.what} {self.quantity_text}".strip()


class Offer(Voice, Positioned):
    """Somebody can give something."""

    class State(models.TextChoices):
        NEW = "NEW", "待核实"
        OPEN = "OPEN", "可供"
        SPENT = "SPENT", "已用完"
        EXPIRED = "EXPIRED", "已过期"
        WITHDRAWN = "WITHDRAWN", "已撤回"
        MERGED = "MERGED", "已并入"

    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.NEW, db_index=True)
    pack_size = models.PositiveIntegerField("每件数量", default=1)
    minimum_lot = models.PositiveIntegerField("起运量", default=0)
    available_from = models.DateTimeField("可发时间", null=True, blank=True)
    expires_at = models.DateTimeField("失效时间", null=True, blank=True)
    earmark_recipient = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="定向单位"
    )
    earmark_place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="定向地域"
    )
    purpose = models.CharField("定向用途", max_length=60, blank=True)
    purpose_group = models.CharField("用途指哪些人", max_length=12, blank=True)
    # Quality
    standard = models.CharField("执行标准", max_length=40, blank=True)
    use_class = models.CharField("可作何用", max_length=12, choices=UseClass.choices, blank=True)

    class Meta(Quantified.Meta):
        abstract = False
        verbose_name = "资源"
        verbose_name_plural = "资源"
        ordering = ("created_at",)
        indexes = (
            models.Index(fields=("organization", "crisis", "created_at", "id"), name="offer_of_crisis"),
        )
        constraints = (
            *Quantified.Meta.constraints,
            *Positioned.Meta.constraints,
            models.CheckConstraint(
                condition=Q(pack_size__gt=0),
                name="offer_pack_positive",
                violation_error_message="每件数量必须大于零。",
            ),
            models.CheckConstraint(
                condition=Q(state="MERGED", merged_into__isnull=False)
                | (~Q(state="MERGED") & Q(merged_into__isnull=True)),
                name="offer_merged_names_the_other",
            ),
        )

    def __str__(self) -> str:
        return f"{self.who or self.place or ''} {self.what} {self.quantity_text}".strip()

    @property
    def asks_for_standard(self) -> bool:
        """Say whether it matters what standard the goods are made to, and nobody has said it."""
        return self.item is not None and not self.standard and is_graded(self.item.code)

    @property
    def made_to(self) -> GoodsStandard | None:
        """Return the standard that the goods are made to, where it is known."""
        return standards().get(self.standard)


class StandingChecks(models.Manager["Verification"]):
    """The checks that stand: what was taken back within minutes stays on record and counts no more."""

    def get_queryset(self) -> models.QuerySet["Verification"]:
        """Return the checks that were not undone."""
        return super().get_queryset().filter(undone_at__isnull=True)


class Verification(Record):
    """A dated check of a need or an offer: how, one-way or two-way, by whom, and when next."""

    class Method(models.TextChoices):
        PHONE = "PHONE", "电话"
        VISIT = "VISIT", "上门"
        NOTICE = "NOTICE", "官方公告"
        PHOTO = "PHOTO", "照片"
        SECOND_SOURCE = "SECOND_SOURCE", "第二来源"

    class Result(models.TextChoices):
        CONFIRMED = "CONFIRMED", "属实"
        CHANGED = "CHANGED", "有变化"
        MET = "MET", "已满足"
        UNREACHABLE = "UNREACHABLE", "联系不上"
        FALSE = "FALSE", "不属实"

    need = models.ForeignKey(
        Need, models.CASCADE, null=True, blank=True, related_name="verifications", verbose_name="需求"
    )
    offer = models.ForeignKey(
        Offer, models.CASCADE, null=True, blank=True, related_name="verifications", verbose_name="资源"
    )
    method = models.CharField("方式", max_length=14, choices=Method.choices)
    is_two_way = models.BooleanField("双向核实", default=False)
    result = models.CharField("结果", max_length=12, choices=Result.choices)
    checked_at = models.DateTimeField("核实时间")
    next_check_at = models.DateTimeField("下次核实", null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核实人"
    )
    note = models.CharField("说明", max_length=300, blank=True)
    answers: Any = models.JSONField("问到的情况", default=dict, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    objects = StandingChecks()
    every = models.Manager["Verification"]()

    class Meta:
        verbose_name = "核实"
        verbose_name_plural = "核实"
        ordering = ("-checked_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(need__isnull=False, offer__isnull=True)
                | Q(need__isnull=True, offer__isnull=False),
                name="verification_of_one_thing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.get_result_display()} {self.checked_at:%m-%d %H:%M}"


class Note(OwnedRecord):
    """A doubt about data, kept beside the record: never an error that stops work."""

    class Level(models.TextChoices):
        INFO = "INFO", "提示"
        WARNING = "WARNING", "警告"
        ERROR = "ERROR", "错误"

    report = models.ForeignKey(
        Report, models.CASCADE, null=True, blank=True, related_name="notes", verbose_name="一线信息"
    )
    need = models.ForeignKey(
        Need, models.CASCADE, null=True, blank=True, related_name="notes", verbose_name="需求"
    )
    level = models.CharField("级别", max_length=8, choices=Level.choices)
    code = models.CharField("代码", max_length=40)
    details: Any = models.JSONField("细节", default=dict, blank=True)

    class Meta:
        verbose_name = "备注"
        verbose_name_plural = "备注"
        indexes = (models.Index(fields=("code", "report"), name="note_by_code"),)

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.code}"
