"""To whom an organisation is tied (S42): since when, when last in touch, how often; and tables of ties on their way in."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from qiao.registry.models.organization import Organization
from qiao.registry.models.owned import OwnedRecord
from qiao.registry.models.person import Person
from qiao.registry.models.relation import Department


class TieTable(OwnedRecord):
    """A table of ties: tried out row by row, loaded, perhaps taken back. Its rows are kept as they stood."""

    class State(models.TextChoices):
        TRIED = "TRIED", "已试读"
        LOADED = "LOADED", "已载入"
        UNDONE = "UNDONE", "已撤销"
        DISCARDED = "DISCARDED", "已放弃"

    name = models.CharField("文件名", max_length=120)
    rows: Any = models.JSONField("各行和判断", default=list)
    state = models.CharField("状态", max_length=9, choices=State.choices, default=State.TRIED)
    # Lifecycle
    handed_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )
    loaded_at = models.DateTimeField("载入时间", null=True, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)

    class Meta:
        verbose_name = "联系表"
        verbose_name_plural = "联系表"
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.name


class Tie(OwnedRecord):
    """A tie of an organisation to one of the five kinds of stakeholder. Taken back with a reason, never deleted."""

    class Kind(models.TextChoices):
        MEMBER = "MEMBER", "会员"
        PARTNER = "PARTNER", "合作伙伴"
        GOVERNMENT = "GOVERNMENT", "政府部门"
        FOUNDATION = "FOUNDATION", "基金会"
        BENEFICIARY = "BENEFICIARY", "受益者"

    # Identification
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="ties", verbose_name="组织")
    kind = models.CharField("种类", max_length=12, choices=Kind.choices)
    other = models.ForeignKey(
        Organization, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="对方组织"
    )
    department = models.ForeignKey(
        Department, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="对方部门"
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="联系人"
    )
    name = models.CharField("对方（名录里没有的）", max_length=120, blank=True)
    people = models.PositiveIntegerField("人数", null=True, blank=True)
    # Content
    since = models.DateField("自", null=True, blank=True)
    last_contact_on = models.DateField("最近联系", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    # Provenance and state
    table = models.ForeignKey(
        TieTable, models.PROTECT, null=True, blank=True, related_name="ties", verbose_name="来自的表"
    )
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("收回理由", max_length=200, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "联系"
        verbose_name_plural = "联系"
        ordering = ("kind", "-last_contact_on")
        constraints = (
            models.CheckConstraint(
                condition=Q(since__isnull=True)
                | Q(last_contact_on__isnull=True)
                | Q(last_contact_on__gte=F("since")),
                name="tie_last_contact_after_it_began",
                violation_error_message="最近联系不能早于开始。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="tie_withdrawn_with_reason",
                violation_error_message="收回要写明理由。",
            ),
            models.UniqueConstraint(
                fields=("organization", "kind", "other"),
                condition=Q(withdrawn_at__isnull=True, other__isnull=False),
                name="tie_to_organization_once",
            ),
            models.UniqueConstraint(
                fields=("organization", "kind", "department"),
                condition=Q(withdrawn_at__isnull=True, department__isnull=False),
                name="tie_to_department_once",
            ),
            models.UniqueConstraint(
                fields=("organization", "kind", "name"),
                condition=Q(withdrawn_at__isnull=True) & ~Q(name=""),
                name="tie_to_name_once",
            ),
        )
        indexes = (models.Index(fields=("organization", "kind"), name="tie_of_kind"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.whom}"

    @property
    def whom(self) -> str:
        """Return with whom the tie is; a single person is not named."""
        return str(self.other or self.department or self.name or "（个人）")


class TieContact(OwnedRecord):
    """One time that the two were in touch. What was written down is never changed."""

    class Way(models.TextChoices):
        VISIT = "VISIT", "走访"
        MEETING = "MEETING", "会议"
        PHONE = "PHONE", "电话"
        MESSAGE = "MESSAGE", "信息"
        JOINT_WORK = "JOINT_WORK", "一起做事"

    tie = models.ForeignKey(Tie, models.CASCADE, related_name="contacts", verbose_name="联系")
    happened_on = models.DateField("日期")
    way = models.CharField("方式", max_length=10, choices=Way.choices)
    what = models.CharField("做了什么", max_length=200, blank=True)

    class Meta:
        verbose_name = "来往"
        verbose_name_plural = "来往"
        ordering = ("-happened_on", "-created_at")

    def __str__(self) -> str:
        return f"{self.happened_on} {self.get_way_display()}"
