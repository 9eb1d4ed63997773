"""Synchronised sheets: where each line stands, what was refused, and what vanished without a word."""

from django.db import models

from qiao.accounts.records import Record
from qiao.intake.models.voice import Need
from qiao.registry.models import Crisis, Organization, OwnedRecord


class SheetSource(OwnedRecord):
    """A shared sheet that is read again and again, and how far it was read."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    name = models.CharField("名称", max_length=120)
    last_version = models.CharField("最后版本", max_length=80, blank=True)
    last_version_at = models.DateTimeField("最后版本时间", null=True, blank=True)
    versions_read = models.PositiveIntegerField("已读版本数", default=0)
    figures = models.JSONField("累计数", default=dict, blank=True)

    class Meta:
        verbose_name = "同步表格"
        verbose_name_plural = "同步表格"
        constraints = (models.UniqueConstraint(fields=("organization", "name"), name="sheet_source_once"),)

    def __str__(self) -> str:
        return self.name


class SheetLine(Record):
    """One institution of a synchronised sheet and whether it still stands there."""

    source = models.ForeignKey(SheetSource, models.CASCADE, related_name="lines", verbose_name="表格")
    key = models.CharField("键", max_length=200)
    institution = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="单位")
    first_seen_at = models.DateTimeField("首次出现")
    last_seen_at = models.DateTimeField("最近出现")
    absent_since = models.DateTimeField("何时起不见", null=True, blank=True)
    appearances = models.PositiveIntegerField("出现次数", default=1)

    class Meta:
        verbose_name = "表格行"
        verbose_name_plural = "表格行"
        constraints = (models.UniqueConstraint(fields=("source", "key"), name="sheet_line_once"),)

    def __str__(self) -> str:
        return self.key


class Alert(OwnedRecord):
    """Something a person should look at: an institution vanished, a need expired, a figure jumped."""

    class Kind(models.TextChoices):
        VANISHED = "VANISHED", "来源中消失"
        FLAPPING = "FLAPPING", "反复出现"
        EXPIRED = "EXPIRED", "过期待回访"
        REPORTER = "REPORTER", "反映人来信"
        UNREACHED = "UNREACHED", "三次联系不上"

    class State(models.TextChoices):
        OPEN = "OPEN", "待处理"
        CLEARED = "CLEARED", "自行恢复"
        DONE = "DONE", "已处理"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    line = models.ForeignKey(
        SheetLine, models.CASCADE, null=True, blank=True, related_name="alerts", verbose_name="表格行"
    )
    need = models.ForeignKey(
        Need, models.CASCADE, null=True, blank=True, related_name="alerts", verbose_name="需求"
    )
    raised_at = models.DateTimeField("发现时间")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField("处理时间", null=True, blank=True)
    details = models.JSONField("细节", default=dict, blank=True)

    class Meta:
        verbose_name = "提醒"
        verbose_name_plural = "提醒"
        ordering = ("-raised_at",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.line or self.need or ''}"


class Refusal(OwnedRecord):
    """A row of a sheet that was not loaded: which row and cell, what stood there, what to do."""

    source = models.ForeignKey(SheetSource, models.CASCADE, related_name="refusals", verbose_name="表格")
    version = models.CharField("版本", max_length=80)
    row = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=80)
    value = models.CharField("内容", max_length=200, blank=True)
    code = models.CharField("代码", max_length=40)

    class Meta:
        verbose_name = "未导入的行"
        verbose_name_plural = "未导入的行"
        constraints = (
            models.UniqueConstraint(fields=("source", "version", "row", "column"), name="refusal_once"),
        )

    def __str__(self) -> str:
        return f"第{self.row}行 {self.column}"
