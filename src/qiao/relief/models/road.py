"""Roads as people measured them: a table uploaded for a crisis, used in place of the great circle."""

from django.conf import settings
from django.db import models

from qiao.registry.models import Crisis, OwnedRecord


class RoadList(OwnedRecord):
    """A table of roads, as it was understood. The newest of a crisis counts; older ones stay as they were."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    name = models.CharField("文件名", max_length=120)
    # Content: rows of from, to (codes of places), kilometres and minutes, None where the table does not tell
    roads = models.JSONField("路程", default=list)
    # Rows that were not understood: number, code, cell
    refused = models.JSONField("没有读懂的行", default=list, blank=True)
    saved_at = models.DateTimeField("上传时间")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )

    class Meta:
        verbose_name = "路程表"
        verbose_name_plural = "路程表"
        ordering = ("-saved_at",)

    def __str__(self) -> str:
        return self.name
