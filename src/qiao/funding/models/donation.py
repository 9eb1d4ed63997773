"""Gifts."""

from django.db import models
from django.db.models import Q

from qiao.funding.models.campaign import Campaign
from qiao.funding.models.ledger import ImportBatch, LedgerEntry
from qiao.funding.models.streams import Stream
from qiao.registry.models import OwnedRecord


class Donation(OwnedRecord):
    """A gift, restricted to a purpose or not, with the fields of its receipt (慈善法第三十八条, 财综〔2024〕1号).

    The donor's name is sealed; `donor_text` is what may be published, and only with consent (`is_named`).
    """

    class DonorKind(models.TextChoices):
        PERSON = "PERSON", "个人"
        ORG = "ORG", "单位"
        ANONYMOUS = "ANONYMOUS", "匿名"

    class Invoice(models.TextChoices):
        NONE = "NONE", "未开具"
        ISSUED = "ISSUED", "已开具"
        WAIVED = "WAIVED", "捐赠人放弃"
        VOID = "VOID", "作废"

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="donations", verbose_name="募捐活动"
    )
    entry = models.ForeignKey(
        LedgerEntry, models.PROTECT, null=True, blank=True, related_name="donations", verbose_name="分录"
    )
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="导入批次"
    )
    donor_kind = models.CharField(
        "捐赠人类别", max_length=10, choices=DonorKind.choices, default=DonorKind.PERSON
    )
    donor_sealed = models.TextField("捐赠人（密封）", blank=True, default="")
    donor_text = models.CharField("捐赠人（同意公开时）", max_length=120, blank=True)
    is_named = models.BooleanField("同意公开姓名", default=False)
    stream = models.CharField("收入类别", max_length=20, choices=Stream.choices, blank=True)
    amount_fen = models.PositiveBigIntegerField("金额（分）")
    purpose = models.CharField("限定用途", max_length=200, blank=True)
    received_on = models.DateField("收到日期")
    # The donor's page
    code_mark = models.CharField("查询码标记", max_length=64, blank=True, default="", db_index=True)
    thanked_at = models.DateTimeField("致谢时间", null=True, blank=True)
    # 公益事业捐赠统一票据
    invoice = models.CharField("票据状态", max_length=10, choices=Invoice.choices, default=Invoice.NONE)
    invoice_code = models.CharField("票据代码", max_length=20, blank=True, default="")
    invoice_number = models.CharField("票据号码", max_length=20, blank=True, default="")
    invoice_check = models.CharField("校验码", max_length=20, blank=True, default="")
    invoice_project = models.CharField("项目编码", max_length=40, blank=True, default="")
    invoiced_on = models.DateField("开票日期", null=True, blank=True)

    class Meta:
        verbose_name = "捐赠"
        verbose_name_plural = "捐赠"
        constraints = (
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="donation_positive"),
            models.CheckConstraint(
                condition=~Q(invoice="ISSUED") | (~Q(invoice_number="") & Q(invoiced_on__isnull=False)),
                name="donation_invoice_numbered",
                violation_error_message="已开具的票据要写明号码和日期。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.amount_fen / 100:,.2f} 元"
