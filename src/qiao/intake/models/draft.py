"""Pastes that are looked at before they are saved: the draft, its sealed words, and what each message would become."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models

from qiao.intake.models.report import Report
from qiao.registry.models import Crisis, OwnedRecord


class PasteDraft(OwnedRecord):
    """One paste of many messages. Until it is saved it is its maker's own, and it expires."""

    class State(models.TextChoices):
        READING = "READING", "正在识别"
        READ = "READ", "待确认"
        SAVED = "SAVED", "已保存"
        UNDONE = "UNDONE", "已撤销"
        DISCARDED = "DISCARDED", "已放弃"

    # Identification: the id is made by the client, so that sending again cannot double it
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    mark = models.CharField("内容指纹", max_length=64)
    # Content
    name = models.CharField("文件名", max_length=120, blank=True)
    channel = models.CharField("渠道", max_length=60, blank=True)
    is_chat = models.BooleanField("群聊", default=False)
    notices = models.PositiveIntegerField("略去的提示行", default=0)
    size = models.PositiveIntegerField("消息数")
    # State
    state = models.CharField(
        "状态", max_length=9, choices=State.choices, default=State.READING, db_index=True
    )
    job_id = models.UUIDField("任务", null=True, blank=True)
    figures: Any = models.JSONField("条数", default=dict, blank=True)
    # Lifecycle
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="粘贴人"
    )
    expires_at = models.DateTimeField("未保存则何时删除", db_index=True)
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "待确认的粘贴"
        verbose_name_plural = "待确认的粘贴"
        ordering = ("-created_at",)
        indexes = (models.Index(fields=("organization", "crisis", "created_at"), name="draft_of_crisis"),)

    def __str__(self) -> str:
        return self.name or f"粘贴 {str(self.pk)[:8]}"


class DraftText(models.Model):
    """The words of a draft, sealed under a key of its own; deleted when it is saved, put aside or expired."""

    draft = models.OneToOneField(PasteDraft, models.CASCADE, primary_key=True, related_name="text")
    sealed = models.BinaryField("原文（加密）")
    wrapped = models.BinaryField("密钥")

    class Meta:
        verbose_name = "待确认的原文"
        verbose_name_plural = "待确认的原文"

    def __str__(self) -> str:
        return str(self.draft_id)


class DraftLine(OwnedRecord):
    """One message of a draft: what was read of it, what its maker says otherwise, what it became."""

    class Kind(models.TextChoices):
        NEED = "NEED", "需求"
        OFFER = "OFFER", "资源"
        INFO = "INFO", "信息"
        RUMOUR = "RUMOUR", "传闻"
        CHATTER = "CHATTER", "闲聊"

    class Repeat(models.TextChoices):
        AS_READ = "", "照识别结果"
        YES = "YES", "是重复"
        NO = "NO", "不是重复"

    draft = models.ForeignKey(PasteDraft, models.CASCADE, related_name="lines", verbose_name="粘贴")
    number = models.PositiveIntegerField("第几条")
    # Content: masked; the words themselves lie sealed with the draft
    masked = models.TextField("脱敏文本")
    said_at = models.DateTimeField("原话时间", null=True, blank=True)
    phones: Any = models.JSONField("号码标记", default=list, blank=True)
    reading: Any = models.JSONField("识别结果", default=list, blank=True)
    # What was understood
    read_kind = models.CharField("识别为", max_length=7, choices=Kind.choices)
    read_voices: Any = models.JSONField("识别出的需求和资源", default=list, blank=True)
    doubts: Any = models.JSONField("存疑", default=list, blank=True)
    likely: Any = models.JSONField("可能的重复", default=list, blank=True)
    known = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="以前收下的同一条"
    )
    # What the maker says otherwise
    said_kind = models.CharField("改为", max_length=7, choices=Kind.choices, blank=True)
    said_voices: Any = models.JSONField("更正后的需求和资源", null=True, blank=True)
    said_repeat = models.CharField("重复", max_length=3, choices=Repeat.choices, blank=True)
    said_of: Any = models.JSONField("是哪一条的重复", default=dict, blank=True)
    is_dropped = models.BooleanField("不保存", null=True, blank=True)
    # What it became
    report = models.OneToOneField(
        Report, models.PROTECT, null=True, blank=True, related_name="draft_line", verbose_name="一线信息"
    )
    before_undo: Any = models.JSONField("撤销前状态", default=dict, blank=True)

    class Meta:
        verbose_name = "粘贴的一条"
        verbose_name_plural = "粘贴的一条"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("draft", "number"), name="draft_line_once"),)

    def __str__(self) -> str:
        return f"第{self.number}条"

    @property
    def kind(self) -> str:
        """Return what it counts as: what its maker says, else what was read."""
        return str(self.said_kind or self.read_kind)

    @property
    def is_kept(self) -> bool:
        """Say whether it will be saved. Small talk is not, unless its maker wants it."""
        if self.known_id is not None:
            return False
        return self.kind != self.Kind.CHATTER if self.is_dropped is None else not self.is_dropped

    @property
    def repeat(self) -> dict[str, Any]:
        """Return what it repeats, {"line": n} or {"report": id}; empty where nothing. Only what is sure is proposed."""
        if self.said_repeat == self.Repeat.YES:
            return dict(self.said_of)
        if self.said_repeat == self.Repeat.NO or not self.likely or not self.likely[0]["is_sure"]:
            return {}
        return {key: value for key, value in self.likely[0].items() if key in {"line", "report"}}

    @property
    def is_judged(self) -> bool:
        """Say whether its maker said anything of it."""
        return bool(
            self.said_kind or self.said_repeat or self.said_voices is not None or self.is_dropped is not None
        )

    @property
    def report_id_to_be(self) -> uuid.UUID:
        """Return the id which its report has or will have: the same however often it is saved."""
        return uuid.uuid5(self.draft_id, str(self.number))
