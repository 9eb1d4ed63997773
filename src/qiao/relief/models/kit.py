"""Kits: what one is made of, and each assembly with the component lots that went into it."""

from django.db import models
from django.db.models import F, Q

from qiao.accounts.records import Record
from qiao.registry.models import Item, OwnedRecord
from qiao.relief.models.stock import Lot
from qiao.relief.models.store import LotPart


class Kit(OwnedRecord):
    """What an organisation puts into one kit of an item. What was assembled before keeps what it was made of."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name="成套")
    saved_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "成套配方"
        verbose_name_plural = "成套配方"
        ordering = ("item__name",)
        constraints = (models.UniqueConstraint(fields=("organization", "item"), name="kit_once"),)

    def __str__(self) -> str:
        return self.item.name


class KitComponent(Record):
    """So many pieces of an item in one kit."""

    kit = models.ForeignKey(Kit, models.CASCADE, related_name="components", verbose_name="成套配方")
    item = models.ForeignKey(Item, models.PROTECT, related_name="+", verbose_name="物资")
    pieces = models.PositiveIntegerField("每套数量")

    class Meta:
        verbose_name = "成套内容"
        verbose_name_plural = "成套内容"
        ordering = ("item__name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(pieces__gt=0),
                name="kit_component_positive",
                violation_error_message="数量必须大于零。",
            ),
            models.UniqueConstraint(fields=("kit", "item"), name="kit_component_once"),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.pieces}"


class Assembly(OwnedRecord):
    """Kits of a lot that are alike: in each the same pieces from the same component parts."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="assemblies", verbose_name="批次")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "组装"
        verbose_name_plural = "组装"
        ordering = ("at", "created_at")

    def __str__(self) -> str:
        return f"{self.lot} {self.at:%m-%d %H:%M}"


class AssemblyLine(Record):
    """What each kit of an assembly holds from one component part.

    `pieces` in kits and `kits` made of them are written by the database alone, as movements are added.
    """

    assembly = models.ForeignKey(Assembly, models.PROTECT, related_name="lines", verbose_name="组装")
    part = models.ForeignKey(LotPart, models.PROTECT, related_name="used_in", verbose_name="分批")
    per_kit = models.PositiveIntegerField("每套数量")
    pieces = models.PositiveBigIntegerField("在成套里", default=0)
    kits = models.PositiveBigIntegerField("成套数", default=0)

    class Meta:
        verbose_name = "组装用料"
        verbose_name_plural = "组装用料"
        ordering = ("part__lot__trace_code", "part__number")
        constraints = (
            models.UniqueConstraint(fields=("assembly", "part"), name="assembly_line_once"),
            models.CheckConstraint(
                condition=Q(per_kit__gt=0, kits__gte=0, pieces__gte=F("per_kit") * F("kits")),
                name="kit_never_from_nothing",
                violation_error_message="成套不能比用料多。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.part} × {self.per_kit}"
