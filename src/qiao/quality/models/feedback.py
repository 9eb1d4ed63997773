"""One voice on the help that was given: a score, words, or both. Words and contact are sealed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.intake.models import Report
from qiao.registry.models import Crisis, OwnedRecord
from qiao.relief.models import Delivery


class Feedback(OwnedRecord):
    """What a recipient says; the code of a slip or a report says about what, and never who it is."""

    class Service(models.TextChoices):
        DELIVERY = "DELIVERY", "物资运送"
        REPLY = "REPLY", "求助的答复"
        VOLUNTEERS = "VOLUNTEERS", "志愿者的服务"
        CARE = "CARE", "心理与社工服务"
        OTHER = "OTHER", "其他"

    class Channel(models.TextChoices):
        PAGE = "PAGE", "本人在网页上"
        PHONE = "PHONE", "电话里由人代记"

    # Identification
    code_mark = models.CharField("查询码标记", max_length=64, unique=True)
    # Content
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    service = models.CharField("哪一项服务", max_length=10, choices=Service.choices)
    score = models.PositiveSmallIntegerField("评分", null=True, blank=True)
    wants_answer = models.BooleanField("想得到答复", default=False)
    wrapped_key = models.BinaryField("密钥（已封装）", default=b"", blank=True)
    sealed_words = models.BinaryField("说的话（加密）", default=b"", blank=True)
    sealed_contact = models.BinaryField("联系方式（加密）", default=b"", blank=True)
    # Provenance
    channel = models.CharField("怎样来的", max_length=8, choices=Channel.choices, default=Channel.PAGE)
    delivery = models.ForeignKey(
        Delivery, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="运送"
    )
    report = models.ForeignKey(
        Report, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="一线信息"
    )
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="代记的人",
    )
    told_at = models.DateTimeField("时间", db_index=True)
    erased_at = models.DateTimeField("删除时间", null=True, blank=True)

    class Meta:
        verbose_name = "服务反馈"
        verbose_name_plural = "服务反馈"
        ordering = ("-told_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5),
                name="feedback_score_one_to_five",
                violation_error_message="评分是一到五。",
            ),
            models.UniqueConstraint(
                fields=("delivery",),
                condition=Q(delivery__isnull=False),
                name="feedback_once_a_delivery",
                violation_error_message="这次运送已经评过。",
            ),
            models.UniqueConstraint(
                fields=("report",),
                condition=Q(report__isnull=False),
                name="feedback_once_a_report",
                violation_error_message="这份信息的答复已经评过。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_service_display()} {self.told_at:%Y-%m-%d}"

    @property
    def has_words(self) -> bool:
        return bool(self.sealed_words)
