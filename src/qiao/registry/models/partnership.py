"""An outside organisation works through a local one (S14); what stood in the way, and how it was overcome."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.registry.models.crisis import Crisis
from qiao.registry.models.organization import Organization
from qiao.registry.models.owned import OwnedRecord
from qiao.registry.models.place import Place


class Partnership(OwnedRecord):
    """A lead from elsewhere and a local partner who carries the work out: proposed with reasons, accepted or refused."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", "待答复"
        ACCEPTED = "ACCEPTED", "已达成"
        REFUSED = "REFUSED", "未达成"
        ENDED = "ENDED", "已结束"

    crisis = models.ForeignKey(
        Crisis, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="突发事件"
    )
    lead = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="牵头方")
    local = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="本地伙伴")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="地域")
    scope = models.CharField("合作内容", max_length=300)
    since = models.DateField("自", null=True, blank=True)
    # Why it was proposed, and what came of it
    reasons: Any = models.JSONField("理由", default=list, blank=True)
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.ACCEPTED)
    decided_at = models.DateTimeField("答复时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="登记人",
    )
    answer = models.CharField("答复的话", max_length=300, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "合作关系"
        verbose_name_plural = "合作关系"
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(lead=F("local")),
                name="partnership_needs_two",
                violation_error_message="牵头方和本地伙伴要是两个组织。",
            ),
            models.CheckConstraint(
                condition=~Q(state="REFUSED") | ~Q(answer=""),
                name="partnership_refused_with_reason",
                violation_error_message="未达成要写明原因。",
            ),
            models.UniqueConstraint(
                fields=("organization", "crisis", "lead", "local", "place"),
                condition=Q(state__in=("PROPOSED", "ACCEPTED")),
                name="partnership_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.lead} – {self.local}"


class Obstacle(OwnedRecord):
    """What stood in the way of work in a place. How it was overcome is written once."""

    class Kind(models.TextChoices):
        PERMIT = "PERMIT", "通行与许可"
        TRANSPORT = "TRANSPORT", "运输"
        INFORMATION = "INFORMATION", "信息不通"
        TRUST = "TRUST", "身份与信任"
        RULES = "RULES", "政策与规定"
        MONEY = "MONEY", "经费"
        PEOPLE = "PEOPLE", "人手"
        LANGUAGE = "LANGUAGE", "语言与习俗"
        OTHER = "OTHER", "其他"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, blank=True, related_name="obstacles", verbose_name="合作关系"
    )
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    what = models.CharField("遇到什么", max_length=300)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="地点"
    )
    met_on = models.DateField("遇到的日期")
    resolved_on = models.DateField("解决的日期", null=True, blank=True)
    how = models.CharField("怎样解决的", max_length=300, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "障碍"
        verbose_name_plural = "障碍"
        ordering = ("-met_on", "-created_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(resolved_on__isnull=True, how="")
                | (Q(resolved_on__gte=F("met_on")) & ~Q(how="")),
                name="obstacle_resolved_after_it_was_met",
                violation_error_message="写明怎样解决的；解决不能早于遇到。",
            ),
        )

    def __str__(self) -> str:
        return self.what

    def days_open(self, today: date) -> int:
        """Return for how many days it stood, until it was resolved or until `today`."""
        return ((self.resolved_on or today) - self.met_on).days
