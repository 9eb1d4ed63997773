"""People: who they are, whose members they are, and in which role they work."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.accounts.roles import Role
from qiao.registry.models.organization import Organization
from qiao.registry.models.place import Place


class Person(Record):
    """A member, volunteer, expert or liaison officer. Contacts are sealed, never stored here."""

    name = models.CharField("姓名", max_length=60)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="用户",
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所在地"
    )
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "人员"
        verbose_name_plural = "人员"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Membership(Record):
    """A person or an enterprise is a member of an association (会员基础)."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="memberships", verbose_name="组织"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="memberships", verbose_name="个人会员"
    )
    enterprise = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="单位会员"
    )
    since = models.DateField("入会日期", null=True, blank=True)
    until = models.DateField("退会日期", null=True, blank=True)

    class Meta:
        verbose_name = "会员"
        verbose_name_plural = "会员"
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False, enterprise__isnull=True)
                | Q(person__isnull=True, enterprise__isnull=False),
                name="membership_person_or_enterprise",
                violation_error_message="会员要么是个人，要么是单位。",
            ),
        )

    def __str__(self) -> str:
        return str(self.person or self.enterprise)


class Appointment(Record):
    """A user works for an organisation in one role (decision 0002)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="用户")
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="appointments", verbose_name="组织"
    )
    role = models.CharField("角色", max_length=12, choices=Role.choices)
    since = models.DateField("自", null=True, blank=True)
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "任职"
        verbose_name_plural = "任职"
        constraints = (
            models.UniqueConstraint(fields=("user", "organization", "role"), name="appointment_once"),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organization}"
