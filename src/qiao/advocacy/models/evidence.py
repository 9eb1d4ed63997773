"""Findings bound to records as they stood."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse

from qiao.accounts.records import Record
from qiao.registry.models import Crisis, OwnedRecord, Place


class Evidence(OwnedRecord):
    """A finding bound to records as they stood at one moment: the ids and the hash of their content.

    `query` is what was searched for; empty where the records were picked by hand. `seal` covers what `hash` does not:
    statement, query, scope and the facts that the grade is made of.
    """

    # Identification: the number by which texts refer to it
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    number = models.PositiveIntegerField("编号", default=0)
    # Content
    statement = models.CharField("所证事实", max_length=300)
    query: Any = models.JSONField("查询条件", default=dict, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="说的是哪里"
    )
    group = models.CharField("说的是哪些人", max_length=12, blank=True)
    is_sensitive = models.BooleanField("涉及丧亲或健康", default=False)
    frozen_at = models.DateTimeField("定格时间")
    hash = models.CharField("内容哈希", max_length=64)
    seal = models.CharField("整份哈希", max_length=64, blank=True)
    summary = models.JSONField("概要", default=dict)

    class Meta:
        verbose_name = "证据"
        verbose_name_plural = "证据"
        ordering = ("-frozen_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "crisis", "number"),
                condition=Q(number__gt=0),
                name="evidence_number_once",
            ),
        )

    def __str__(self) -> str:
        return self.statement

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("advocacy:evidence", args=(self.pk,))

    @property
    def is_by_hand(self) -> bool:
        """Say whether a person picked the records one by one."""
        return not self.query


class EvidenceRecord(Record):
    """One frozen record: what it is, and what it said then, masked. A dropped one stays, with the reason."""

    class Stance(models.TextChoices):
        FOR = "FOR", "支持"
        AGAINST = "AGAINST", "相反"
        SILENT = "SILENT", "没有说到"

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="records", verbose_name="证据")
    record_type = models.CharField("类别", max_length=40)
    record_id = models.UUIDField("记录", db_index=True)
    content = models.JSONField("当时内容")
    facts: Any = models.JSONField("评级所据", default=dict, blank=True)
    stance = models.CharField("立场", max_length=8, choices=Stance.choices, default=Stance.FOR)
    dropped_at = models.DateTimeField("剔除时间", null=True, blank=True)
    dropped_reason = models.CharField("剔除理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "证据记录"
        verbose_name_plural = "证据记录"
        constraints = (
            models.UniqueConstraint(
                fields=("evidence", "record_type", "record_id"), name="evidence_record_once"
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True) | ~Q(dropped_reason=""),
                name="evidence_record_dropped_with_reason",
                violation_error_message="剔除记录要写明理由。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.record_type} {str(self.record_id)[:8]}"


class Quote(Record):
    """What somebody said, in a few words that a person edited until nobody can be made out, and what was agreed to."""

    class Consent(models.TextChoices):
        NOT_ASKED = "NOT_ASKED", "没有问过本人"
        INTERNAL = "INTERNAL", "只同意内部使用"
        UNNAMED = "UNNAMED", "同意不具名引用"
        NAMED = "NAMED", "同意具名引用"

    record = models.ForeignKey(EvidenceRecord, models.CASCADE, related_name="quotes", verbose_name="证据记录")
    text = models.CharField("引语", max_length=200)
    consent = models.CharField(
        "本人同意到哪一步", max_length=10, choices=Consent.choices, default=Consent.NOT_ASKED
    )
    consent_note = models.CharField("何时怎样问的", max_length=120, blank=True)

    class Meta:
        verbose_name = "引语"
        verbose_name_plural = "引语"
        ordering = ("created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(consent__in=("NOT_ASKED", "INTERNAL")) | ~Q(consent_note=""),
                name="quote_consent_says_how",
                violation_error_message="写明何时、怎样得到本人同意。",
            ),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def may_leave(self) -> bool:
        """Say whether it may be read outside the organisation."""
        return self.consent in {self.Consent.UNNAMED, self.Consent.NAMED}
