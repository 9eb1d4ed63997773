"""Money applied for: application, award or refusal, budget, instalments, reports."""

from django.db import models
from django.db.models import Q

from qiao.funding.models.campaign import Campaign
from qiao.funding.models.ledger import LedgerEntry
from qiao.funding.models.streams import Stream
from qiao.registry.models import Crisis, OwnedRecord


class Grant(OwnedRecord):
    """Money applied for from government or a foundation. `purpose` is its fund in the ledger."""

    class State(models.TextChoices):
        APPLIED = "APPLIED", "已申请"
        AWARDED = "AWARDED", "获批"
        REFUSED = "REFUSED", "未获批"
        CLOSED = "CLOSED", "已结项"

    crisis = models.ForeignKey(
        Crisis, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="突发事件"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="出自联合公募"
    )
    funder = models.CharField("资助方", max_length=120)
    title = models.CharField("名称", max_length=120)
    description = models.TextField("内容", blank=True, default="")
    stream = models.CharField("收入类别", max_length=20, choices=Stream.choices, blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.APPLIED)
    purpose = models.CharField("限定用途（台账）", max_length=200, blank=True, default="")
    applied_fen = models.PositiveBigIntegerField("申请金额（分）", null=True, blank=True)
    applied_on = models.DateField("申请日期", null=True, blank=True)
    awarded_fen = models.PositiveBigIntegerField("获批金额（分）", null=True, blank=True)
    awarded_on = models.DateField("获批日期", null=True, blank=True)
    refused_on = models.DateField("未获批日期", null=True, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True, default="")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    # What the money not given would have done
    cost_per_person_fen = models.PositiveBigIntegerField("每服务一人的成本（分）", null=True, blank=True)
    cost_source = models.CharField("成本的依据", max_length=200, blank=True, default="")

    class Meta:
        verbose_name = "资助"
        verbose_name_plural = "资助"
        constraints = (
            models.CheckConstraint(
                condition=Q(cost_per_person_fen__isnull=True)
                | (Q(cost_per_person_fen__gt=0) & ~Q(cost_source="")),
                name="grant_cost_has_a_source",
                violation_error_message="每服务一人的成本要大于零并写明依据。",
            ),
        )

    def __str__(self) -> str:
        return self.title


class GrantBudgetLine(OwnedRecord):
    """One line of the budget; what is spent with this account and text on the grant's purpose stands against it."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="budget", verbose_name="资助")
    title = models.CharField("预算科目", max_length=120)
    amount_fen = models.PositiveBigIntegerField("预算（分）")

    class Meta:
        verbose_name = "预算"
        verbose_name_plural = "预算"
        ordering = ("created_at",)
        constraints = (models.UniqueConstraint(fields=("grant", "title"), name="budget_line_once"),)

    def __str__(self) -> str:
        return self.title


class GrantInstalment(OwnedRecord):
    """A part of an award: when it is due, when it came, and the entry that booked it."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="instalments", verbose_name="资助")
    due_on = models.DateField("应到日期")
    amount_fen = models.PositiveBigIntegerField("金额（分）")
    received_on = models.DateField("到账日期", null=True, blank=True)
    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="分录"
    )

    class Meta:
        verbose_name = "拨款"
        verbose_name_plural = "拨款"
        ordering = ("due_on",)
        constraints = (models.CheckConstraint(condition=Q(amount_fen__gt=0), name="instalment_positive"),)

    def __str__(self) -> str:
        return f"{self.due_on:%Y-%m-%d}"


class GrantReport(OwnedRecord):
    """A report to the funder: its figures are those of the approved ledger on its day, frozen."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="reports", verbose_name="资助")
    until = models.DateField("截至")
    text = models.TextField("说明", blank=True)
    received_fen = models.BigIntegerField("已收（分）")
    spent_fen = models.BigIntegerField("已用（分）")
    left_fen = models.BigIntegerField("结余（分）")
    last_number = models.PositiveIntegerField("计到第几号分录")

    class Meta:
        verbose_name = "资助报告"
        verbose_name_plural = "资助报告"
        ordering = ("-until", "-created_at")

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d}"
