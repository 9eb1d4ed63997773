"""The double-entry ledger in fen: rows are only added, each entry holds the hash of the one before."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.funding.models.campaign import Campaign
from qiao.registry.models import OwnedRecord


class ImportBatch(OwnedRecord):
    """One file of bank lines or gifts that was loaded. Undone, its entries are reversed, not removed."""

    class Kind(models.TextChoices):
        BANK = "BANK", "银行流水"
        GIFTS = "GIFTS", "捐赠名单"

    class State(models.TextChoices):
        TRIED = "TRIED", "试读过"
        LOADED = "LOADED", "已入账"
        UNDONE = "UNDONE", "已撤销"

    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("文件指纹", max_length=64)
    rows = models.PositiveIntegerField("行数")
    loaded = models.PositiveIntegerField("入账行数")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="募捐活动"
    )
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="导入人"
    )
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.TRIED)
    purpose = models.CharField("限定用途", max_length=200, blank=True, default="")
    is_note_purpose = models.BooleanField("备注就是用途", default=False)
    sealed = models.TextField("文件（密封，入账后清空）", blank=True, default="")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undo_reason = models.CharField("撤销原因", max_length=200, blank=True)

    class Meta:
        verbose_name = "导入批次"
        verbose_name_plural = "导入批次"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name


class LedgerEntry(OwnedRecord):
    """One event in the books; its lines sum to zero. Never changed; a correction is a new entry."""

    number = models.PositiveIntegerField("编号")
    booked_on = models.DateField("日期")
    text = models.CharField("摘要", max_length=200)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="更正"
    )
    is_reversal = models.BooleanField("全额冲销", default=False)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="募捐活动"
    )
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name="导入批次"
    )
    reference = models.CharField("凭证号", max_length=120, blank=True, default="")
    consent = models.CharField("变更用途的依据", max_length=200, blank=True, default="")
    fingerprint = models.CharField("来源指纹", max_length=64, blank=True, default="", db_index=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="记账人"
    )
    previous_hash = models.CharField("前一笔哈希", max_length=64, blank=True, default="")
    hash = models.CharField("哈希", max_length=64, blank=True, default="")

    class Meta:
        verbose_name = "分录"
        verbose_name_plural = "分录"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("organization", "number"), name="ledger_number_once"),
            models.UniqueConstraint(
                fields=("corrects",), condition=Q(is_reversal=True), name="ledger_reversed_once"
            ),
            models.CheckConstraint(
                condition=Q(is_reversal=False) | Q(corrects__isnull=False), name="ledger_reversal_names_entry"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.text}"


class LedgerLine(OwnedRecord):
    """One side of an entry, in fen: above zero is debit, below is credit. With a purpose it is restricted money.

    In-kind lines say how they were valued: quantity, unit price, by which rule, from where, on which day.
    """

    class Account(models.TextChoices):
        BANK = "BANK", "银行存款"
        CASH = "CASH", "库存现金"
        HOST_HELD = "HOST_HELD", "合作公募方代管款"
        GOODS = "GOODS", "受托物资"
        NET_ASSETS = "NET_ASSETS", "期初净资产"
        INCOME_RESTRICTED = "INCOME_RESTRICTED", "限定性收入"
        INCOME_UNRESTRICTED = "INCOME_UNRESTRICTED", "非限定性收入"
        EXPENSE = "EXPENSE", "业务活动成本"
        ADMIN_EXPENSE = "ADMIN_EXPENSE", "管理费用"
        FUNDRAISING_EXPENSE = "FUNDRAISING_EXPENSE", "筹资费用"

    class PriceRule(models.TextChoices):
        DOCUMENT = "DOCUMENT", "按捐赠方凭据"
        MARKET = "MARKET", "按同类物资市场价"
        ESTIMATE = "ESTIMATE", "按合理计价方法"

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="lines", verbose_name="分录")
    account = models.CharField("科目", max_length=20, choices=Account.choices)
    amount_fen = models.BigIntegerField("金额（分，借正贷负）")
    purpose = models.CharField("用途", max_length=200, blank=True)
    # In kind
    item = models.CharField("物资", max_length=80, blank=True, default="")
    quantity = models.PositiveBigIntegerField("数量", null=True, blank=True)
    unit_price_fen = models.PositiveBigIntegerField("单价（分）", null=True, blank=True)
    price_rule = models.CharField(
        "计价规则", max_length=10, choices=PriceRule.choices, blank=True, default=""
    )
    price_source = models.CharField("价格来源", max_length=200, blank=True, default="")
    priced_on = models.DateField("价格日期", null=True, blank=True)

    class Meta:
        verbose_name = "收支明细"
        verbose_name_plural = "收支明细"
        constraints = (
            models.CheckConstraint(condition=~Q(amount_fen=0), name="ledger_line_not_zero"),
            models.CheckConstraint(
                condition=Q(quantity__isnull=True)
                | Q(amount_fen=F("quantity") * F("unit_price_fen"))
                | Q(amount_fen=F("quantity") * F("unit_price_fen") * -1),
                name="ledger_line_priced",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_account_display()} {self.amount_fen}"


class LedgerApproval(OwnedRecord):
    """What somebody else said of an entry. Unapproved entries count in no published figure."""

    class Verdict(models.TextChoices):
        APPROVED = "APPROVED", "审核通过"
        REJECTED = "REJECTED", "退回"

    number = models.PositiveIntegerField("编号")
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, related_name="approval", verbose_name="分录")
    verdict = models.CharField("结论", max_length=10, choices=Verdict.choices)
    note = models.CharField("说明", max_length=200, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="审核人"
    )
    decided_at = models.DateTimeField("审核时间")
    previous_hash = models.CharField("前一条哈希", max_length=64)
    hash = models.CharField("哈希", max_length=64)

    class Meta:
        verbose_name = "分录审核"
        verbose_name_plural = "分录审核"
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("organization", "number"), name="ledger_approval_once"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.verdict}"
