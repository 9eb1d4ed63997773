"""Fundraising campaigns."""

from django.db import models
from django.db.models import Q

from qiao.registry.models import Crisis, Organization, OwnedRecord


class Campaign(OwnedRecord):
    """A fundraising campaign. Public ones need a certificate or a qualified host (慈善法 22, 26)."""

    class Route(models.TextChoices):
        PUBLIC = "PUBLIC", "公开募捐"
        CO_LAUNCH = "CO_LAUNCH", "联合公募"
        DIRECTED = "DIRECTED", "定向募捐（会员）"

    class Audience(models.TextChoices):
        ALL = "ALL", "全体会员"
        PERSONS = "PERSONS", "个人会员"
        ENTERPRISES = "ENTERPRISES", "单位会员"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    title = models.CharField("名称", max_length=120)
    route = models.CharField("途径", max_length=10, choices=Route.choices)
    host = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="合作公募方"
    )
    audience = models.CharField("面向哪种会员", max_length=11, choices=Audience.choices, default=Audience.ALL)
    began_on = models.DateField("开始日期")
    filed_on = models.DateField("备案日期", null=True, blank=True)
    ended_on = models.DateField("结束日期", null=True, blank=True)

    class Meta:
        verbose_name = "募捐活动"
        verbose_name_plural = "募捐活动"
        constraints = (
            models.CheckConstraint(
                condition=~Q(route="CO_LAUNCH") | Q(host__isnull=False),
                name="co_launch_names_its_host",
                violation_error_message="联合公募要写明有公开募捐资格的合作方。",
            ),
            models.CheckConstraint(
                condition=Q(audience="ALL") | Q(route="DIRECTED"),
                name="only_appeals_choose_members",
                violation_error_message="只有定向募捐才选面向哪种会员。",
            ),
        )

    def __str__(self) -> str:
        return self.title
