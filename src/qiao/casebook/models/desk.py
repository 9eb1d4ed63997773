"""Work on a text, a case's or a part's: versions, comments, assignments, authors, consent, pictures, sources, takedown."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.casebook.models.book import Part
from qiao.casebook.models.case import CaseStudy

USER = settings.AUTH_USER_MODEL


def of_one(name: str) -> models.CheckConstraint:
    """Return the rule that a row belongs to a case or to a part, never to both."""
    return models.CheckConstraint(
        condition=Q(case__isnull=False, part__isnull=True) | Q(case__isnull=True, part__isnull=False),
        name=name,
        violation_error_message="要么属于一个案例，要么属于一个部分。",
    )


class OfText(Record):
    """A row about the text of a case or of a part."""

    case = models.ForeignKey(
        CaseStudy, models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name="案例"
    )
    part = models.ForeignKey(
        Part, models.CASCADE, null=True, blank=True, related_name="%(class)ss", verbose_name="部分"
    )

    class Meta:
        abstract = True

    @property
    def text_of(self) -> Any:
        """Return the case or the part."""
        return self.case or self.part


class Version(OfText):
    """How a text stood when it was saved. Never changed, never deleted with a later one."""

    number = models.PositiveIntegerField("版次")
    texts = models.JSONField("文字")
    hash = models.CharField("摘要", max_length=64)
    note = models.CharField("改了什么", max_length=200, blank=True)
    written_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="谁写的")

    class Meta:
        verbose_name = "版本"
        verbose_name_plural = "版本"
        ordering = ("-number",)
        constraints = (
            of_one("version_of_one"),
            models.UniqueConstraint(
                fields=("case", "number"), condition=Q(case__isnull=False), name="version_case_number_once"
            ),
            models.UniqueConstraint(
                fields=("part", "number"), condition=Q(part__isnull=False), name="version_part_number_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.text_of} · {self.number}"


class Comment(OfText):
    """A remark on a text, or on one of its fields. It never leaves."""

    field = models.CharField("段落", max_length=20, blank=True)
    quote = models.CharField("所指文字", max_length=200, blank=True)
    text = models.CharField("意见", max_length=500)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", verbose_name="谁")
    settled_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = "编辑意见"
        verbose_name_plural = "编辑意见"
        ordering = ("settled_at", "created_at")
        constraints = (of_one("comment_of_one"),)

    def __str__(self) -> str:
        return self.text


class Assignment(OfText):
    """Who does what with a text, by which day."""

    class Task(models.TextChoices):
        WRITE = "WRITE", "撰写"
        REVIEW = "REVIEW", "审阅"
        TRANSLATE = "TRANSLATE", "翻译"
        CLEAR = "CLEAR", "核对同意与出处"

    task = models.CharField("做什么", max_length=9, choices=Task.choices)
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name="谁")
    due_on = models.DateField("何时完成")
    done_on = models.DateField("完成日期", null=True, blank=True)

    class Meta:
        verbose_name = "编辑任务"
        verbose_name_plural = "编辑任务"
        ordering = ("done_on", "due_on", "created_at")
        constraints = (of_one("assignment_of_one"),)

    def __str__(self) -> str:
        return f"{self.get_task_display()} {self.text_of}"


class Author(OfText):
    """Who signs a text: of the organisation, or an expert from outside (S07). Both agreed to be named."""

    name = models.CharField("姓名", max_length=60)
    name_en = models.CharField("英文姓名", max_length=80, blank=True)
    affiliation = models.CharField("单位", max_length=120, blank=True)
    affiliation_en = models.CharField("单位（英文）", max_length=160, blank=True)
    is_outside = models.BooleanField("外请专家", default=False)
    order = models.PositiveSmallIntegerField("顺序", default=1)

    class Meta:
        verbose_name = "作者"
        verbose_name_plural = "作者"
        ordering = ("order", "created_at")
        constraints = (of_one("author_of_one"),)

    def __str__(self) -> str:
        return self.name


class Consent(OfText):
    """A person agreed to stand in a text under their name. What is taken back no longer covers."""

    name = models.CharField("姓名", max_length=60)
    given_on = models.DateField("同意日期")
    proof = models.CharField("凭据", max_length=200)
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)

    class Meta:
        verbose_name = "署名同意"
        verbose_name_plural = "署名同意"
        ordering = ("given_on", "created_at")
        constraints = (of_one("consent_of_one"),)

    def __str__(self) -> str:
        return self.name


class Picture(OfText):
    """A photograph without the camera's data. Where people can be made out, their consent is named."""

    caption = models.CharField("图注", max_length=200)
    caption_en = models.CharField("图注（英文）", max_length=260, blank=True)
    alt = models.CharField("替代文字", max_length=200, blank=True)
    alt_en = models.CharField("替代文字（英文）", max_length=260, blank=True)
    credit = models.CharField("拍摄者或出处", max_length=120)
    licence = models.CharField("许可", max_length=60, blank=True)
    shows_people = models.BooleanField("能认出人", default=False)
    consent = models.CharField("肖像同意的凭据", max_length=200, blank=True)
    copy = models.BinaryField("去除拍摄信息的副本")
    width = models.PositiveIntegerField("宽")
    height = models.PositiveIntegerField("高")
    original_hash = models.CharField("原件摘要", max_length=64)
    had_place = models.BooleanField("原件带位置", default=False)

    class Meta:
        verbose_name = "图片"
        verbose_name_plural = "图片"
        ordering = ("created_at",)
        constraints = (of_one("picture_of_one"),)

    def __str__(self) -> str:
        return self.caption


class CitedSource(OfText):
    """Where something in a text comes from, and under which licence (S50)."""

    title = models.CharField("名称", max_length=200)
    url = models.URLField("网址", max_length=400, blank=True)
    licence = models.CharField("许可", max_length=60, blank=True)
    looked_on = models.DateField("查阅日期", null=True, blank=True)

    class Meta:
        verbose_name = "资料来源"
        verbose_name_plural = "资料来源"
        ordering = ("created_at",)
        constraints = (of_one("cited_source_of_one"),)

    def __str__(self) -> str:
        return self.title


class Takedown(OfText):
    """Somebody asks that a text be taken down (S50): it is hidden within a set time, mended, or kept with a reason."""

    class State(models.TextChoices):
        ASKED = "ASKED", "待处理"
        HIDDEN = "HIDDEN", "已下架"
        MENDED = "MENDED", "已改正，其余保留"
        KEPT = "KEPT", "不下架"

    asked_by = models.CharField("谁提出", max_length=120)
    reason = models.CharField("理由", max_length=500)
    due_at = models.DateTimeField("处理期限")
    state = models.CharField("状态", max_length=6, choices=State.choices, default=State.ASKED)
    decided_at = models.DateTimeField("处理时间", null=True, blank=True)
    decision = models.CharField("处理说明", max_length=500, blank=True)
    hidden_at = models.DateTimeField("逾期自动隐藏的时间", null=True, blank=True)
    code_mark = models.CharField("查询码标记", max_length=64, db_index=True, blank=True)

    class Meta:
        verbose_name = "下架请求"
        verbose_name_plural = "下架请求"
        ordering = ("decided_at", "due_at")
        constraints = (
            of_one("takedown_of_one"),
            *(
                models.UniqueConstraint(
                    fields=(name,),
                    condition=Q(state="ASKED", **{f"{name}__isnull": False}),
                    name=f"takedown_{name}_asked_once",
                    violation_error_message="这份文字已有一个待处理的下架请求。",
                )
                for name in ("case", "part")
            ),
        )

    def __str__(self) -> str:
        return f"{self.text_of} · {self.get_state_display()}"
