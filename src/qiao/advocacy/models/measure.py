"""Texts that were enacted, their clauses, and which of them a person reads as an answer to an item."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.advocacy.models.outcome import Outcome
from qiao.advocacy.models.proposal import ProposalItem
from qiao.registry.models import Crisis, OwnedRecord

DEGREE_NEEDS = ("FULL", "LARGELY", "PARTLY")


class Measure(OwnedRecord):
    """A law, rule, decision or notice that came out, word for word. Never edited; one put in wrongly is withdrawn."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    title = models.CharField("名称", max_length=200)
    issuer = models.CharField("制定机关", max_length=120)
    number = models.CharField("文号", max_length=80, blank=True)
    adopted_on = models.DateField("通过或印发日期")
    in_force_on = models.DateField("施行日期", null=True, blank=True)
    text = models.TextField("全文")
    source = models.CharField("来源", max_length=300)
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)
    withdrawn_reason = models.CharField("撤下理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "出台的文件"
        verbose_name_plural = "出台的文件"
        ordering = ("-adopted_on", "created_at")
        constraints = (
            models.CheckConstraint(
                condition=~Q(source=""),
                name="measure_says_its_source",
                violation_error_message="写明来源。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="measure_withdrawn_with_reason",
                violation_error_message="撤下要写明理由。",
            ),
        )

    def __str__(self) -> str:
        return self.title


class MeasureClause(Record):
    """One clause of a measure, as its own numbers split it."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="clauses", verbose_name="文件")
    position = models.PositiveIntegerField("次序")
    number = models.CharField("编号", max_length=80, blank=True)
    heading = models.CharField("所在章节", max_length=80, blank=True)
    text = models.TextField("条文")

    class Meta:
        verbose_name = "条款"
        verbose_name_plural = "条款"
        ordering = ("measure", "position")
        constraints = (
            models.UniqueConstraint(fields=("measure", "position"), name="measure_clause_position_once"),
        )

    def __str__(self) -> str:
        return self.number or "（首部）"


class ClauseReading(OwnedRecord):
    """A person reads a clause beside an item: how far they agree, how surely it is due to the item, and why.

    Without a clause it says that nothing of the kind stands in the measure, or that it lies elsewhere. Taken back it
    stays, with who, when and why.
    """

    class Degree(models.TextChoices):
        FULL = "FULL", "对应"
        LARGELY = "LARGELY", "大部分对应"
        PARTLY = "PARTLY", "部分对应"
        NOT_SEEN = "NOT_SEEN", "未见"
        ELSEWHERE = "ELSEWHERE", "移到别处或不在本文件范围"

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="readings", verbose_name="文件")
    item = models.ForeignKey(ProposalItem, models.CASCADE, related_name="readings", verbose_name="条目")
    clause = models.ForeignKey(
        MeasureClause, models.PROTECT, null=True, blank=True, related_name="readings", verbose_name="条款"
    )
    degree = models.CharField("对应程度", max_length=10, choices=Degree.choices)
    attribution = models.PositiveSmallIntegerField("归因程度", choices=Outcome.Attribution.choices)
    reason = models.CharField("理由", max_length=300)
    reason_en = models.CharField("理由（英文）", max_length=400, blank=True)
    source = models.CharField("来源", max_length=300, blank=True)
    place_in_list = models.PositiveSmallIntegerField("系统提示的第几条", null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="判断人"
    )
    read_at = models.DateTimeField("判断时间")
    undone_at = models.DateTimeField("收回时间", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="收回人",
    )
    undone_reason = models.CharField("收回理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "条款对照"
        verbose_name_plural = "条款对照"
        ordering = ("item", "clause__position", "read_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(attribution__in=(0, 1, 2, 3, 4)), name="clause_reading_attribution_known"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="clause_reading_says_why",
                violation_error_message="写明理由。",
            ),
            models.CheckConstraint(
                condition=Q(attribution__lt=2) | Q(degree__in=DEGREE_NEEDS, clause__isnull=False),
                name="clause_reading_text_needs_a_clause",
                violation_error_message="“文字相符”以上，要有对应的条款。",
            ),
            models.CheckConstraint(
                condition=Q(attribution__lt=3) | ~Q(source=""),
                name="clause_reading_cited_needs_a_source",
                violation_error_message="“被引用或答复”以上，要写明来源。",
            ),
            models.CheckConstraint(
                condition=Q(clause__isnull=False) | ~Q(degree__in=DEGREE_NEEDS),
                name="clause_reading_agrees_with_a_clause",
                violation_error_message="说有对应，就要指明是哪一条。",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(undone_reason=""),
                name="clause_reading_undone_with_reason",
                violation_error_message="收回要写明理由。",
            ),
            models.UniqueConstraint(
                fields=("item", "clause"),
                condition=Q(undone_at__isnull=True),
                name="clause_reading_once",
                violation_error_message="这一条已经判断过。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item.number} ↔ {self.clause or self.get_degree_display()}"
