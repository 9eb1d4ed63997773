"""Case files in confidence: readable only by their own team, sealed under a key of each file's own."""

from django.conf import settings
from django.db import models

from qiao.registry.models import Crisis, OwnedRecord


class CareFile(OwnedRecord):
    """One person's or family's file, for instance grief counselling after a death (丧亲者哀伤辅导)."""

    class Kind(models.TextChoices):
        GRIEF = "GRIEF", "哀伤辅导"
        STRESS = "STRESS", "心理支持"
        LIVELIHOOD = "LIVELIHOOD", "生活困难"
        OTHER = "OTHER", "其他"

    class State(models.TextChoices):
        OPEN = "OPEN", "进行中"
        REFERRED = "REFERRED", "已转介"
        CLOSING = "CLOSING", "待督导确认结案"
        CLOSED = "CLOSED", "已结案"

    class Age(models.TextChoices):
        """Who decides for the person (个人信息保护法 31; 未成年人保护法)."""

        ADULT = "ADULT", "成年人"
        MINOR = "MINOR", "十四至十七岁"
        UNDER_14 = "UNDER_14", "不满十四岁"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    number = models.CharField("档案号", max_length=20)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    age = models.CharField("年龄段", max_length=8, choices=Age.choices, default=Age.ADULT)
    wrapped_key = models.BinaryField("密钥（已封装）")
    key_generation = models.PositiveSmallIntegerField("封装密钥的代次", default=0)
    sealed_identity = models.BinaryField("身份（加密）")
    sealed_source = models.BinaryField("来源（加密）", default=b"", blank=True)
    source_mark = models.CharField("来源标记", max_length=64, blank=True)
    review_on = models.DateField("下次评估", null=True, blank=True)
    supervise_on = models.DateField("下次督导", null=True, blank=True)
    closed_at = models.DateTimeField("结案时间", null=True, blank=True)
    destroyed_at = models.DateTimeField("销毁时间", null=True, blank=True)
    team = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name="服务团队")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="督导"
    )

    class Meta:
        verbose_name = "个案档案"
        verbose_name_plural = "个案档案"
        constraints = (
            models.UniqueConstraint(fields=("organization", "number"), name="care_file_number_once"),
            models.UniqueConstraint(
                fields=("source_mark",),
                condition=~models.Q(source_mark=""),
                name="care_file_once_a_need",
                violation_error_message="这条求助已经有社工接手。",
            ),
            models.CheckConstraint(
                condition=models.Q(state="CLOSED", closed_at__isnull=False)
                | ~models.Q(state="CLOSED") & models.Q(closed_at__isnull=True),
                name="care_file_closed_when",
            ),
        )

    def __str__(self) -> str:
        return self.number


class CareSession(OwnedRecord):
    """One meeting; its notes are sealed under the file's key."""

    file = models.ForeignKey(CareFile, models.PROTECT, related_name="sessions", verbose_name="档案")
    held_at = models.DateTimeField("时间")
    minutes = models.PositiveSmallIntegerField("时长（分钟）")
    sealed_notes = models.BinaryField("记录（加密）")

    class Meta:
        verbose_name = "会谈记录"
        verbose_name_plural = "会谈记录"
        ordering = ("held_at",)

    def __str__(self) -> str:
        return f"{self.file} {self.held_at:%m-%d}"


class Consent(OwnedRecord):
    """What the person agreed to, for one purpose, and until when (个人信息保护法 23, 29)."""

    class Purpose(models.TextChoices):
        SERVICE = "SERVICE", "接受服务"
        SHARING = "SHARING", "转介给其他机构"
        GROUP = "GROUP", "参加小组"
        STATISTICS = "STATISTICS", "去标识后用于统计与建议"
        PUBLICATION = "PUBLICATION", "公开发表"

    class Giver(models.TextChoices):
        SELF = "SELF", "本人"
        GUARDIAN = "GUARDIAN", "监护人"
        RELATIVE = "RELATIVE", "近亲属"

    file = models.ForeignKey(CareFile, models.CASCADE, related_name="consents", verbose_name="档案")
    purpose = models.CharField("目的", max_length=12, choices=Purpose.choices)
    receiver = models.CharField("交给谁", max_length=120, blank=True)
    given_by = models.CharField("谁同意的", max_length=10, choices=Giver.choices, default=Giver.SELF)
    given_at = models.DateTimeField("同意时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "知情同意"
        verbose_name_plural = "知情同意"
        ordering = ("given_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("file", "purpose", "receiver"),
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_once_a_purpose",
                violation_error_message="这一项已有有效的同意。",
            ),
        )

    def __str__(self) -> str:
        return self.get_purpose_display()


class NoteOpening(OwnedRecord):
    """The supervisor opens a file's session notes for a while, for a reason which is sealed like the notes."""

    file = models.ForeignKey(CareFile, models.PROTECT, related_name="openings", verbose_name="档案")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="查看人"
    )
    opened_at = models.DateTimeField("打开时间")
    until = models.DateTimeField("有效至")
    sealed_reason = models.BinaryField("理由（加密）")
    reviewed_at = models.DateTimeField("复核时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="复核人"
    )

    class Meta:
        verbose_name = "督导查看"
        verbose_name_plural = "督导查看"
        ordering = ("-opened_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("opened_at")), name="note_opening_ends"
            ),
            models.CheckConstraint(
                condition=models.Q(reviewed_by__isnull=True, reviewed_at__isnull=True)
                | models.Q(reviewed_by__isnull=False, reviewed_at__isnull=False)
                & ~models.Q(reviewed_by=models.F("user")),
                name="note_opening_reviewed_by_another",
                violation_error_message="查看的人不能复核自己的查看。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.file} {self.opened_at:%m-%d %H:%M}"
