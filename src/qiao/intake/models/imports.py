"""Tables that are loaded once: the batch, its file while it is needed, a verdict for each row, known headers."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.intake.models.report import Report
from qiao.registry.models import Crisis, OwnedRecord


class ImportBatch(OwnedRecord):
    """One table on its way in: handed in, looked at row by row, loaded, perhaps taken back."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "待对列"
        CHECKING = "CHECKING", "试读中"
        CHECKED = "CHECKED", "已试读"
        LOADING = "LOADING", "载入中"
        LOADED = "LOADED", "已载入"
        UNDONE = "UNDONE", "已撤销"
        DISCARDED = "DISCARDED", "已放弃"

    class Policy(models.TextChoices):
        ALL = "ALL", "全部载入，否则一行不载"
        SKIP = "SKIP", "跳过有错的行"

    # Identification
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    name = models.CharField("文件名", max_length=120)
    sha256 = models.CharField("文件指纹", max_length=64, db_index=True)
    size = models.PositiveIntegerField("字节数")
    # Content: how it is read
    sheet = models.CharField("工作表", max_length=120, blank=True)
    plan: Any = models.JSONField("读法", default=dict, blank=True)
    headers: Any = models.JSONField("表头", default=list, blank=True)
    keep_repeats = models.BooleanField("重复的行也载入", default=False)
    policy = models.CharField("遇到有错的行", max_length=4, choices=Policy.choices, default=Policy.SKIP)
    # State
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.DRAFT, db_index=True)
    figures: Any = models.JSONField("行数", default=dict, blank=True)
    job_id = models.UUIDField("任务", null=True, blank=True)
    # Lifecycle
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    loaded_at = models.DateTimeField("载入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("organization", "crisis", "created_at"), name="import_of_crisis"),)

    def __str__(self) -> str:
        return self.name


class ImportFile(models.Model):
    """The file of a batch, sealed under a key of its own; deleted when the batch no longer needs it."""

    batch = models.OneToOneField(ImportBatch, models.CASCADE, primary_key=True, related_name="file")
    sealed = models.BinaryField("文件（加密）")
    wrapped = models.BinaryField("密钥")

    class Meta:
        verbose_name = "导入文件"
        verbose_name_plural = "导入文件"

    def __str__(self) -> str:
        return str(self.batch_id)


class ImportRow(OwnedRecord):
    """The verdict of one row. Holds no cell that names a person; the row's words are in its report."""

    class Level(models.TextChoices):
        OK = "OK", "可以载入"
        READ_AS = "READ_AS", "会读成"
        DOUBTFUL = "DOUBTFUL", "存疑"
        REPEATED = "REPEATED", "已载入过"
        PASSED = "PASSED", "不是数据"
        REFUSED = "REFUSED", "不能载入"

    class State(models.TextChoices):
        WAITING = "WAITING", "未载入"
        LOADED = "LOADED", "已载入"
        UNDONE = "UNDONE", "已撤销"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", verbose_name="批次")
    # The batch's crisis again, so that the database sees the same row in two batches
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    number = models.PositiveIntegerField("行")
    mark = models.CharField("行指纹", max_length=64, blank=True)
    level = models.CharField("判断", max_length=8, choices=Level.choices)
    issues: Any = models.JSONField("逐格说明", default=list, blank=True)
    voices = models.PositiveSmallIntegerField("会建立", default=0)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.WAITING)
    report = models.OneToOneField(
        Report, models.PROTECT, null=True, blank=True, related_name="import_row", verbose_name="一线信息"
    )
    before_undo: Any = models.JSONField("撤销前状态", default=dict, blank=True)

    class Meta:
        verbose_name = "导入的行"
        verbose_name_plural = "导入的行"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("batch", "number"), name="import_row_once"),
            models.UniqueConstraint(
                fields=("organization", "crisis", "mark"),
                condition=Q(state="LOADED"),
                name="import_row_loaded_once",
            ),
            models.CheckConstraint(
                condition=Q(state="WAITING") | Q(report__isnull=False), name="import_row_loaded_has_report"
            ),
        )
        indexes = (models.Index(fields=("batch", "level"), name="import_row_level"),)

    def __str__(self) -> str:
        return f"第{self.number}行"

    @property
    def report_id_to_be(self) -> uuid.UUID:
        """Return the id which the row's report has or will have: the same however often it is tried."""
        return uuid.uuid5(self.batch_id, str(self.number))


class ImportMapping(OwnedRecord):
    """What the columns of such a table were last time, by the mark of its headers."""

    signature = models.CharField("表头指纹", max_length=40)
    plan: Any = models.JSONField("读法")
    used_at = models.DateTimeField("最近使用")

    class Meta:
        verbose_name = "记住的表头"
        verbose_name_plural = "记住的表头"
        constraints = (
            models.UniqueConstraint(fields=("organization", "signature"), name="import_mapping_once"),
        )

    def __str__(self) -> str:
        return self.signature[:8]
