"""What was asked of the law, and what was done for its deadlines."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.funding.models.campaign import Campaign
from qiao.registry.models import Organization, OwnedRecord


class RouteAnswer(OwnedRecord):
    """One question about the lawful routes of an organisation on a day, with the answer given. Never changed."""

    subject = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="问的组织")
    on = models.DateField("按哪一天")
    facts = models.JSONField("依据的情况", default=dict)
    answer = models.JSONField("回答", default=list)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提问人"
    )

    class Meta:
        verbose_name = "途径问答"
        verbose_name_plural = "途径问答"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.subject} {self.on}"


class Disclosure(OwnedRecord):
    """Something the law asks for by a day, done: filed, published or reported. Taken back, it stays with the reason."""

    class Act(models.TextChoices):
        FILE_PLAN = "FILE_PLAN", "募捐方案备案"
        PUBLISH_RECEIPTS = "PUBLISH_RECEIPTS", "公开接收情况"
        REPORT_QUARTER = "REPORT_QUARTER", "公开募捐情况（每三个月）"
        REPORT_FINAL = "REPORT_FINAL", "全面公开（结束后）"
        REPORT_SUPERVISOR = "REPORT_SUPERVISOR", "年报送业务主管单位"
        REPORT_REGISTRAR = "REPORT_REGISTRAR", "年报送登记管理机关"

    act = models.CharField("事项", max_length=20, choices=Act.choices)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="disclosures", verbose_name="募捐活动"
    )
    year = models.PositiveSmallIntegerField("报告哪一年", null=True, blank=True)
    done_on = models.DateField("办理日期")
    where = models.CharField("公开或报送在哪里", max_length=300)
    received_fen = models.PositiveBigIntegerField("公开的接收金额（分）", null=True, blank=True)
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("收回理由", max_length=200, blank=True)

    class Meta:
        verbose_name = "公开与报送"
        verbose_name_plural = "公开与报送"
        ordering = ("-done_on", "-created_at")
        constraints = (
            models.CheckConstraint(
                condition=(
                    Q(
                        act__in=("REPORT_SUPERVISOR", "REPORT_REGISTRAR"),
                        year__isnull=False,
                        campaign__isnull=True,
                    )
                    | Q(
                        act__in=("FILE_PLAN", "PUBLISH_RECEIPTS", "REPORT_QUARTER", "REPORT_FINAL"),
                        year__isnull=True,
                        campaign__isnull=False,
                    )
                ),
                name="disclosure_of_a_campaign_or_a_year",
                violation_error_message="募捐的公开要写明哪个活动，年报要写明哪一年。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.done_on}"
