"""Money: campaigns, grants, donations, and the double-entry ledger in fen."""

from django.db import models
from django.db.models import Q

from qiao.registry.models import Crisis, Organization, OwnedRecord


class Stream(models.TextChoices):
    """The eight standard streams of income; the concentration index moves with how finely one splits."""

    DUES = "DUES", "会费"
    GIFTS_PERSONS = "GIFTS_PERSONS", "捐赠（个人）"
    GIFTS_ENTERPRISES = "GIFTS_ENTERPRISES", "捐赠（企业）"
    FOUNDATION_GRANTS = "FOUNDATION_GRANTS", "基金会资助"
    GOVERNMENT = "GOVERNMENT", "政府购买服务与补助"
    SERVICES = "SERVICES", "服务收入"
    INVESTMENT = "INVESTMENT", "投资与利息"
    OTHER = "OTHER", "其他"


class Campaign(OwnedRecord):
    """A fundraising campaign. Public ones need a certificate or a qualified host (慈善法 22, 26)."""

    class Route(models.TextChoices):
        PUBLIC = "PUBLIC", "公开募捐"
        CO_LAUNCH = "CO_LAUNCH", "联合公募"
        DIRECTED = "DIRECTED", "定向募捐（会员）"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    title = models.CharField("名称", max_length=120)
    route = models.CharField("途径", max_length=10, choices=Route.choices)
    host = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="合作公募方"
    )
    began_on = models.DateField("开始日期")
    filed_on = models.DateField("备案日期", null=True, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        verbose_name = "募捐活动"
        verbose_name_plural = "募捐活动"
        constraints = (
            models.CheckConstraint(
                condition=~Q(route="CO_LAUNCH") | Q(host__isnull=False),
                name="co_launch_names_its_host",
                violation_error_message="联合公募要写明有公开募捐资格的合作方。",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Grant(OwnedRecord):
    """Money applied for from government or a foundation."""

    crisis = models.ForeignKey(
        Crisis, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="突发事件"
    )
    funder = models.CharField("资助方", max_length=120)
    title = models.CharField("名称", max_length=120)
    stream = models.CharField("收入类别", max_length=20, choices=Stream.choices, blank=True)
    applied_fen = models.PositiveBigIntegerField("申请金额（分）", null=True, blank=True)
    awarded_fen = models.PositiveBigIntegerField("获批金额（分）", null=True, blank=True)
    awarded_on = models.DateField("获批日期", null=True, blank=True)

    class Meta:
        verbose_name = "资助"
        verbose_name_plural = "资助"

    def __str__(self) -> str:
        return self.title


class Donation(OwnedRecord):
    """A gift of money, restricted to a purpose or not."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="donations", verbose_name="募捐活动"
    )
    donor_text = models.CharField("捐赠人（同意公开时）", max_length=120, blank=True)
    stream = models.CharField("收入类别", max_length=20, choices=Stream.choices, blank=True)
    amount_fen = models.PositiveBigIntegerField("金额（分）")
    purpose = models.CharField("限定用途", max_length=200, blank=True)
    received_on = models.DateField("收到日期")

    class Meta:
        verbose_name = "捐赠"
        verbose_name_plural = "捐赠"
        constraints = (models.CheckConstraint(condition=Q(amount_fen__gt=0), name="donation_positive"),)

    def __str__(self) -> str:
        return f"{self.amount_fen / 100:,.2f} 元"


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
