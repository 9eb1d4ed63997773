"""Advice on one matter, in numbered items."""

from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.advocacy.models.evidence import Evidence
from qiao.registry.models import Crisis, Department, OwnedRecord


class Proposal(OwnedRecord):
    """Advice to government on one matter (一事一议): numbered items, each with addressee and evidence."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "草稿"
        FILED = "FILED", "已报送"
        ANSWERED = "ANSWERED", "已答复"

    class Horizon(models.TextChoices):
        NOW = "NOW", "当下"
        RECOVERY = "RECOVERY", "恢复期"
        INSTITUTION = "INSTITUTION", "制度"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    title = models.CharField("标题", max_length=120)
    title_en = models.CharField("标题（英文）", max_length=200, blank=True)
    situation = models.TextField("情况", blank=True)
    situation_en = models.TextField("情况（英文）", blank=True)
    analysis = models.TextField("分析", blank=True)
    analysis_en = models.TextField("分析（英文）", blank=True)
    horizon = models.CharField("时限", max_length=12, choices=Horizon.choices, default=Horizon.NOW)
    format = models.CharField("文种", max_length=10, default="OPINION")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    source = models.CharField("来源", max_length=300, blank=True)

    class Meta:
        verbose_name = "建议"
        verbose_name_plural = "建议"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.title


class ProposalItem(Record):
    """One numbered piece of advice: to whom, what is asked, on which evidence."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="items", verbose_name="建议")
    number = models.PositiveSmallIntegerField("序号")
    problem = models.CharField("问题", max_length=300)
    problem_en = models.CharField("问题（英文）", max_length=400, blank=True)
    cause = models.TextField("原因", blank=True)
    ask = models.TextField("建议内容")
    ask_en = models.TextField("建议内容（英文）", blank=True)
    addressee = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报送对象"
    )
    evidence = models.ManyToManyField(Evidence, related_name="items", verbose_name="证据", blank=True)
    indicator = models.CharField("衡量指标", max_length=200, blank=True)
    horizon = models.CharField("时限", max_length=12, choices=Proposal.Horizon.choices, blank=True)

    class Meta:
        verbose_name = "建议条目"
        verbose_name_plural = "建议条目"
        ordering = ("proposal", "number")
        constraints = (
            models.UniqueConstraint(fields=("proposal", "number"), name="proposal_item_number_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="proposal_item_counts_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.problem}"
