"""A year's accounts as they came in a sheet: tried row by row, loaded, perhaps taken back; and the income in them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.funding.models.streams import Stream
from qiao.registry.models import OwnedRecord


class YearAccounts(OwnedRecord):
    """The accounts of one year from one sheet. Only one sheet of a year stands loaded."""

    class State(models.TextChoices):
        TRIED = "TRIED", "已试读"
        LOADED = "LOADED", "已载入"
        UNDONE = "UNDONE", "已撤销"
        DISCARDED = "DISCARDED", "已放弃"

    name = models.CharField("文件名", max_length=120)
    year = models.PositiveSmallIntegerField("年度")
    rows: Any = models.JSONField("各行和判断", default=list)
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.TRIED)
    # Balances of the year, in fen; empty where the sheet does not tell
    expense_fen = models.BigIntegerField("本年支出（分）", null=True, blank=True)
    administration_fen = models.BigIntegerField("管理费用（分）", null=True, blank=True)
    net_assets_fen = models.BigIntegerField("净资产（分）", null=True, blank=True)
    unrestricted_net_assets_fen = models.BigIntegerField("非限定性净资产（分）", null=True, blank=True)
    fixed_assets_fen = models.BigIntegerField("固定资产（分）", null=True, blank=True)
    fixed_asset_debt_fen = models.BigIntegerField("固定资产负债（分）", null=True, blank=True)
    # Lifecycle
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    loaded_at = models.DateTimeField("载入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "年度账目"
        verbose_name_plural = "年度账目"
        ordering = ("-year", "-created_at")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "year"),
                condition=Q(state="LOADED"),
                name="year_accounts_loaded_once",
                violation_error_message="这一年的账目已经载入过了，先撤销那一份。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.name}"


class IncomeRow(OwnedRecord):
    """Income of one year from one source."""

    accounts = models.ForeignKey(YearAccounts, models.CASCADE, related_name="income", verbose_name="年度账目")
    stream = models.CharField("收入类别", max_length=20, choices=Stream.choices)
    funder = models.CharField("来源", max_length=120, blank=True)
    amount_fen = models.PositiveBigIntegerField("金额（分）")
    is_restricted = models.BooleanField("限定性", default=False)
    ends_on = models.DateField("合同截止", null=True, blank=True)

    class Meta:
        verbose_name = "年度收入"
        verbose_name_plural = "年度收入"

    def __str__(self) -> str:
        return f"{self.get_stream_display()} {self.amount_fen}"
