"""Departments, and agreements between organisations."""

from django.db import models
from django.db.models import F, Q

from qiao.accounts.records import Record
from qiao.registry.models.organization import Organization
from qiao.registry.models.place import Place


class Department(Record):
    """A government department or body that can answer a proposal."""

    name = models.CharField("名称", max_length=120, unique=True)
    name_en = models.CharField("英文名称", max_length=160, blank=True)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所辖地域"
    )
    mandate = models.CharField("职责", max_length=300, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "政府部门"
        verbose_name_plural = "政府部门"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Agreement(Record):
    """A written agreement between two organisations, such as for co-launched fundraising."""

    first = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="甲方")
    second = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="乙方")
    subject = models.CharField("事由", max_length=200)
    signed_on = models.DateField("签订日期")
    valid_to = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "协议"
        verbose_name_plural = "协议"
        constraints = (models.CheckConstraint(condition=~Q(first=F("second")), name="agreement_needs_two"),)

    def __str__(self) -> str:
        return self.subject
