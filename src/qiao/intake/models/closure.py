"""Closure is asked for: rounds of calls until an entry has an end, how long each kind holds, and hand-overs."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.intake.models.report import Report
from qiao.intake.models.voice import Need, Offer, Verification
from qiao.registry.models import Crisis, OwnedRecord

MOST_HOURS = 24 * 365


class ClosureRound(OwnedRecord):
    """One round of asking what became of a need or an offer. Rounds are counted; one is open at most."""

    class Why(models.TextChoices):
        EXPIRED = "EXPIRED", "过了有效期"
        SIGNED = "SIGNED", "物资已签收"
        UNREACHED = "UNREACHED", "上次没联系上"

    UNDONE = "UNDONE"
    """The result of a round that stood only because of a check that was taken back."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    need = models.ForeignKey(
        Need, models.CASCADE, null=True, blank=True, related_name="rounds", verbose_name="需求"
    )
    offer = models.ForeignKey(
        Offer, models.CASCADE, null=True, blank=True, related_name="rounds", verbose_name="资源"
    )
    number = models.PositiveSmallIntegerField("第几轮")
    why = models.CharField("为什么问", max_length=10, choices=Why.choices)
    opened_at = models.DateTimeField("开始时间")
    due_at = models.DateTimeField("何时问", db_index=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    result = models.CharField("结果", max_length=12, blank=True)
    check_made = models.ForeignKey(
        Verification, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="核实"
    )

    class Meta:
        verbose_name = "闭环回访"
        verbose_name_plural = "闭环回访"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("need", "number"), name="closure_round_numbered"),
            models.UniqueConstraint(
                fields=("need",), condition=Q(ended_at__isnull=True), name="closure_round_open_once"
            ),
            models.UniqueConstraint(fields=("offer", "number"), name="closure_round_of_offer_numbered"),
            models.UniqueConstraint(
                fields=("offer",), condition=Q(ended_at__isnull=True), name="closure_round_of_offer_open_once"
            ),
            models.CheckConstraint(
                condition=Q(need__isnull=False, offer__isnull=True)
                | Q(need__isnull=True, offer__isnull=False),
                name="closure_round_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, result="") | (Q(ended_at__isnull=False) & ~Q(result="")),
                name="closure_round_ends_with_a_result",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.get_why_display()}"


class KindLife(OwnedRecord):
    """How many hours a kind of need holds in one crisis, where that is not the default."""

    class Kind(models.TextChoices):
        RESCUE = "RESCUE", "救援（危及生命，不指物资）"
        MEDICAL = "MEDICAL", "医用物资"
        GOODS = "GOODS", "其他物资与服务"
        UNNAMED = "UNNAMED", "没有认出物资的"

    crisis = models.ForeignKey(Crisis, models.CASCADE, related_name="+", verbose_name="突发事件")
    kind = models.CharField("种类", max_length=8, choices=Kind.choices)
    hours = models.PositiveIntegerField("有效小时数")

    class Meta:
        verbose_name = "有效期设置"
        verbose_name_plural = "有效期设置"
        constraints = (
            models.UniqueConstraint(fields=("organization", "crisis", "kind"), name="kind_life_once"),
            models.CheckConstraint(
                condition=Q(hours__gte=1, hours__lte=MOST_HOURS),
                name="kind_life_within_a_year",
                violation_error_message="有效期在 1 小时到一年之间。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.hours}"


class HandOver(OwnedRecord):
    """What whoever ends a shift leaves to the next: what is open, whom to call back, when."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="交班人"
    )
    written_at = models.DateTimeField("交班时间")
    text = models.TextField("交代", max_length=1000, blank=True)
    waiting: Any = models.JSONField("约好再打的", default=list, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="接班人",
    )
    read_at = models.DateTimeField("接班时间", null=True, blank=True)

    class Meta:
        verbose_name = "交班"
        verbose_name_plural = "交班"
        ordering = ("-written_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(read_by__isnull=True) | ~Q(read_by=models.F("written_by")),
                name="hand_over_read_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"{self.written_by} {self.written_at:%m-%d %H:%M}"


class HearsayCheck(OwnedRecord):
    """What somebody found out about hearsay: confirmed or refuted by a source, or nobody can tell."""

    class Verdict(models.TextChoices):
        CONFIRMED = "CONFIRMED", "有来源，属实"
        REFUTED = "REFUTED", "有来源，不实"
        UNSURE = "UNSURE", "查不清"

    report = models.ForeignKey(Report, models.PROTECT, related_name="hearsay_checks", verbose_name="一线信息")
    verdict = models.CharField("结论", max_length=10, choices=Verdict.choices)
    source = models.CharField("来源", max_length=300, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核查人"
    )
    checked_at = models.DateTimeField("核查时间")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "传闻核查"
        verbose_name_plural = "传闻核查"
        ordering = ("-checked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("report",), condition=Q(undone_at__isnull=True), name="hearsay_check_once"
            ),
            models.CheckConstraint(
                condition=Q(verdict="UNSURE") | ~Q(source=""),
                name="hearsay_check_names_a_source",
                violation_error_message="证实或辟谣都要写来源。",
            ),
        )

    def __str__(self) -> str:
        return self.get_verdict_display()
