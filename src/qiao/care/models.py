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
        CLOSED = "CLOSED", "已结案"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    number = models.CharField("档案号", max_length=20)
    kind = models.CharField("类别", max_length=12, choices=Kind.choices)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    wrapped_key = models.BinaryField("密钥（已封装）")
    sealed_identity = models.BinaryField("身份（加密）")
    team = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name="服务团队")
    supervisor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="督导"
    )

    class Meta:
        verbose_name = "个案档案"
        verbose_name_plural = "个案档案"
        constraints = (
            models.UniqueConstraint(fields=("organization", "number"), name="care_file_number_once"),
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
        STATISTICS = "STATISTICS", "去标识后用于统计与建议"
        PUBLICATION = "PUBLICATION", "公开发表"

    file = models.ForeignKey(CareFile, models.CASCADE, related_name="consents", verbose_name="档案")
    purpose = models.CharField("目的", max_length=12, choices=Purpose.choices)
    given_at = models.DateTimeField("同意时间")
    withdrawn_at = models.DateTimeField("撤回时间", null=True, blank=True)

    class Meta:
        verbose_name = "知情同意"
        verbose_name_plural = "知情同意"
        ordering = ("given_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("file", "purpose"),
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_once_a_purpose",
                violation_error_message="这一项目的已有有效的同意。",
            ),
        )

    def __str__(self) -> str:
        return self.get_purpose_display()


class Referral(OwnedRecord):
    """A file is handed to others who can help better; refused without consent to share."""

    file = models.ForeignKey(CareFile, models.PROTECT, related_name="referrals", verbose_name="档案")
    to_name = models.CharField("转介到", max_length=120)
    asked_at = models.DateTimeField("提出时间")
    accepted_at = models.DateTimeField("接受时间", null=True, blank=True)

    class Meta:
        verbose_name = "转介"
        verbose_name_plural = "转介"

    def __str__(self) -> str:
        return self.to_name


class NoteOpening(OwnedRecord):
    """The supervisor opens a file's session notes for a while, for a reason which is sealed like the notes."""

    file = models.ForeignKey(CareFile, models.PROTECT, related_name="openings", verbose_name="档案")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="查看人"
    )
    opened_at = models.DateTimeField("打开时间")
    until = models.DateTimeField("有效至")
    sealed_reason = models.BinaryField("理由（加密）")

    class Meta:
        verbose_name = "督导查看"
        verbose_name_plural = "督导查看"
        ordering = ("-opened_at",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("opened_at")), name="note_opening_ends"
            ),
        )

    def __str__(self) -> str:
        return f"{self.file} {self.opened_at:%m-%d %H:%M}"
