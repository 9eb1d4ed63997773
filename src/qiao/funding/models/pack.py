"""Disclosure packs: what came in, went out and is left in a period, frozen and published."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.funding.models.campaign import Campaign
from qiao.funding.models.lawful import Disclosure
from qiao.registry.models import OwnedRecord


class PackBoard(OwnedRecord):
    """Where an organisation's packs are read without an account: one address, kept for good."""

    code = models.SlugField("地址码", max_length=12, unique=True)

    class Meta:
        verbose_name = "收支公开栏"
        verbose_name_plural = "收支公开栏"
        constraints = (models.UniqueConstraint(fields=("organization",), name="pack_board_once"),)

    def __str__(self) -> str:
        return self.code


class DisclosurePack(OwnedRecord):
    """One published pack, frozen. A correction is a further version that says what changed; those before it stay.

    No donor's name stands in it: the content names gifts, and pages look the names up as long as the consent lasts.
    """

    class Kind(models.TextChoices):
        RECEIPTS = "RECEIPTS", "接收情况（至少每五日）"
        QUARTER = "QUARTER", "募捐情况（每三个月）"
        FINAL = "FINAL", "全面公开（结束后）"
        PERIOD = "PERIOD", "一段时间的收支"

    board = models.ForeignKey(PackBoard, models.PROTECT, related_name="packs", verbose_name="收支公开栏")
    number = models.PositiveIntegerField("第几份")
    version = models.PositiveSmallIntegerField("第几版", default=1)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="募捐活动"
    )
    since = models.DateField("自")
    until = models.DateField("至")
    # Content
    content: Any = models.JSONField("内容")
    hash = models.CharField("内容指纹", max_length=64)
    note = models.CharField("更正说明", max_length=300, blank=True)
    # Provenance
    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公开与报送"
    )
    issued_at = models.DateTimeField("发布时间")
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发布人"
    )

    class Meta:
        verbose_name = "收支公开材料"
        verbose_name_plural = "收支公开材料"
        ordering = ("-number", "-version")
        constraints = (
            models.UniqueConstraint(fields=("board", "number", "version"), name="pack_version_once"),
            models.CheckConstraint(
                condition=Q(version=1, note="") | (Q(version__gt=1) & ~Q(note="")),
                name="pack_correction_says_why",
                violation_error_message="更正要写明改了什么、为什么。",
            ),
            models.CheckConstraint(
                condition=Q(since__lte=F("until")),
                name="pack_period_in_order",
                violation_error_message="期末不能早于期初。",
            ),
            models.CheckConstraint(
                condition=Q(kind="PERIOD") | Q(campaign__isnull=False),
                name="pack_of_the_law_names_its_campaign",
                violation_error_message="法定的公开要写明哪个募捐活动。",
            ),
        )

    def __str__(self) -> str:
        return f"第 {self.number} 份"

    @property
    def is_correction(self) -> bool:
        return self.version > 1
