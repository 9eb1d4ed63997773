"""The verification desk: whose hands an entry is in, for how long, and how that ended."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.intake.models.voice import Need, Offer, Verification
from qiao.registry.models import Crisis, OwnedRecord


class Turn(OwnedRecord):
    """One entry in one person's hands. While it is open nobody else gets the entry; the database keeps that."""

    class Ending(models.TextChoices):
        DONE = "DONE", "已记结果"
        SKIPPED = "SKIPPED", "先跳过"
        RELEASED = "RELEASED", "已放回"
        LAPSED = "LAPSED", "逾时收回"

    class Reason(models.TextChoices):
        BUSY = "BUSY", "占线，一刻钟后再打"
        PROMISED = "PROMISED", "约好一小时后再打"
        LANGUAGE = "LANGUAGE", "听不懂对方的话"
        KNOWN = "KNOWN", "认识对方，请别人打"
        OTHER = "OTHER", "我打不合适"

    # Identification
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    need = models.ForeignKey(
        Need, models.CASCADE, null=True, blank=True, related_name="turns", verbose_name="需求"
    )
    offer = models.ForeignKey(
        Offer, models.CASCADE, null=True, blank=True, related_name="turns", verbose_name="资源"
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="核实人"
    )
    # Content
    reason = models.CharField("跳过原因", max_length=10, choices=Reason.choices, blank=True)
    again_at = models.DateTimeField("何时再打", null=True, blank=True)
    verification = models.OneToOneField(
        Verification, models.SET_NULL, null=True, blank=True, related_name="turn", verbose_name="核实"
    )
    before: Any = models.JSONField("核实前", default=dict, blank=True)
    after: Any = models.JSONField("核实后", default=dict, blank=True)
    # Lifecycle
    taken_at = models.DateTimeField("取走时间", db_index=True)
    held_until = models.DateTimeField("保留至")
    revealed_at = models.DateTimeField("看电话时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    ending = models.CharField("怎样结束", max_length=8, choices=Ending.choices, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "手上的一条"
        verbose_name_plural = "手上的一条"
        ordering = ("-taken_at",)
        indexes = (models.Index(fields=("organization", "holder", "taken_at"), name="turn_of_holder"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(need__isnull=False, offer__isnull=True)
                | Q(need__isnull=True, offer__isnull=False),
                name="turn_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="turn_ends_in_some_way",
            ),
            models.UniqueConstraint(
                fields=("need",), condition=Q(ended_at__isnull=True), name="turn_of_need_once"
            ),
            models.UniqueConstraint(
                fields=("offer",), condition=Q(ended_at__isnull=True), name="turn_of_offer_once"
            ),
            models.UniqueConstraint(
                fields=("organization", "holder"),
                condition=Q(ended_at__isnull=True),
                name="turn_in_hand_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.holder} {self.voice.what}"

    @property
    def voice(self) -> Need | Offer:
        """Return the need or the offer in hand."""
        held = self.need or self.offer
        if held is None:
            raise ValueError(self.pk)
        return held
