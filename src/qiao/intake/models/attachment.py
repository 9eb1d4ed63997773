"""Photographs, recordings and papers that came with a report: sealed as it is, under its key."""

from django.db import models

from qiao.intake.models.report import Report
from qiao.registry.models import OwnedRecord


class Attachment(OwnedRecord):
    """One file of a report. Its content lies sealed in the data directory; erasing the report ends it too."""

    class Kind(models.TextChoices):
        PHOTO = "PHOTO", "照片"
        AUDIO = "AUDIO", "录音"
        PAPER = "PAPER", "文件"

    # Identification: the id is made by the client, so that sending again cannot double it
    report = models.ForeignKey(Report, models.PROTECT, related_name="attachments", verbose_name="一线信息")
    mark = models.CharField("内容标记", max_length=64, db_index=True)
    # Content
    kind = models.CharField("种类", max_length=6, choices=Kind.choices)
    media_type = models.CharField("格式", max_length=40)
    sealed_name = models.BinaryField("文件名（加密）")
    size = models.PositiveIntegerField("字节数")
    has_copy = models.BooleanField("有去除拍摄信息的副本", default=False)
    width = models.PositiveIntegerField("宽", null=True)
    height = models.PositiveIntegerField("高", null=True)
    # Provenance
    received_at = models.DateTimeField("收到时间")

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ("received_at", "id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {str(self.pk)[:8]}"
