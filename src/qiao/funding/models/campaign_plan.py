"""The plan of a campaign (慈善法第二十四、二十五条) and the asking of hosts (第二十六条)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.funding.models.campaign import Campaign
from qiao.registry.models import Agreement, ContactPoint, Crisis, Organization, OwnedRecord


class CampaignPlan(OwnedRecord):
    """What the law asks a plan to say; a second person confirms that it is complete."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="plan", verbose_name="募捐活动")
    aim = models.TextField("募捐目的", blank=True)
    beneficiaries = models.CharField("受益人", max_length=200, blank=True)
    area = models.CharField("活动地域", max_length=200, blank=True)
    responsible = models.CharField("活动负责人职务", max_length=120, blank=True)
    methods = models.CharField("募捐方式", max_length=200, blank=True)
    account = models.CharField("银行账户（账户名称和后四位）", max_length=120, blank=True)
    bank = models.ForeignKey(
        ContactPoint, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记的收款账户"
    )
    use = models.TextField("款物用途", blank=True)
    cost_fen = models.PositiveBigIntegerField("募捐成本（分）", null=True, blank=True)
    leftover = models.TextField("剩余财产的处理", blank=True)
    target_fen = models.PositiveBigIntegerField("目标金额（分）", null=True, blank=True)
    certificate = models.CharField("公开募捐资格证书编号", max_length=60, blank=True)
    query_way = models.CharField("联系和查询方式", max_length=200, blank=True)
    # Co-launch
    assessed_on = models.DateField("评估日期", null=True, blank=True)
    assessment = models.TextField("对合作方的评估", blank=True)
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="书面协议"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="填写人"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    class Meta:
        verbose_name = "募捐方案"
        verbose_name_plural = "募捐方案"
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("written_by")),
                name="plan_confirmed_by_another",
                violation_error_message="填写方案的人不能自己确认。",
            ),
        )

    def __str__(self) -> str:
        return str(self.campaign)


class HostAsk(OwnedRecord):
    """A qualified charity that was asked to raise together, and what it said."""

    class Answer(models.TextChoices):
        WAITING = "WAITING", "等待答复"
        AGREED = "AGREED", "同意"
        REFUSED = "REFUSED", "婉拒"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    host = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="合作公募方")
    asked_on = models.DateField("询问日期")
    answer = models.CharField("答复", max_length=10, choices=Answer.choices, default=Answer.WAITING)
    answered_on = models.DateField("答复日期", null=True, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)

    class Meta:
        verbose_name = "联合公募询问"
        verbose_name_plural = "联合公募询问"
        ordering = ("-asked_on",)

    def __str__(self) -> str:
        return str(self.host)
