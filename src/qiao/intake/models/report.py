"""Reports: kept word for word, sealed, never edited (DESIGN law 2)."""

from datetime import datetime

from django.conf import settings
from django.db import models

from qiao.accounts.records import Record
from qiao.registry.models import Crisis, OwnedRecord, Place


class Report(OwnedRecord):
    """One message as it came in. Its text and contacts are sealed; the row is never changed."""

    class Source(models.TextChoices):
        FORM = "FORM", "表单"
        PASTE = "PASTE", "粘贴"
        SHEET = "SHEET", "表格"
        API = "API", "接口"
        OPENROSA = "OPENROSA", "外采表单"
        HOOK = "HOOK", "推送"

    # Identification: the id is made by the client, so that sending again cannot double it
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    source = models.CharField("来源", max_length=8, choices=Source.choices)
    channel = models.CharField("渠道", max_length=60, blank=True)
    # Content
    sealed_text = models.BinaryField("原文（加密）")
    sealed_contact = models.BinaryField("联系方式（加密）", null=True)
    fingerprint = models.CharField("指纹", max_length=64, db_index=True)
    # Provenance
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="反映人所在地"
    )
    received_at = models.DateTimeField("收到时间", db_index=True)
    said_at = models.DateTimeField("原话时间", null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="录入人"
    )
    origin = models.CharField("原始出处", max_length=300, blank=True)

    class Meta:
        verbose_name = "一线信息"
        verbose_name_plural = "一线信息"
        ordering = ("-received_at",)
        indexes = (
            models.Index(fields=("organization", "crisis", "-received_at", "id"), name="report_newest_first"),
        )

    def __str__(self) -> str:
        return f"一线信息 {str(self.pk)[:8]}"

    @property
    def told_at(self) -> datetime:
        """Return when it was said, where the message tells; else when it came in."""
        return self.said_at or self.received_at

    @property
    def is_erased(self) -> bool:
        """Say whether its key was destroyed."""
        return not hasattr(self, "key")


class ReportKey(models.Model):
    """The key of one report, wrapped by the house's. Erasure deletes this row."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="key")
    wrapped = models.BinaryField()

    class Meta:
        verbose_name = "信息密钥"
        verbose_name_plural = "信息密钥"

    def __str__(self) -> str:
        return str(self.report_id)


class MaskedCopy(models.Model):
    """The text with persons' data masked, character for character, for pages, search and exports."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="masked")
    text = models.TextField("脱敏文本")

    class Meta:
        verbose_name = "脱敏文本"
        verbose_name_plural = "脱敏文本"

    def __str__(self) -> str:
        return self.text


class ReportPhone(Record):
    """A telephone number named in a report, as a keyed mark by which repeats are found."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="phones", verbose_name="一线信息")
    mark = models.CharField("号码标记", max_length=64, db_index=True)
    masked = models.CharField("脱敏号码", max_length=20)

    class Meta:
        verbose_name = "电话标记"
        verbose_name_plural = "电话标记"
        constraints = (models.UniqueConstraint(fields=("report", "mark"), name="report_phone_once"),)

    def __str__(self) -> str:
        return self.masked


class ReportReceipt(models.Model):
    """The mark by which the sender's receipt code finds a report. The code itself is kept nowhere."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="receipt")
    mark = models.CharField("查询码标记", max_length=64, unique=True)

    class Meta:
        verbose_name = "查询码"
        verbose_name_plural = "查询码"

    def __str__(self) -> str:
        return str(self.report_id)


class Reading(Record):
    """What the machine or a person understood of a report, with the characters it came from."""

    class Reader(models.TextChoices):
        RULES = "RULES", "规则"
        PERSON = "PERSON", "人工"
        SHEET = "SHEET", "表格列"
        FORM = "FORM", "表单问题"

    report = models.ForeignKey(Report, models.CASCADE, related_name="readings", verbose_name="一线信息")
    reader = models.CharField("识别者", max_length=8, choices=Reader.choices)
    version = models.CharField("规则版本", max_length=20, blank=True)
    content = models.JSONField("识别结果")

    class Meta:
        verbose_name = "识别结果"
        verbose_name_plural = "识别结果"
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"{self.get_reader_display()} {self.created_at:%m-%d %H:%M}"
