"""The double-entry ledger in fen."""

from django.db import models
from django.db.models import Q

from qiao.registry.models import OwnedRecord


class LedgerEntry(OwnedRecord):
    """One event in the books; its lines sum to zero. Never changed; a correction is a new entry."""

    number = models.PositiveIntegerField("编号")
    booked_on = models.DateField("日期")
    text = models.CharField("摘要", max_length=200)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="corrections", verbose_name="更正"
    )

    class Meta:
        verbose_name = "分录"
        verbose_name_plural = "分录"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("organization", "number"), name="ledger_number_once"),)

    def __str__(self) -> str:
        return f"{self.number} {self.text}"


class LedgerLine(OwnedRecord):
    """One side of an entry, in fen: above zero is debit, below is credit."""

    class Account(models.TextChoices):
        BANK = "BANK", "银行存款"
        GOODS = "GOODS", "受托物资"
        INCOME_RESTRICTED = "INCOME_RESTRICTED", "限定性收入"
        INCOME_UNRESTRICTED = "INCOME_UNRESTRICTED", "非限定性收入"
        EXPENSE = "EXPENSE", "业务活动成本"

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="lines", verbose_name="分录")
    account = models.CharField("科目", max_length=20, choices=Account.choices)
    amount_fen = models.BigIntegerField("金额（分，借正贷负）")
    purpose = models.CharField("用途", max_length=200, blank=True)

    class Meta:
        verbose_name = "收支明细"
        verbose_name_plural = "收支明细"
        constraints = (models.CheckConstraint(condition=~Q(amount_fen=0), name="ledger_line_not_zero"),)

    def __str__(self) -> str:
        return f"{self.get_account_display()} {self.amount_fen}"
