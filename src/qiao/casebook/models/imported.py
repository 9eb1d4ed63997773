"""Articles taken into the book: the lines as they came, what was left out and why, and the claims to be evidenced."""

from django.conf import settings
from django.db import models

from qiao.accounts.records import Record
from qiao.casebook.models.book import Part
from qiao.casebook.models.case import CaseStudy
from qiao.registry.models import OwnedRecord


class ImportedText(OwnedRecord):
    """An article that was published already, and the draft it became. Every line stays as provenance."""

    part = models.ForeignKey(
        Part, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="成为部分"
    )
    case = models.ForeignKey(
        CaseStudy, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="成为案例"
    )
    name = models.CharField("文件名", max_length=160)
    source = models.CharField("出处", max_length=300, blank=True)
    title = models.CharField("标题", max_length=160)
    author = models.CharField("作者", max_length=60, blank=True)
    affiliation = models.CharField("单位", max_length=120, blank=True)
    hash = models.CharField("原文摘要", max_length=64)
    draft_hash = models.CharField("草稿摘要", max_length=64)
    lines = models.JSONField("原文各行")
    junk = models.JSONField("未收的行", default=list)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁导入"
    )
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "导入的文章"
        verbose_name_plural = "导入的文章"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.title


class ImportedClaim(Record):
    """A sentence that tells a number, a day or a deed, and what bears it out."""

    imported = models.ForeignKey(
        ImportedText, models.CASCADE, related_name="claims", verbose_name="导入的文章"
    )
    number = models.PositiveSmallIntegerField("第几句")
    text = models.CharField("说法", max_length=600)
    marks = models.JSONField("说了什么", default=list)
    evidence = models.CharField("依据", max_length=300, blank=True)

    class Meta:
        verbose_name = "待证的说法"
        verbose_name_plural = "待证的说法"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("imported", "number"), name="imported_claim_number_once"),
        )

    def __str__(self) -> str:
        return self.text
