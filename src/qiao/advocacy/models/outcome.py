"""What became of proposals."""

from django.db import models
from django.db.models import Q

from qiao.advocacy.models.proposal import Proposal, ProposalItem
from qiao.registry.models import Department, OwnedRecord


class Outcome(OwnedRecord):
    """What became of one item: a step of the ladder, by clause, with how surely it is due to us."""

    class Step(models.TextChoices):
        RECEIVED = "RECEIVED", "已收"
        STUDYING = "STUDYING", "研究中"
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
