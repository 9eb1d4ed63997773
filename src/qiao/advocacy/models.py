"""Evidence → proposal → filing → outcome."""

from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.registry.models import Crisis, Department, OwnedRecord


class Evidence(OwnedRecord):
    """A finding bound to records as they stood at one moment: the ids and the hash of their content."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    statement = models.CharField("所证事实", max_length=300)
    frozen_at = models.DateTimeField("定格时间")
    hash = models.CharField("内容哈希", max_length=64)
    summary = models.JSONField("概要", default=dict)

    class Meta:
        verbose_name = "证据"
        verbose_name_plural = "证据"
        ordering = ("-frozen_at",)

    def __str__(self) -> str:
        return self.statement


class EvidenceRecord(Record):
    """One frozen record: what it is, and what it said then, masked."""

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="records", verbose_name="证据")
    record_type = models.CharField("类别", max_length=40)
    record_id = models.UUIDField("记录", db_index=True)
    content = models.JSONField("当时内容")

    class Meta:
        verbose_name = "证据记录"
        verbose_name_plural = "证据记录"
        constraints = (
            models.UniqueConstraint(
                fields=("evidence", "record_type", "record_id"), name="evidence_record_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.record_type} {str(self.record_id)[:8]}"


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
    ask = models.TextField("建议内容")
    ask_en = models.TextField("建议内容（英文）", blank=True)
    addressee = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报送对象"
    )
    evidence = models.ManyToManyField(Evidence, related_name="items", verbose_name="证据", blank=True)
    indicator = models.CharField("衡量指标", max_length=200, blank=True)

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


class Filing(OwnedRecord):
    """A proposal handed to one department through one channel. Without a day: it is known, the day is not."""

    class Channel(models.TextChoices):
        OPINION = "OPINION", "社情民意信息"
        CPPCC = "CPPCC", "政协提案"
        NPC = "NPC", "人大代表建议"
        LETTER = "LETTER", "来信/人民建议征集"
        DECISION = "DECISION", "重大决策事项建议"
        DRAFT_LAW = "DRAFT_LAW", "法律法规草案意见"
        REPORT = "REPORT", "突发事件信息报告"
        DIRECT = "DIRECT", "直接报送"

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="filings", verbose_name="建议")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="部门")
    channel = models.CharField("渠道", max_length=10, choices=Channel.choices)
    filed_on = models.DateField("报送日期", null=True, blank=True)
    reference = models.CharField("收文编号", max_length=80, blank=True)

    class Meta:
        verbose_name = "报送"
        verbose_name_plural = "报送"
        ordering = ("filed_on",)
        constraints = (
            models.UniqueConstraint(fields=("proposal", "department", "channel"), name="filing_once"),
        )

    def __str__(self) -> str:
        return f"{self.proposal} → {self.department}"


class Outcome(OwnedRecord):
    """What became of one item: a step of the ladder, by clause, with how surely it is due to us."""

    class Step(models.TextChoices):
        RECEIVED = "RECEIVED", "已收"
        ANSWERED = "ANSWERED", "已答复"
        ADOPTED = "ADOPTED", "采纳"
        PARTLY = "PARTLY", "部分采纳"
        NOTED = "NOTED", "留作参考"
        NOT_ADOPTED = "NOT_ADOPTED", "未采纳"
        ENACTED = "ENACTED", "写入法规"
        IMPLEMENTED = "IMPLEMENTED", "已实施"
        UNSEEN = "UNSEEN", "文本中未见"
        ELSEWHERE = "ELSEWHERE", "不在本文件范围"

    class Attribution(models.IntegerChoices):
        NONE = 0, "未知"
        SEQUENCE = 1, "只是先后"
        TEXT = 2, "文字相符"
        CITED = 3, "被引用或答复"
        STATED = 4, "决策方明言"

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="outcomes", verbose_name="建议")
    item = models.ForeignKey(
        ProposalItem, models.PROTECT, null=True, blank=True, related_name="outcomes", verbose_name="条目"
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="部门"
    )
    step = models.CharField("进展", max_length=12, choices=Step.choices)
    happened_on = models.DateField("日期", null=True, blank=True)
    clause = models.CharField("条款", max_length=200, blank=True)
    attribution = models.PositiveSmallIntegerField(
        "归因程度", choices=Attribution.choices, default=Attribution.NONE
    )
    text = models.TextField("内容", blank=True)
    text_en = models.TextField("内容（英文）", blank=True)
    source = models.CharField("来源", max_length=300, blank=True)

    class Meta:
        verbose_name = "结果"
        verbose_name_plural = "结果"
        ordering = ("happened_on", "created_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(attribution__in=(0, 1, 2, 3, 4)), name="outcome_attribution_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.clause}".strip()
