"""Comparing the cases of a collection: a code book in versions, what each coder judged, and rulings where they differ."""

from django.conf import settings
from django.db import models

from qiao.accounts.records import Record
from qiao.casebook.models.book import Collection
from qiao.casebook.models.case import CaseStudy
from qiao.registry.models import OwnedRecord

USER = settings.AUTH_USER_MODEL


class Codebook(OwnedRecord):
    """One version of a code book. A change makes a new version; what was judged by the former one stays with it."""

    collection = models.ForeignKey(
        Collection, models.CASCADE, related_name="codebooks", verbose_name="案例集"
    )
    number = models.PositiveSmallIntegerField("版次")
    note = models.CharField("改了什么", max_length=200, blank=True)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="谁写的")

    class Meta:
        verbose_name = "编码本"
        verbose_name_plural = "编码本"
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("collection", "number"), name="codebook_number_once"),)

    def __str__(self) -> str:
        return f"{self.collection} · {self.number}"


class Code(Record):
    """What is judged of every case: present or not, by a definition."""

    codebook = models.ForeignKey(Codebook, models.CASCADE, related_name="codes", verbose_name="编码本")
    key = models.CharField("代号", max_length=20)
    label = models.CharField("名称", max_length=60)
    label_en = models.CharField("名称（英文）", max_length=80, blank=True)
    definition = models.CharField("定义", max_length=300)
    use_when = models.CharField("何时用", max_length=200, blank=True)
    not_when = models.CharField("何时不用", max_length=200, blank=True)
    example = models.CharField("例句", max_length=300, blank=True)
    is_outcome = models.BooleanField("是结果", default=False)
    order = models.PositiveSmallIntegerField("顺序", default=1)

    class Meta:
        verbose_name = "编码"
        verbose_name_plural = "编码"
        ordering = ("is_outcome", "order", "key")
        constraints = (models.UniqueConstraint(fields=("codebook", "key"), name="code_key_once"),)

    def __str__(self) -> str:
        return self.label


class Coding(Record):
    """One coder's judgement of one case by one code."""

    code = models.ForeignKey(Code, models.CASCADE, related_name="codings", verbose_name="编码")
    case = models.ForeignKey(CaseStudy, models.CASCADE, related_name="codings", verbose_name="案例")
    coder = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="编码员")
    value = models.BooleanField("有")

    class Meta:
        verbose_name = "编码结果"
        verbose_name_plural = "编码结果"
        ordering = ("code", "case", "created_at")
        constraints = (models.UniqueConstraint(fields=("code", "case", "coder"), name="coding_once"),)

    def __str__(self) -> str:
        return f"{self.case} · {self.code}"


class Ruling(Record):
    """What holds where coders differ, and why."""

    code = models.ForeignKey(Code, models.CASCADE, related_name="rulings", verbose_name="编码")
    case = models.ForeignKey(CaseStudy, models.CASCADE, related_name="rulings", verbose_name="案例")
    value = models.BooleanField("有")
    reason = models.CharField("理由", max_length=300)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="谁裁定")

    class Meta:
        verbose_name = "裁定"
        verbose_name_plural = "裁定"
        ordering = ("created_at",)
        constraints = (models.UniqueConstraint(fields=("code", "case"), name="ruling_once"),)

    def __str__(self) -> str:
        return f"{self.case} · {self.code}"
