"""Forms filled in the field: their versions, who may send them, and what was sent."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models

from qiao.intake.models.report import Report
from qiao.registry.models import Crisis, OwnedRecord


class FieldForm(OwnedRecord):
    """A form that telephones fill in without a network. Its versions follow one another; none is lost."""

    class Kind(models.TextChoices):
        NEED = "NEED", "需求"
        OFFER = "OFFER", "资源"
        UPDATE = "UPDATE", "需求跟进"
        STOCK = "STOCK", "库存清点"
        SHIFT = "SHIFT", "志愿服务签到"
        OTHER = "OTHER", "其他情况"

    class State(models.TextChoices):
        DRAFT = "DRAFT", "草稿"
        PUBLISHED = "PUBLISHED", "已发布"
        CLOSED = "CLOSED", "已停用"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    form_id = models.CharField("表单编号", max_length=80)
    title = models.CharField("名称", max_length=120)
    kind = models.CharField("收什么", max_length=6, choices=Kind.choices, default=Kind.OTHER)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)

    class Meta:
        verbose_name = "外采表单"
        verbose_name_plural = "外采表单"
        ordering = ("title", "form_id")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "crisis", "form_id"),
                name="field_form_id_once_a_crisis",
                violation_error_message="这个事件里已有这个编号的表单。",
            ),
        )

    def __str__(self) -> str:
        return self.title


class FormVersion(OwnedRecord):
    """One version of a form as telephones load it. What was filled with an older one is still taken."""

    form = models.ForeignKey(FieldForm, models.CASCADE, related_name="versions", verbose_name="外采表单")
    version = models.CharField("版本", max_length=40)
    title = models.CharField("名称", max_length=120)
    # Content
    xml = models.TextField("XForm")
    digest = models.CharField("摘要", max_length=32)
    source_name = models.CharField("原文件名", max_length=120, blank=True)
    source = models.BinaryField("原文件", null=True)
    questions: Any = models.JSONField("问题", default=list)
    mapping: Any = models.JSONField("问题对应的栏目", default=dict, blank=True)
    # Lifecycle
    published_at = models.DateTimeField("发布时间", null=True, blank=True)

    class Meta:
        verbose_name = "表单版本"
        verbose_name_plural = "表单版本"
        ordering = ("-created_at",)
        constraints = (models.UniqueConstraint(fields=("form", "version"), name="form_version_once"),)

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


class FormMedia(OwnedRecord):
    """A picture or a list that a version of a form shows."""

    version = models.ForeignKey(FormVersion, models.CASCADE, related_name="media", verbose_name="表单版本")
    name = models.CharField("文件名", max_length=100)
    content = models.BinaryField("内容")
    digest = models.CharField("摘要", max_length=32)

    class Meta:
        verbose_name = "表单附件"
        verbose_name_plural = "表单附件"
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("version", "name"), name="form_media_once"),)

    def __str__(self) -> str:
        return self.name


class Collector(OwnedRecord):
    """A telephone or a person that sends filled forms. Only the keyed mark of its code is kept."""

    name = models.CharField("称呼", max_length=80)
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    forms = models.ManyToManyField(FieldForm, related_name="collectors", verbose_name="可填的表单")
    mark = models.CharField("口令标记", max_length=64, unique=True)
    # Lifecycle
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发放人"
    )
    expires_at = models.DateTimeField("失效时间")
    last_used_at = models.DateTimeField("最近使用", null=True, blank=True)
    revoked_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "采集员"
        verbose_name_plural = "采集员"
        ordering = ("revoked_at", "-created_at")

    def __str__(self) -> str:
        return self.name

    def is_valid(self, now: datetime) -> bool:
        """Say whether the code opens anything at `now`."""
        return self.revoked_at is None and now < self.expires_at


class FilledForm(models.Model):
    """A form as it was sent: the XML sealed under its report's key, and the version it was filled with."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="filled")
    version = models.ForeignKey(FormVersion, models.PROTECT, related_name="filled", verbose_name="表单版本")
    collector = models.ForeignKey(
        Collector, models.PROTECT, null=True, related_name="filled", verbose_name="采集员"
    )
    instance_id = models.CharField("份号", max_length=120)
    mark = models.CharField("内容标记", max_length=64)
    sealed_xml = models.BinaryField("原件（加密）")
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="更正了哪一份"
    )

    class Meta:
        verbose_name = "已填表单"
        verbose_name_plural = "已填表单"

    def __str__(self) -> str:
        return self.instance_id
