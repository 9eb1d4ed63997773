"""Tables of others on their way in: tried row by row, loaded, taken back. Their rows are kept as they stood."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.registry.models import Crisis, OwnedRecord


class FigureBatch(OwnedRecord):
    """One table of figures, of facts on places or of others' work: handed in, tried out, loaded, perhaps undone."""

    class Content(models.TextChoices):
        FIGURES = "FIGURES", "官方或他方的数字"
        PLACE_FACTS = "PLACE_FACTS", "人口与脆弱性"
        PRESENCE = "PRESENCE", "谁在哪里做什么"

    class State(models.TextChoices):
        DRAFT = "DRAFT", "待对列"
        CHECKING = "CHECKING", "试读中"
        CHECKED = "CHECKED", "已试读"
        LOADING = "LOADING", "载入中"
        LOADED = "LOADED", "已载入"
        UNDONE = "UNDONE", "已撤销"
        DISCARDED = "DISCARDED", "已放弃"

    # Identification
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    content = models.CharField("内容", max_length=12, choices=Content.choices)
    name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField("文件指纹", max_length=64, db_index=True)
    sheet = models.CharField("工作表", max_length=120, blank=True)
    # Content: the head as it stood, and how it is read
    titles: Any = models.JSONField("表上方的文字", default=list, blank=True)
    headers: Any = models.JSONField("表头", default=list, blank=True)
    tags: Any = models.JSONField("HXL 标签", default=list, blank=True)
    plan: Any = models.JSONField("读法", default=dict, blank=True)
    # State
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.DRAFT, db_index=True)
    counts: Any = models.JSONField("行数", default=dict, blank=True)
    # The job that reads or loads a long table
    job_id = models.UUIDField("任务", null=True, blank=True)
    # Lifecycle
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    loaded_at = models.DateTimeField("载入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "他方表格"
        verbose_name_plural = "他方表格"
        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=("organization", "crisis", "created_at"), name="figure_batch_of_crisis"),
        )

    def __str__(self) -> str:
        return self.name


class FigureRow(OwnedRecord):
    """One row as it stood, persons' data starred out, and the verdict on it."""

    class Level(models.TextChoices):
        OK = "OK", "可以载入"
        READ_AS = "READ_AS", "会读成"
        DOUBTFUL = "DOUBTFUL", "存疑"
        REPEATED = "REPEATED", "已载入过"
        PASSED = "PASSED", "不是数据"
        REFUSED = "REFUSED", "不能载入"

    batch = models.ForeignKey(FigureBatch, models.CASCADE, related_name="rows", verbose_name="批次")
    number = models.PositiveIntegerField("行")
    kind = models.CharField("这一行是", max_length=8)
    cells: Any = models.JSONField("各格")
    merged: Any = models.JSONField("合并的格", default=list, blank=True)
    level = models.CharField("判断", max_length=8, choices=Level.choices, blank=True)
    issues: Any = models.JSONField("逐格说明", default=list, blank=True)
    stated = models.PositiveIntegerField("会登记", default=0)

    class Meta:
        verbose_name = "他方表格的行"
        verbose_name_plural = "他方表格的行"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("batch", "number"), name="figure_row_once"),)
        indexes = (models.Index(fields=("batch", "level"), name="figure_row_level"),)

    def __str__(self) -> str:
        return f"第{self.number}行"


class FigureMapping(OwnedRecord):
    """How a table with such headers was read last time."""

    content = models.CharField("内容", max_length=12, choices=FigureBatch.Content.choices)
    signature = models.CharField("表头指纹", max_length=40)
    plan: Any = models.JSONField("读法")
    used_at = models.DateTimeField("最近使用")

    class Meta:
        verbose_name = "记住的他方表头"
        verbose_name_plural = "记住的他方表头"
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "content", "signature"), name="figure_mapping_once"
            ),
        )

    def __str__(self) -> str:
        return self.signature[:8]


class FromTable(models.Model):
    """What a row of a table stated. `mark` is what was stated, so that it is not loaded twice."""

    batch = models.ForeignKey(
        FigureBatch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="批次"
    )
    row_number = models.PositiveIntegerField("第几行", null=True, blank=True)
    mark = models.CharField("内容指纹", max_length=64, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.UniqueConstraint(
                fields=("organization", "mark"), condition=~Q(mark=""), name="%(class)s_stated_once"
            ),
        )
