"""Contacts of institutions and needs, kept in versions: what stands, what was asked, what it was before."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.registry.models.owned import OwnedRecord


class ContactPoint(OwnedRecord):
    """A telephone, a receiving address or an account of one institution or need; its versions say which."""

    class Kind(models.TextChoices):
        PHONE = "PHONE", "电话"
        ADDRESS = "ADDRESS", "收货地址"
        ACCOUNT = "ACCOUNT", "收款账户"

    subject_type = models.CharField("对象类别", max_length=20)
    subject_id = models.UUIDField("对象", db_index=True)
    kind = models.CharField("种类", max_length=8, choices=Kind.choices)
    label = models.CharField("名目", max_length=40, blank=True)

    class Meta:
        verbose_name = "联系方式"
        verbose_name_plural = "联系方式"
        ordering = ("kind", "label", "created_at")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "subject_id", "kind", "label"), name="contact_point_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.label}".strip()


class ContactVersion(OwnedRecord):
    """One value of a contact: who asked for it, who checked it with whom, and from when to when it stood."""

    class State(models.TextChoices):
        ASKED = "ASKED", "要求更改，尚未核实"
        WAITING = "WAITING", "已核实，等待生效"
        STANDING = "STANDING", "在用"
        PAST = "PAST", "曾用"
        DENIED = "DENIED", "对方否认"
        WITHDRAWN = "WITHDRAWN", "已撤回"

    class Method(models.TextChoices):
        CALLBACK = "CALLBACK", "回拨原来的电话"
        VISIT = "VISIT", "上门当面核对"
        NOTICE = "NOTICE", "盖章函件或官网公告"

    # Identification
    point = models.ForeignKey(ContactPoint, models.PROTECT, related_name="versions", verbose_name="联系方式")
    number = models.PositiveSmallIntegerField("第几版")
    # Content: sealed; pages show the masked copy, equal values have equal marks
    wrapped = models.BinaryField("密钥")
    sealed = models.BinaryField("内容（加密）")
    masked = models.CharField("脱敏内容", max_length=200)
    mark = models.CharField("标记", max_length=64, db_index=True)
    holder_differs = models.BooleanField("户名与单位不同", default=False)
    # Provenance
    source = models.CharField("谁说的、怎么知道的", max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="提出人"
    )
    asked_at = models.DateTimeField("提出时间")
    # Verification
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="核实人"
    )
    checked_at = models.DateTimeField("核实时间", null=True, blank=True)
    method = models.CharField("核实方式", max_length=8, choices=Method.choices, blank=True)
    called = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回拨的电话"
    )
    note = models.CharField("核实说明", max_length=300, blank=True)
    # Lifecycle
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.ASKED)
    effective_at = models.DateTimeField("生效时间", null=True, blank=True)
    ended_at = models.DateTimeField("停用时间", null=True, blank=True)

    class Meta:
        verbose_name = "联系方式的一版"
        verbose_name_plural = "联系方式的各版"
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("point", "number"), name="contact_version_numbered"),
            models.UniqueConstraint(
                fields=("point",), condition=Q(state="STANDING"), name="contact_stands_once"
            ),
            models.UniqueConstraint(
                fields=("point",), condition=Q(state__in=("ASKED", "WAITING")), name="contact_change_once"
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True)
                | Q(asked_by__isnull=True)
                | ~Q(checked_by=F("asked_by")),
                name="contact_checked_by_another",
                violation_error_message="提出更改的人不能自己核实。",
            ),
            models.CheckConstraint(
                condition=~Q(state="WAITING") | Q(checked_at__isnull=False, effective_at__isnull=False),
                name="contact_waits_only_once_checked",
            ),
            models.CheckConstraint(
                condition=Q(number=1) | ~Q(state__in=("STANDING", "PAST")) | Q(checked_at__isnull=False),
                name="contact_changes_only_once_checked",
                violation_error_message="没有核实的更改不能生效。",
            ),
            models.CheckConstraint(
                condition=~Q(method="CALLBACK") | Q(called__isnull=False),
                name="contact_callback_names_the_telephone",
            ),
        )

    def __str__(self) -> str:
        return f"{self.point} {self.masked}"
