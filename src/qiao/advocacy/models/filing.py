"""Proposals as they were handed to departments."""

from django.db import models
from django.utils import timezone

from qiao.advocacy.models.proposal import Proposal
from qiao.registry.models import Department, OwnedRecord


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
    officer = models.CharField("经办处室", max_length=60, blank=True)
    due_on = models.DateField("答复期限", null=True, blank=True)
    due_basis = models.CharField("期限依据", max_length=120, blank=True)
    reminded_on = models.DateField("最近提醒", null=True, blank=True)

    class Meta:
        verbose_name = "报送"
        verbose_name_plural = "报送"
        ordering = ("filed_on",)
        constraints = (
            models.UniqueConstraint(fields=("proposal", "department", "channel"), name="filing_once"),
        )

    def __str__(self) -> str:
        return f"{self.proposal} → {self.department}"

    @property
    def is_late(self) -> bool:
        """Say whether the term is over without an answer, as far as the query told it (`queries.with_answers`)."""
        over = self.due_on is not None and self.due_on < timezone.localdate()
        return over and not getattr(self, "is_answered", True)
