"""What a driver tells on the way, without an account."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.intake.models import Report
from qiao.registry.models import OwnedRecord
from qiao.relief.models.movement import Delivery, Shipment


class DriverReport(OwnedRecord):
    """The driver left, arrived, handed over, or met a problem. It books nothing: only the recipient signs."""

    class Kind(models.TextChoices):
        LEFT = "LEFT", "出发"
        ARRIVED = "ARRIVED", "到达"
        HANDED = "HANDED", "交付"
        PROBLEM = "PROBLEM", "有问题"

    # Identification: the id is made by the phone, so that sending again cannot double it
    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="driver_reports", verbose_name="运单")
    delivery = models.ForeignKey(
        Delivery,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="driver_reports",
        verbose_name="运送",
    )
    mark = models.CharField("内容标记", max_length=64)
    # Content: the words of a problem are a report, sealed
    kind = models.CharField("报什么", max_length=8, choices=Kind.choices)
    report = models.OneToOneField(
        Report, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="一线信息"
    )
    at = models.DateTimeField("时间")
    received_at = models.DateTimeField("收到时间")
    # State of a step: told by mistake it is taken back, never deleted
    taken_back_at = models.DateTimeField("收回时间", null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="收回人",
    )
    # State of a problem
    answer = models.CharField("怎么办了", max_length=200, blank=True)
    settled_at = models.DateTimeField("办结时间", null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="办结人",
    )

    class Meta:
        verbose_name = "司机报告"
        verbose_name_plural = "司机报告"
        ordering = ("at", "received_at")
        constraints = (
            models.UniqueConstraint(
                fields=("shipment",),
                condition=Q(kind="LEFT", taken_back_at__isnull=True),
                name="driver_leaves_once",
            ),
            models.UniqueConstraint(
                fields=("delivery", "kind"),
                condition=Q(kind__in=("ARRIVED", "HANDED"), taken_back_at__isnull=True),
                name="driver_tells_a_step_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="LEFT", delivery__isnull=True)
                | Q(kind__in=("ARRIVED", "HANDED"), delivery__isnull=False)
                | Q(kind="PROBLEM", report__isnull=False),
                name="driver_report_says_where",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True) | ~Q(kind="PROBLEM"),
                name="driver_problem_is_answered_not_taken_back",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | (Q(kind="PROBLEM") & ~Q(answer="")),
                name="driver_problem_settled_in_words",
                violation_error_message="请写明怎么办了。",
            ),
        )

    @property
    def is_taken_back(self) -> bool:
        """Say whether it was told by mistake."""
        return self.taken_back_at is not None

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%m-%d %H:%M}"
