"""What is answered to somebody who offers something: taken, a question, or not this time and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.intake.models.voice import Offer
from qiao.registry.models import OwnedRecord


class OfferAnswer(OwnedRecord):
    """One answer to an offer. Never changed: a later one stands in its place."""

    class Kind(models.TextChoices):
        ACCEPTED = "ACCEPTED", "接受"
        ASKED = "ASKED", "要问清"
        DECLINED = "DECLINED", "这次不接受"

    class Reason(models.TextChoices):
        NOT_NEEDED = "NOT_NEEDED", "眼下不缺"
        NO_USE = "NO_USE", "没有合用的地方"
        NO_TRANSPORT = "NO_TRANSPORT", "运不过来"
        EXPIRED = "EXPIRED", "过期或快到期"
        UNSAFE = "UNSAFE", "质量或来源说不清"
        NOT_OURS = "NOT_OURS", "请交给别的单位"

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="answers", verbose_name="资源")
    kind = models.CharField("答复", max_length=10, choices=Kind.choices)
    reason = models.CharField("理由", max_length=14, choices=Reason.choices, blank=True)
    text = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("时间")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="答复人"
    )

    class Meta:
        verbose_name = "资源答复"
        verbose_name_plural = "资源答复"
        ordering = ("at", "created_at")
        indexes = (models.Index(fields=("offer", "-at"), name="offer_answer_latest"),)
        constraints = (
            models.CheckConstraint(
                condition=(Q(kind="DECLINED") & ~Q(reason="")) | (~Q(kind="DECLINED") & Q(reason="")),
                name="offer_declined_says_why",
                violation_error_message="不接受要说明理由。",
            ),
            models.CheckConstraint(
                condition=~(Q(kind="ASKED") & Q(text="")),
                name="offer_asked_says_what",
                violation_error_message="要问什么，请写出来。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%m-%d %H:%M}"
