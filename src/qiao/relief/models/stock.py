"""Stock: lots and append-only, double-sided movements. The database keeps every balance at or above zero."""

from django.db import models
from django.db.models import F, Q

from qiao.intake.models import Offer, Report
from qiao.registry.models import OwnedRecord


class StockAccount(models.TextChoices):
    """Where the pieces of a lot can stand. OUTSIDE is the world before and after us."""

    OUTSIDE = "OUTSIDE", "外部"
    AVAILABLE = "AVAILABLE", "可用"
    HELD = "HELD", "已留"
    IN_TRANSIT = "IN_TRANSIT", "在途"
    DELIVERED = "DELIVERED", "已签收"
    DIFFERENCE = "DIFFERENCE", "差异"
    WRITTEN_OFF = "WRITTEN_OFF", "已报损"
    IN_KITS = "IN_KITS", "装入成套"


class Lot(OwnedRecord):
    """The goods of one offer, followed from pledge to receipt under one trace code."""

    offer = models.OneToOneField(Offer, models.PROTECT, related_name="+", verbose_name="资源")
    trace_code = models.CharField("追踪码", max_length=12, unique=True)

    class Meta:
        verbose_name = "批次"
        verbose_name_plural = "批次"

    def __str__(self) -> str:
        return self.trace_code


class StockMovement(OwnedRecord):
    """Pieces of a lot go from one account to another. Never changed; a correction is a new line."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="movements", verbose_name="批次")
    source = models.CharField("从", max_length=12, choices=StockAccount.choices)
    target = models.CharField("到", max_length=12, choices=StockAccount.choices)
    quantity = models.PositiveBigIntegerField("数量")
    at = models.DateTimeField("时间")
    reason = models.CharField("事由", max_length=120)
    match_id = models.UUIDField("对接", null=True, blank=True)
    source_part = models.ForeignKey(
        "relief.LotPart", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="从哪一份"
    )
    target_part = models.ForeignKey(
        "relief.LotPart", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="到哪一份"
    )
    undoes = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="更正哪一笔"
    )
    assembly = models.ForeignKey(
        "relief.Assembly",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="movements",
        verbose_name="组装",
    )

    class Meta:
        verbose_name = "出入库"
        verbose_name_plural = "出入库"
        ordering = ("at", "created_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="stock_movement_positive",
                violation_error_message="数量必须大于零。",
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target"))
                | (
                    (Q(source_part__isnull=False) | Q(target_part__isnull=False))
                    & ~Q(source_part=F("target_part"))
                ),
                name="stock_movement_two_sides",
            ),
            models.CheckConstraint(
                condition=Q(assembly__isnull=False) | (~Q(source="IN_KITS") & ~Q(target="IN_KITS")),
                name="stock_movement_names_its_kits",
            ),
            models.UniqueConstraint(
                fields=("undoes",), condition=Q(undoes__isnull=False), name="stock_movement_undone_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_source_display()}→{self.get_target_display()} {self.quantity}"


class StockBalance(models.Model):
    """What stands in each account of a lot. Written by the database alone, as movements are added."""

    pk = models.CompositePrimaryKey("lot_id", "account")
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="balances", verbose_name="批次")
    account = models.CharField("账", max_length=12, choices=StockAccount.choices)
    quantity = models.BigIntegerField("数量", default=0)

    class Meta:
        verbose_name = "库存余额"
        verbose_name_plural = "库存余额"
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gte=0) | Q(account="OUTSIDE"),
                name="stock_never_below_zero",
                violation_error_message="库存不能为负。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_account_display()} {self.quantity}"


class StockCount(OwnedRecord):
    """Somebody counted a lot where it lies. What is missing or over is a movement of its own; the count only stays."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="counts", verbose_name="批次")
    part = models.ForeignKey(
        "relief.LotPart", models.PROTECT, null=True, blank=True, related_name="counts", verbose_name="分批"
    )
    counted = models.PositiveBigIntegerField("数到")
    expected = models.PositiveBigIntegerField("账上应有")
    at = models.DateTimeField("时间")
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="+", verbose_name="一线信息")
    movement = models.OneToOneField(
        StockMovement, models.PROTECT, null=True, related_name="+", verbose_name="出入库"
    )

    class Meta:
        verbose_name = "清点"
        verbose_name_plural = "清点"
        ordering = ("-at", "-created_at")

    def __str__(self) -> str:
        return f"{self.lot} {self.counted}"

    @property
    def difference(self) -> int:
        """Return counted minus expected, in pieces."""
        return self.counted - self.expected
