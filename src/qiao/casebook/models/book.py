"""A collection: who made it, its four chapters with foreword, bodies and afterword, and the questions they answer."""

from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.casebook.models.case import CaseStudy, Chapter
from qiao.registry.models import Crisis, Organization, OwnedRecord


class Collection(OwnedRecord):
    """A collection of cases with its publisher, funder and co-organiser (S01)."""

    title = models.CharField("书名", max_length=160)
    title_en = models.CharField("英文书名", max_length=200, blank=True)
    abstract = models.TextField("内容提要", blank=True)
    abstract_en = models.TextField("内容提要（英文）", blank=True)
    year = models.PositiveSmallIntegerField("年份")
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    cases = models.ManyToManyField(CaseStudy, related_name="collections", verbose_name="案例")
    licence = models.CharField("许可", max_length=60, blank=True)
    identifier = models.CharField("DOI 或书号", max_length=80, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "案例集"
        verbose_name_plural = "案例集"

    def __str__(self) -> str:
        return self.title


class CollectionRole(Record):
    """Who compiled, funded, co-organised or published a collection."""

    class Part(models.TextChoices):
        COMPILER = "COMPILER", "编撰"
        FUNDER = "FUNDER", "资助"
        CO_ORGANISER = "CO_ORGANISER", "联合"
        PUBLISHER = "PUBLISHER", "出版"

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="roles", verbose_name="案例集")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="组织")
    part = models.CharField("身份", max_length=12, choices=Part.choices)

    class Meta:
        verbose_name = "编撰分工"
        verbose_name_plural = "编撰分工"
        constraints = (
            models.UniqueConstraint(
                fields=("collection", "organization", "part"), name="collection_role_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_part_display()} {self.organization}"


class Part(OwnedRecord):
    """A foreword, body or afterword of a chapter (S02). The core is for everyone, the full text on application (S03).

    A body may tell a case: its sheet and its narrative are the case's own, the part holds what stands around them.
    """

    class Kind(models.TextChoices):
        FOREWORD = "FOREWORD", "前言"
        BODY = "BODY", "正文"
        AFTERWORD = "AFTERWORD", "后记"

    class State(models.TextChoices):
        WRITING = "WRITING", "撰写中"
        REVIEW = "REVIEW", "审阅中"
        READY = "READY", "定稿"

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="parts", verbose_name="案例集")
    chapter = models.CharField("篇章", max_length=16, choices=Chapter.choices)
    kind = models.CharField("部分", max_length=9, choices=Kind.choices)
    order = models.PositiveSmallIntegerField("顺序", default=1)
    case = models.ForeignKey(
        CaseStudy, models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="案例"
    )
    title = models.CharField("标题", max_length=160)
    title_en = models.CharField("英文标题", max_length=200, blank=True)
    core = models.TextField("核心内容", blank=True)
    core_en = models.TextField("核心内容（英文）", blank=True)
    full = models.TextField("全文", blank=True)
    full_en = models.TextField("全文（英文）", blank=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WRITING)
    due_on = models.DateField("截稿日期", null=True, blank=True)
    hidden_at = models.DateTimeField("下架时间", null=True, blank=True)

    class Meta:
        verbose_name = "篇章部分"
        verbose_name_plural = "篇章部分"
        ordering = ("collection", "chapter", "kind", "order")
        constraints = (
            models.UniqueConstraint(
                fields=("collection", "chapter", "kind", "order"), name="part_place_once"
            ),
            models.UniqueConstraint(
                fields=("collection", "case"), condition=Q(case__isnull=False), name="part_case_once"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(kind="BODY"),
                name="part_with_a_case_is_a_body",
                violation_error_message="只有正文可以是案例。",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Question(Record):
    """What a foreword asks; the afterword answers it, or it is declared open (S09)."""

    collection = models.ForeignKey(
        Collection, models.CASCADE, related_name="questions", verbose_name="案例集"
    )
    chapter = models.CharField("篇章", max_length=16, choices=Chapter.choices)
    number = models.PositiveSmallIntegerField("序号")
    text = models.CharField("问题", max_length=300)
    text_en = models.CharField("问题（英文）", max_length=400, blank=True)
    open_because = models.CharField("为何未答", max_length=300, blank=True)

    class Meta:
        verbose_name = "前言的问题"
        verbose_name_plural = "前言的问题"
        ordering = ("chapter", "number")
        constraints = (
            models.UniqueConstraint(fields=("collection", "chapter", "number"), name="question_number_once"),
        )

    def __str__(self) -> str:
        return self.text


class Answer(Record):
    """Where a question is answered, and from which cases."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="answers", verbose_name="问题")
    part = models.ForeignKey(Part, models.CASCADE, related_name="answers", verbose_name="在哪部分回答")
    cases = models.ManyToManyField(CaseStudy, related_name="+", verbose_name="依据案例")
    text = models.CharField("回答", max_length=500)
    text_en = models.CharField("回答（英文）", max_length=600, blank=True)

    class Meta:
        verbose_name = "对问题的回答"
        verbose_name_plural = "对问题的回答"
        ordering = ("created_at",)

    def __str__(self) -> str:
        return self.text
