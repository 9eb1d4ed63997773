"""What a team writes in a file besides sessions: pages, goals, the closing, and what people ask by right."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.care.models.files import CareFile, Consent
from qiao.registry.models import OwnedRecord


class CareEntry(OwnedRecord):
    """A page of a file: an assessment of risk, a safety plan, or what the supervisor advised. Sealed as JSON."""

    class Kind(models.TextChoices):
        RISK = "RISK", "风险评估"
        SAFETY = "SAFETY", "安全计划"
        SUPERVISION = "SUPERVISION", "督导意见"

    file = models.ForeignKey(CareFile, models.PROTECT, related_name="entries", verbose_name="档案")
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="记录人"
    )
    made_at = models.DateTimeField("时间")
    sealed_content = models.BinaryField("内容（加密）")

    class Meta:
        verbose_name = "档案内页"
        verbose_name_plural = "档案内页"
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.get_kind_display()


class CareGoal(OwnedRecord):
    """What the person wants to reach, in their words, and by when it is looked at again."""

    class State(models.TextChoices):
        OPEN = "OPEN", "进行中"
        REACHED = "REACHED", "达成"
        DROPPED = "DROPPED", "不再需要"

    file = models.ForeignKey(CareFile, models.PROTECT, related_name="goals", verbose_name="档案")
    sealed_text = models.BinaryField("目标（加密）")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.OPEN)
    set_at = models.DateTimeField("设定时间")
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "服务目标"
        verbose_name_plural = "服务目标"
        ordering = ("set_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="OPEN", ended_at__isnull=True)
                | ~Q(state="OPEN") & Q(ended_at__isnull=False),
                name="care_goal_ended_when",
            ),
        )

    def __str__(self) -> str:
        return self.get_state_display()


class CareClosing(OwnedRecord):
    """A social worker asks to close a file; the supervisor, another person, confirms or sends it back."""

    class State(models.TextChoices):
        ASKED = "ASKED", "待督导确认"
        CONFIRMED = "CONFIRMED", "已确认"
        SENT_BACK = "SENT_BACK", "退回继续服务"

    class Reason(models.TextChoices):
        REACHED = "REACHED", "目标达成"
        REFERRED = "REFERRED", "已转介"
        DECLINED = "DECLINED", "当事人不再需要"
        LOST = "LOST", "多次联系不上"
        OTHER = "OTHER", "其他"

    file = models.ForeignKey(CareFile, models.PROTECT, related_name="closings", verbose_name="档案")
    reason = models.CharField("结案原因", max_length=10, choices=Reason.choices)
    sealed_summary = models.BinaryField("结案小结（加密）")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人"
    )
    asked_at = models.DateTimeField("提出时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    sealed_remark = models.BinaryField("退回意见（加密）", default=b"", blank=True)

    class Meta:
        verbose_name = "结案"
        verbose_name_plural = "结案"
        ordering = ("-asked_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("file",), condition=Q(state="ASKED"), name="care_closing_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(state="ASKED", decided_by__isnull=True, decided_at__isnull=True)
                | ~Q(state="ASKED") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="care_closing_decided_when",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="care_closing_two_people",
                violation_error_message="提出结案的人不能自己确认。",
            ),
        )

    def __str__(self) -> str:
        return self.get_state_display()


class RightsRequest(OwnedRecord):
    """Somebody asks by right to see, copy, correct or erase (个人信息保护法 44-47); for the dead, a relative (49)."""

    class Kind(models.TextChoices):
        ACCESS = "ACCESS", "查阅"
        COPY = "COPY", "复制"
        CORRECT = "CORRECT", "更正、补充"
        ERASE = "ERASE", "删除"

    class State(models.TextChoices):
        ASKED = "ASKED", "等待答复"
        GRANTED = "GRANTED", "已办理"
        REFUSED = "REFUSED", "不予办理"

    file = models.ForeignKey(CareFile, models.PROTECT, related_name="requests", verbose_name="档案")
    kind = models.CharField("请求", max_length=8, choices=Kind.choices)
    made_by = models.CharField("谁提出的", max_length=10, choices=Consent.Giver.choices)
    sealed_requester = models.BinaryField("请求人（加密）")
    asked_at = models.DateTimeField("提出时间")
    due_on = models.DateField("答复期限")
    state = models.CharField("状态", max_length=8, choices=State.choices, default=State.ASKED)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    sealed_answer = models.BinaryField("答复（加密）", default=b"", blank=True)

    class Meta:
        verbose_name = "个人信息权利请求"
        verbose_name_plural = "个人信息权利请求"
        ordering = ("-asked_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="ASKED", answered_at__isnull=True)
                | ~Q(state="ASKED") & Q(answered_at__isnull=False),
                name="rights_request_answered_when",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()
