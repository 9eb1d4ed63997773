"""Who enters their name with an association: to volunteer, to be a member, to be asked when help is needed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.registry.models import Organization, OwnedRecord, Person, Place
from qiao.volunteering.models.shift import Shift
from qiao.volunteering.skills import skill_word


class Enrolment(OwnedRecord):
    """A person's or an enterprise's own entry; a coordinator confirms it. Name and telephone are sealed.

    Whoever has its code sees and changes it without an account.
    """

    class Kind(models.TextChoices):
        PERSON = "PERSON", "个人"
        ENTERPRISE = "ENTERPRISE", "单位"

    class State(models.TextChoices):
        WAITING = "WAITING", "等待确认"
        CONFIRMED = "CONFIRMED", "已确认"
        DECLINED = "DECLINED", "没有接收"
        LEFT = "LEFT", "已退出"

    # Identification: the id is made by the phone, so that sending again cannot double it
    kind = models.CharField("种类", max_length=10, choices=Kind.choices, default=Kind.PERSON)
    code_mark = models.CharField("登记码标记", max_length=64, unique=True)
    # Content: destroyed when somebody leaves or is not taken
    wrapped = models.BinaryField("密钥", null=True)
    sealed = models.BinaryField("姓名和电话（加密）", null=True)
    masked_name = models.CharField("姓名（已遮住）", max_length=60, blank=True)
    masked_phone = models.CharField("电话（已遮住）", max_length=20, blank=True)
    phone_mark = models.CharField("电话标记", max_length=64, db_index=True, blank=True)
    enterprise_name = models.CharField("单位名称", max_length=120, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在地"
    )
    skills = models.JSONField("会什么", default=list, blank=True)
    languages = models.CharField("会说的话", max_length=80, blank=True)
    week = models.CharField("每周有空", max_length=28, blank=True)
    most_shifts = models.PositiveSmallIntegerField("一周最多几班", default=3)
    # Provenance
    shift = models.ForeignKey(
        Shift, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="从哪个班次来"
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="录入人"
    )
    # State
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="确认人"
    )
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    reason = models.CharField("没有接收的原因", max_length=200, blank=True)
    left_at = models.DateTimeField("退出时间", null=True, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    enterprise = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="单位"
    )

    class Meta:
        verbose_name = "志愿者和会员登记"
        verbose_name_plural = "志愿者和会员登记"
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="CONFIRMED") | Q(person__isnull=False) | Q(enterprise__isnull=False),
                name="enrolment_confirmed_is_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("LEFT", "DECLINED")) | Q(sealed__isnull=True, wrapped__isnull=True),
                name="enrolment_ended_is_destroyed",
                violation_error_message="退出或没有接收的，姓名和电话要销毁。",
            ),
            models.CheckConstraint(
                condition=~Q(state="DECLINED") | ~Q(reason=""),
                name="enrolment_declined_for_a_reason",
                violation_error_message="请写明为什么不接收。",
            ),
        )

    def __str__(self) -> str:
        return self.enterprise_name or self.masked_name or str(self.pk)[:8]

    @property
    def is_live(self) -> bool:
        """Say whether it still stands."""
        return self.state in {self.State.WAITING, self.State.CONFIRMED}

    @property
    def skill_words(self) -> list[str]:
        """Return the skills in the language of the page."""
        return [skill_word(code) for code in self.skills]


class PurposeConsent(OwnedRecord):
    """Consent for one purpose (个人信息保护法 13, 14); taken back as easily as given (15). Each row is one stretch of it."""

    class Purpose(models.TextChoices):
        CONTACT = "CONTACT", "登记我、为志愿服务的事联系我"
        ROSTER = "ROSTER", "可以排我的班：按我有空的时间提出，协调员确认"
        CALLS = "CALLS", "需要帮忙时问我一声，答不答应由我"
        NOTICES = "NOTICES", "班次取消、有空位时发短信告诉我"
        NAMED = "NAMED", "公开志愿服务信息时可以写我的名字"

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="consents", verbose_name="志愿者和会员登记"
    )
    purpose = models.CharField("用途", max_length=10, choices=Purpose.choices)
    agreed_at = models.DateTimeField("同意时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "按用途的同意"
        verbose_name_plural = "按用途的同意"
        ordering = ("agreed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("enrolment", "purpose"),
                condition=Q(withdrawn_at__isnull=True),
                name="purpose_agreed_once",
            ),
        )

    def __str__(self) -> str:
        return self.get_purpose_display()
