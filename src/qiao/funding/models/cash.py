"""Cash and vouchers to persons: a way of helping, proposed, approved by another, paid out by a third step."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.funding.models.campaign import Campaign
from qiao.funding.models.ledger import LedgerEntry, LedgerLine
from qiao.registry.models import Crisis, OwnedRecord


class CashAid(OwnedRecord):
    """Money or vouchers for one person, who is a code here: who that is stands in the file or list it was made for."""

    class Kind(models.TextChoices):
        CASH = "CASH", "现金"
        VOUCHER = "VOUCHER", "代金券"

    class Consent(models.TextChoices):
        SIGNED = "SIGNED", "本人签字"
        SPOKEN = "SPOKEN", "口头同意，有见证人"
        GUARDIAN = "GUARDIAN", "监护人签字"

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", "待批准"
        APPROVED = "APPROVED", "已批准，待发放"
        REFUSED = "REFUSED", "不批准"
        PAID = "PAID", "已发放"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="募捐活动"
    )
    person_code = models.CharField("受助人编码", max_length=20)
    kind = models.CharField("方式", max_length=10, choices=Kind.choices)
    what = models.CharField("帮扶名目", max_length=60)
    unit_fen = models.PositiveBigIntegerField("每份金额（分）")
    count = models.PositiveIntegerField("份数")
    purpose = models.CharField("从哪种限定用途支出", max_length=200, blank=True)
    account = models.CharField(
        "支出科目", max_length=20, choices=LedgerLine.Account.choices, default=LedgerLine.Account.BANK
    )
    consent = models.CharField("知情同意", max_length=10, choices=Consent.choices)
    consent_on = models.DateField("同意日期")
    # State
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="批准人",
    )
    decided_at = models.DateTimeField("批准时间", null=True, blank=True)
    reason = models.CharField("理由", max_length=200, blank=True)
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="发放人",
    )
    paid_on = models.DateField("发放日期", null=True, blank=True)
    receipt = models.CharField("收据编号", max_length=60, blank=True)
    is_paid_by_proposer = models.BooleanField("早先的规则下由提出人发放", default=False, editable=False)
    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="分录"
    )

    class Meta:
        verbose_name = "现金与代金券"
        verbose_name_plural = "现金与代金券"
        ordering = ("-created_at", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(unit_fen__gt=0, count__gt=0), name="cash_aid_positive"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="cash_approved_by_another",
                violation_error_message="提出的人不能自己批准。",
            ),
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True)
                | Q(is_paid_by_proposer=True)
                | ~Q(paid_by=F("proposed_by")),
                name="cash_not_paid_by_proposer",
                violation_error_message="提出的人不能自己发放。",
            ),
            models.CheckConstraint(
                condition=~Q(state="PAID")
                | (Q(entry__isnull=False, paid_on__isnull=False, paid_by__isnull=False) & ~Q(receipt="")),
                name="cash_paid_with_receipt_and_entry",
                violation_error_message="发放要有收据编号和日期，并记进台账。",
            ),
            models.CheckConstraint(
                condition=Q(state="PROPOSED") | Q(decided_by__isnull=False), name="cash_decided_by_somebody"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.person_code}"

    @property
    def total_fen(self) -> int:
        return self.unit_fen * self.count
