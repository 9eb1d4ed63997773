"""What a published list says was received and handed out: its lines, their pieces with the ground, who they went to."""

from django.db import models
from django.db.models import F, Q

from qiao.engines.extraction import Ground
from qiao.intake.models import ImportBatch, Report
from qiao.registry.models import Crisis, Item, Organization, OwnedRecord, Place


class GoodsTable(OwnedRecord):
    """An imported table that lists goods somebody received or handed out. Taken back, its lines no longer count."""

    class Kind(models.TextChoices):
        RECEIVED = "RECEIVED", "收到的物资"
        HANDED_OUT = "HANDED_OUT", "发放的物资"

    batch = models.OneToOneField(ImportBatch, models.CASCADE, related_name="+", verbose_name="导入批次")
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    kind = models.CharField("内容", max_length=10, choices=Kind.choices)
    publisher = models.CharField("公布单位", max_length=120)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="存放地"
    )
    read_at = models.DateTimeField("读取时间")

    class Meta:
        verbose_name = "收发清单"
        verbose_name_plural = "收发清单"
        ordering = ("created_at",)

    def __str__(self) -> str:
        return f"{self.publisher} {self.get_kind_display()}"


class GoodsLine(OwnedRecord):
    """One thing of one row. The pieces are an interval, or unknown; the ground says what they stand on."""

    class Ground(models.TextChoices):
        COUNTED = Ground.COUNTED, "按件清点"
        WRITTEN = Ground.WRITTEN, "按表中写明的每件含量"
        KNOWN = Ground.KNOWN, "按同类包装常见的含量估计"
        PAIRED = Ground.PAIRED, "单只，按半双到一双计"
        UNKNOWN = Ground.UNKNOWN, "每件含量未知"

    class Link(models.TextChoices):
        SURE = "SURE", "是登记的这一家"
        DOUBTFUL = "DOUBTFUL", "可能是这一家，待确认"
        CONFIRMED = "CONFIRMED", "有人确认是这一家"
        REFUSED = "REFUSED", "有人确认不是"
        NONE = "NONE", "没有登记过需求的单位"

    # Provenance
    table = models.ForeignKey(GoodsTable, models.CASCADE, related_name="lines", verbose_name="清单")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+", verbose_name="一线信息")
    number = models.PositiveSmallIntegerField("第几样")
    # Content
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="物资"
    )
    item_text = models.CharField("所述物资", max_length=120)
    specification = models.CharField("规格", max_length=200, blank=True)
    written = models.PositiveBigIntegerField("表中数量", null=True)
    written_unit = models.CharField("表中单位", max_length=12, blank=True)
    is_earmarked = models.BooleanField("捐赠人指定了接收方", default=False)
    at = models.DateTimeField("时间", db_index=True)
    # Pieces
    low = models.PositiveBigIntegerField("至少（件）", null=True)
    high = models.PositiveBigIntegerField("至多（件）", null=True)
    ground = models.CharField("依据", max_length=8, choices=Ground.choices)
    content_low = models.PositiveIntegerField("每件至少含", null=True)
    content_high = models.PositiveIntegerField("每件至多含", null=True)
    # Recipient
    party_text = models.CharField("所述接收方", max_length=120, blank=True)
    party = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收方"
    )
    link = models.CharField("认出的把握", max_length=9, choices=Link.choices, default=Link.NONE)
    link_reason = models.CharField("认出的理由", max_length=200, blank=True)
    link_reason_en = models.CharField("认出的理由（英文）", max_length=200, blank=True)

    class Meta:
        verbose_name = "收发清单的一行"
        verbose_name_plural = "收发清单的行"
        ordering = ("at", "created_at", "number")
        constraints = (
            models.UniqueConstraint(fields=("table", "report", "number"), name="goods_line_once"),
            models.CheckConstraint(
                condition=Q(low__isnull=True, high__isnull=True) | Q(low__lte=F("high")),
                name="goods_line_interval",
                violation_error_message="件数的下限不能大于上限。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_text} {self.written if self.written is not None else '未知'}{self.written_unit}"

    @property
    def what(self) -> str:
        """Return the item's name, or what the table called it."""
        return self.item.name if self.item else self.item_text

    @property
    def counts_for(self) -> Organization | None:
        """Return who got the goods, where that is sure or was confirmed."""
        return self.party if self.link in {self.Link.SURE, self.Link.CONFIRMED} else None
