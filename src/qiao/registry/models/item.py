"""Things: items with their aliases, standards, packs and directed substitutions."""

from django.db import models
from django.db.models import F, Q

from qiao.accounts.records import Record


class Item(Record):
    """A kind of goods or service, counted in one base unit."""

    # Identification
    code = models.SlugField("编码", max_length=40, unique=True)
    name = models.CharField("名称", max_length=60, unique=True)
    name_en = models.CharField("英文名称", max_length=80, blank=True)
    category = models.CharField("类别（GB/T 38565）", max_length=20, blank=True)
    # Content
    unit = models.CharField("基本单位", max_length=12)
    unit_en = models.CharField("基本单位（英文）", max_length=20, blank=True)
    is_medical = models.BooleanField("医用", default=False)
    valid_days = models.PositiveSmallIntegerField("需求默认有效天数", default=7)

    class Meta:
        verbose_name = "物资"
        verbose_name_plural = "物资"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class ItemAlias(Record):
    """Another way in which people write an item."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="aliases", verbose_name="物资")
    alias = models.CharField("别名", max_length=80, unique=True)

    class Meta:
        verbose_name = "别名"
        verbose_name_plural = "别名"

    def __str__(self) -> str:
        return self.alias


class ItemStandard(Record):
    """A standard that an item is made to, such as GB 19083; number and year apart."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="standards", verbose_name="物资")
    standard = models.CharField("标准", max_length=40)
    year = models.CharField("年号", max_length=4, blank=True)

    class Meta:
        verbose_name = "执行标准"
        verbose_name_plural = "执行标准"
        constraints = (models.UniqueConstraint(fields=("item", "standard"), name="item_standard_once"),)

    def __str__(self) -> str:
        return self.standard


class Pack(Record):
    """What a box of an item holds. Without one, "50 boxes" stays a number of boxes."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="packs", verbose_name="物资")
    name = models.CharField("包装", max_length=20)
    content = models.PositiveIntegerField("内含（基本单位）")

    class Meta:
        verbose_name = "包装规格"
        verbose_name_plural = "包装规格"
        constraints = (
            models.CheckConstraint(condition=Q(content__gt=0), name="pack_content_positive"),
            models.UniqueConstraint(fields=("item", "name", "content"), name="pack_once"),
        )

    def __str__(self) -> str:
        return f"{self.name}×{self.content}"


class Substitution(Record):
    """`accepted` may serve where `asked` is asked for. Directed: not the reverse."""

    asked = models.ForeignKey(Item, models.CASCADE, related_name="may_be_served_by", verbose_name="所需")
    accepted = models.ForeignKey(Item, models.CASCADE, related_name="may_serve", verbose_name="可替代")
    reason = models.CharField("理由", max_length=200)
    reason_en = models.CharField("理由（英文）", max_length=200, blank=True)

    class Meta:
        verbose_name = "替代关系"
        verbose_name_plural = "替代关系"
        constraints = (
            models.UniqueConstraint(fields=("asked", "accepted"), name="substitution_once"),
            models.CheckConstraint(condition=~Q(asked=F("accepted")), name="substitution_not_itself"),
        )

    def __str__(self) -> str:
        return f"{self.accepted} → {self.asked}"
