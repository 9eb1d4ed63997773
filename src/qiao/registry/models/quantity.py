"""The five kinds of quantity (DESIGN law 4): unknown is never 0, never 1, never infinity."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class QuantityKind(models.TextChoices):
    """How much is known of a quantity."""

    EXACT = "EXACT", "确数"
    RANGE = "RANGE", "范围"
    UNKNOWN = "UNKNOWN", "未知"
    OPEN = "OPEN", "不限量"
    NONE = "NONE", "不需要"


QUANTITY_RULE = (
    Q(quantity_kind="EXACT", quantity__gt=0, quantity_max__isnull=True)
    | Q(quantity_kind="RANGE", quantity__gt=0, quantity_max__isnull=True)
    | Q(quantity_kind="RANGE", quantity__gt=0, quantity_max__gt=F("quantity"))
    | Q(quantity_kind__in=("UNKNOWN", "OPEN", "NONE"), quantity__isnull=True, quantity_max__isnull=True)
)


class Quantified(models.Model):
    """A quantity with its kind, in whole units. A range without upper end means "at least"."""

    quantity_kind = models.CharField("数量类型", max_length=8, choices=QuantityKind.choices)
    quantity = models.PositiveBigIntegerField("数量", null=True, blank=True)
    quantity_max = models.PositiveBigIntegerField("数量上限", null=True, blank=True)
    unit = models.CharField("单位", max_length=12, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=QUANTITY_RULE,
                name="%(app_label)s_%(class)s_quantity_of_its_kind",
                violation_error_message="确数和范围要填正整数；未知、不限量、不需要则不填数。",
            ),
        )

    @property
    def quantity_text(self) -> str:
        """Return the quantity as people read it: "2,000只", "200–300箱", "不限量", "未知"."""
        if self.quantity is None:
            return str(QuantityKind(self.quantity_kind).label)
        if self.quantity_kind == QuantityKind.EXACT:
            return f"{self.quantity:,}{self.unit}"
        if self.quantity_max is None:
            return f"≥{self.quantity:,}{self.unit}"
        return f"{self.quantity:,}–{self.quantity_max:,}{self.unit}"
