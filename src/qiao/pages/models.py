"""The index of the search: what is found where, and which records changed since it was written."""

from django.db import models


class SearchEntry(models.Model):
    """The tokens of one record. The newer the record, the larger the id: the index answers the newest first."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField("种类", max_length=16)
    record_id = models.UUIDField("记录")
    scope = models.CharField("范围", max_length=8)
    tokens = models.TextField("词元", blank=True)

    class Meta:
        verbose_name = "搜索条目"
        verbose_name_plural = "搜索条目"
        constraints = (models.UniqueConstraint(fields=("kind", "record_id"), name="search_entry_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


class SearchPending(models.Model):
    """A record that changed. Written by triggers of the database, so that no door can forget it."""

    kind = models.CharField("种类", max_length=16)
    record_id = models.UUIDField("记录")

    class Meta:
        verbose_name = "待编入搜索"
        verbose_name_plural = "待编入搜索"

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"
