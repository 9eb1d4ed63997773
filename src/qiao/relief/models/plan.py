"""Plans: what the engine proposes, with a reason for each line and for each need left without."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.intake.models import Need, Offer
from qiao.registry.models import Crisis, OwnedRecord
from qiao.relief.models.store import LotPart


class Plan(OwnedRecord):
    """One run of the allocation engine over the verified needs and offers of a crisis."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    number = models.PositiveIntegerField("编号")
    rule = models.CharField("规则", max_length=40)
    parameters = models.JSONField("参数", default=dict)
    made_at = models.DateTimeField("生成时间")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="生成人"
    )
    # What the engine saw and proved
    needs_seen = models.PositiveIntegerField("需求数")
    offers_seen = models.PositiveIntegerField("资源数")
    input_hash = models.CharField("输入指纹", max_length=64)
    objective = models.BigIntegerField("目标值", null=True)
    bound = models.BigIntegerField("上界", null=True)
    fairness = models.JSONField("公平指标", default=dict)

    class Meta:
        verbose_name = "分配方案"
        verbose_name_plural = "分配方案"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("organization", "crisis", "number"), name="plan_number_once"),
        )

    def __str__(self) -> str:
        return f"方案 {self.number}"


class Share(Record):
    """One line of a plan: so much of this offer, out of this part of it, for this need, and why."""

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", "待确认"
        CONFIRMED = "CONFIRMED", "已确认"
        DECLINED = "DECLINED", "未采纳"

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="shares", verbose_name="方案")
    need = models.ForeignKey(Need, models.PROTECT, related_name="+", verbose_name="需求")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="+", verbose_name="资源")
    part = models.ForeignKey(
        LotPart, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="分批"
    )
    quantity = models.PositiveBigIntegerField("数量")
    distance_km = models.PositiveIntegerField("距离（公里）", null=True)
    reason_code = models.CharField("理由代码", max_length=40)
    reason = models.JSONField("理由", default=dict)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.PROPOSED)

    class Meta:
        verbose_name = "份额"
        verbose_name_plural = "份额"
        ordering = ("need__tier", "created_at")
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gt=0), name="share_positive"),
            models.UniqueConstraint(fields=("plan", "need", "offer", "part"), name="share_once"),
        )

    def __str__(self) -> str:
        return f"{self.need} ← {self.quantity}"


class Unmet(Record):
    """A need that a plan leaves without, or with less than it asked, and why."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="unmet", verbose_name="方案")
    need = models.ForeignKey(Need, models.PROTECT, related_name="+", verbose_name="需求")
    asked = models.PositiveBigIntegerField("所需", null=True)
    given = models.PositiveBigIntegerField("已分", default=0)
    reason_code = models.CharField("理由代码", max_length=40)
    reason = models.JSONField("理由", default=dict)

    class Meta:
        verbose_name = "未满足"
        verbose_name_plural = "未满足"
        ordering = ("need__tier", "created_at")

    def __str__(self) -> str:
        return str(self.need)
