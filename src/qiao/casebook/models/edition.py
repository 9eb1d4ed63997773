"""Editions of a collection: when a book was made public, and which files it consists of."""

from django.conf import settings
from django.db import models

from qiao.casebook.models.book import Collection
from qiao.registry.models import OwnedRecord


class Edition(OwnedRecord):
    """A public edition: the files lie in the data folder under its id, their hashes here."""

    class Language(models.TextChoices):
        CHINESE = "zh-Hans", "中文"
        ENGLISH = "en", "英文"

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="editions", verbose_name="案例集")
    number = models.PositiveSmallIntegerField("版次")
    language = models.CharField("语言", max_length=7, choices=Language.choices, default=Language.CHINESE)
    issued_at = models.DateTimeField("出版时间")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁出版的"
    )
    name = models.CharField("文件名", max_length=60)
    files = models.JSONField("文件及摘要", default=dict)
    citation = models.CharField("引用格式", max_length=500, blank=True)

    class Meta:
        verbose_name = "案例集版本"
        verbose_name_plural = "案例集版本"
        ordering = ("-issued_at", "-number")
        constraints = (
            models.UniqueConstraint(fields=("collection", "language", "number"), name="edition_number_once"),
        )

    def __str__(self) -> str:
        return f"{self.collection} · {self.number}"


class Printing(OwnedRecord):
    """An edition somebody asked for: a worker builds it while the page tells how far it is."""

    collection = models.ForeignKey(
        Collection, models.CASCADE, related_name="printings", verbose_name="案例集"
    )
    language = models.CharField("语言", max_length=7, choices=Edition.Language.choices)
    asked_at = models.DateTimeField("发起时间")
    job_id = models.UUIDField("任务")
    edition = models.ForeignKey(
        Edition, models.SET_NULL, null=True, related_name="+", verbose_name="出成的版本"
    )
    cancelled_at = models.DateTimeField("取消时间", null=True, blank=True)
    refusal = models.JSONField("没有出成的原因", default=dict, blank=True)

    class Meta:
        verbose_name = "出版任务"
        verbose_name_plural = "出版任务"
        ordering = ("-asked_at", "-created_at")

    def __str__(self) -> str:
        return f"{self.collection} · {self.get_language_display()}"
