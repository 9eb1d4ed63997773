"""Where goods lie: stores, and the parts of a lot by store, expiry and fitness."""

from datetime import date

from django.db import models
from django.db.models import Q

from qiao.registry.models import Item, OwnedRecord, Place
from qiao.relief.models.stock import Lot, StockAccount


class Store(OwnedRecord):
    """A place of ours where goods lie. Its telephone and address are contacts, sealed and kept in versions."""

    name = models.CharField("名称", max_length=60)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="地点"
    )
    hours = models.CharField("收发时间", max_length=120, blank=True)

    class Meta:
        verbose_name = "仓库"
        verbose_name_plural = "仓库"
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "name"),
                name="store_name_once",
                violation_error_message="已有同名的仓库。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class LotPart(OwnedRecord):
    """Pieces of a lot that lie together and are alike: one store, one expiry, one batch, fit or not, one assembly.

    Number 0 is what its donor still has; it bears the id of the lot itself. Pieces go from part to part by movements.
    """

    class Unfit(models.TextChoices):
        STANDARD = "STANDARD", "达不到医用标准"
        CERTIFICATE = "CERTIFICATE", "证件缺失或过期"
        DAMAGED = "DAMAGED", "包装或货物受损"

    # Identification
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="parts", verbose_name="批次")
    number = models.PositiveSmallIntegerField("第几份")
    # Content
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="仓库"
    )
    expires_on = models.DateField("失效日期", null=True, blank=True, db_index=True)
    batch = models.CharField("生产批号", max_length=40, blank=True)
    assembly = models.ForeignKey(
        "relief.Assembly", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="组装"
    )
    # State
    unfit = models.CharField("不合标准", max_length=12, choices=Unfit.choices, blank=True)
    unfit_note = models.CharField("说明", max_length=120, blank=True)
    serves_as = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="可当作"
    )

    class Meta:
        verbose_name = "分批"
        verbose_name_plural = "分批"
        ordering = ("lot", "number")
        indexes = (models.Index(fields=("unfit",), name="part_unfit"),)
        constraints = (
            models.UniqueConstraint(fields=("lot", "number"), name="lot_part_once"),
            models.CheckConstraint(
                condition=~Q(unfit="") | Q(serves_as__isnull=True), name="lot_part_fit_is_itself"
            ),
        )

    def __str__(self) -> str:
        return f"{self.lot.trace_code}-{self.number}" if self.number else self.lot.trace_code

    def is_expired(self, today: date) -> bool:
        """Say whether its last day is over."""
        return self.expires_on is not None and self.expires_on < today


class PartBalance(models.Model):
    """What of a part is free and what is held. Written by the database alone, as movements are added."""

    pk = models.CompositePrimaryKey("part_id", "account")
    part = models.ForeignKey(LotPart, models.PROTECT, related_name="balances", verbose_name="分批")
    account = models.CharField("账", max_length=12, choices=StockAccount.choices)
    quantity = models.BigIntegerField("数量", default=0)

    class Meta:
        verbose_name = "分批余额"
        verbose_name_plural = "分批余额"
        constraints = (
            models.CheckConstraint(
                condition=Q(quantity__gte=0),
                name="part_never_below_zero",
                violation_error_message="库存不能为负。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_account_display()} {self.quantity}"
