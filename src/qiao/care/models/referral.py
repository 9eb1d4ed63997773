"""A file is handed on: asked, then accepted, declined or withdrawn."""

from django.db import models
from django.db.models import Q

from qiao.care.models.files import CareFile, Consent
from qiao.registry.models import Organization, OwnedRecord


class Referral(OwnedRecord):
    """One asking that another organisation take a file over. It belongs to the asking organisation.

    What the receiver reads before deciding is sealed under a key of the referral, wrapped for the receiver alone;
    that key is destroyed with the answer. Nothing of the file itself opens to the receiver before it accepts.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", "等待答复"
        ACCEPTED = "ACCEPTED", "已接收"
        DECLINED = "DECLINED", "未接收"
        WITHDRAWN = "WITHDRAWN", "已收回"

    class Reason(models.TextChoices):
        FULL = "FULL", "目前没有人手"
        SCOPE = "SCOPE", "不在服务范围"
        AREA = "AREA", "不在服务地域"
        OTHER = "OTHER", "其他"

    file = models.ForeignKey(CareFile, models.PROTECT, related_name="referrals", verbose_name="档案")
    kind = models.CharField("类别", max_length=12, choices=CareFile.Kind.choices)
    consent = models.ForeignKey(Consent, models.PROTECT, related_name="+", verbose_name="知情同意")
    to_organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接收组织"
    )
    to_name = models.CharField("转介到", max_length=120)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField("提出时间")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    reason = models.CharField("未接收的原因", max_length=8, choices=Reason.choices, blank=True)
    wrapped_key = models.BinaryField("密钥（已封装）", default=b"", blank=True)
    key_generation = models.PositiveSmallIntegerField("封装密钥的代次", default=0)
    sealed_summary = models.BinaryField("转介摘要（加密）", default=b"", blank=True)

    class Meta:
        verbose_name = "转介"
        verbose_name_plural = "转介"
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("file",),
                condition=Q(state="ASKED"),
                name="referral_one_waits",
                violation_error_message="这份档案已有一次转介在等待答复。",
            ),
            models.CheckConstraint(
                condition=Q(state="ASKED", answered_at__isnull=True)
                | ~Q(state="ASKED") & Q(answered_at__isnull=False),
                name="referral_answered_when",
            ),
            models.CheckConstraint(
                condition=Q(state="DECLINED") & ~Q(reason="") | ~Q(state="DECLINED") & Q(reason=""),
                name="referral_declined_why",
                violation_error_message="不接收要说明原因。",
            ),
        )

    def __str__(self) -> str:
        return self.to_name
