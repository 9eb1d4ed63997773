"""Who works on a proposal besides its drafter: experts, organisations that co-sign, remarks; and how items were rearranged."""

from typing import Any

from django.conf import settings
from django.db import models

from qiao.accounts.records import Record
from qiao.advocacy.models.proposal import Proposal, ProposalItem
from qiao.registry.models import Organization


class Contribution(Record):
    """What an expert of a field gave to a proposal, or to one item. Named outside only where they agreed."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="contributions", verbose_name="建议")
    item = models.ForeignKey(
        ProposalItem,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contributions",
        verbose_name="条目",
    )
    name = models.CharField("姓名", max_length=60)
    field = models.CharField("领域", max_length=60)
    text = models.TextField("意见")
    is_named = models.BooleanField("同意署名", default=False)
    given_on = models.DateField("日期")

    class Meta:
        verbose_name = "专家意见"
        verbose_name_plural = "专家意见"
        ordering = ("given_on", "created_at")

    def __str__(self) -> str:
        return f"{self.name}（{self.field}）"


class CoSignature(Record):
    """An organisation that signs with us: on which day it agreed, and by what that is known."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="cosignatures", verbose_name="建议")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="联署单位")
    agreed_on = models.DateField("同意日期")
    proof = models.CharField("凭据", max_length=200)

    class Meta:
        verbose_name = "联署"
        verbose_name_plural = "联署"
        ordering = ("agreed_on", "created_at")
        constraints = (models.UniqueConstraint(fields=("proposal", "organization"), name="cosignature_once"),)

    def __str__(self) -> str:
        return str(self.organization)


class Remark(Record):
    """A remark on a proposal or an item while it is drafted. It never leaves."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="remarks", verbose_name="建议")
    item = models.ForeignKey(
        ProposalItem, models.SET_NULL, null=True, blank=True, related_name="remarks", verbose_name="条目"
    )
    text = models.CharField("意见", max_length=500)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁"
    )
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "评论"
        verbose_name_plural = "评论"
        ordering = ("created_at",)

    def __str__(self) -> str:
        return self.text


class Rearrangement(Record):
    """Items merged into one, or one split in two: how they stood before and after, so that it can be undone."""

    class Kind(models.TextChoices):
        MERGE = "MERGE", "合并"
        SPLIT = "SPLIT", "拆分"

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="rearrangements", verbose_name="建议")
    kind = models.CharField("做法", max_length=6, choices=Kind.choices)
    before: Any = models.JSONField("之前")
    after: Any = models.JSONField("之后")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "条目重排"
        verbose_name_plural = "条目重排"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created_at:%m-%d %H:%M}"
