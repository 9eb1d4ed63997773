"""What goods weigh, and lorries that were shared out and sent together."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.registry.models import Crisis, Item, OwnedRecord
from qiao.relief.models.road import RoadList
from qiao.relief.models.stock import Lot


class Measure(OwnedRecord):
    """How heavy and how large so many pieces are, as somebody told it of a lot.

    The newest counts for its lot, and for every lot of the item of which nobody told. None is ever changed. What was
    not told is unknown: neither weight nor volume is ever 0.
    """

    # Identification
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name="物资")
    unit = models.CharField("单位", max_length=12)
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="+", verbose_name="批次")
    # Content
    pieces = models.PositiveIntegerField("每多少件", default=1)
    weight_g = models.PositiveBigIntegerField("重（克）", null=True, blank=True)
    volume_ml = models.PositiveBigIntegerField("体积（毫升）", null=True, blank=True)
    # Provenance
    told_at = models.DateTimeField("登记时间")
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "重量体积"
        verbose_name_plural = "重量体积"
        ordering = ("-told_at", "-created_at")
        indexes = (models.Index(fields=("organization", "item", "-told_at"), name="measure_of_item"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(pieces__gt=0),
                name="measure_of_some_pieces",
                violation_error_message="件数必须大于零。",
            ),
            models.CheckConstraint(
                condition=Q(weight_g__gt=0) | Q(weight_g__isnull=True, volume_ml__gt=0),
                name="measure_tells_something",
                violation_error_message="重量和体积至少写一样。",
            ),
            models.CheckConstraint(
                condition=Q(volume_ml__gt=0) | Q(volume_ml__isnull=True),
                name="measure_volume_positive",
                violation_error_message="体积必须大于零。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.pieces}{self.unit}"


class Convoy(OwnedRecord):
    """Lorries that were loaded in one place, among which drops were shared, and that were sent at once."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    origin = models.CharField("在哪里装车", max_length=120, blank=True)
    roads = models.ForeignKey(
        RoadList, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="路程表"
    )
    sent_at = models.DateTimeField("登记发出时间")
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人"
    )

    class Meta:
        verbose_name = "同发车队"
        verbose_name_plural = "同发车队"
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return f"{self.origin} {self.sent_at:%m-%d %H:%M}".strip()
