"""Organisations: their legal form, code, home, areas of service, scope and dated qualifications."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.exceptions import UsccError
from qiao.registry.models.place import Place, Positioned
from qiao.registry.uscc import normalise


def check_uscc(value: str) -> None:
    """Refuse a unified social credit code whose check digit is wrong (GB 32100-2015)."""
    try:
        normalise(value)
    except UsccError as error:
        raise ValidationError(str(error), code="uscc") from error


class Organization(Record, Positioned):
    """A social organisation or another unit: association, foundation, hospital, company."""

    class Kind(models.TextChoices):
        ASSOCIATION = "ASSOCIATION", "社会团体"
        FOUNDATION = "FOUNDATION", "基金会"
        SERVICE_AGENCY = "SERVICE_AGENCY", "社会服务机构"
        VOLUNTEER_GROUP = "VOLUNTEER_GROUP", "志愿者队伍（未登记）"
        HOSPITAL = "HOSPITAL", "医疗机构"
        COMPANY = "COMPANY", "企业"
        PUBLIC_BODY = "PUBLIC_BODY", "机关事业单位"
        OTHER = "OTHER", "其他"

    # Identification
    name = models.CharField("名称", max_length=120, db_index=True)
    name_en = models.CharField("英文名称", max_length=160, blank=True)
    kind = models.CharField("法律形式", max_length=16, choices=Kind.choices)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True, validators=(check_uscc,))
    registered_on = models.DateField("登记日期", null=True, blank=True)
    registrar = models.CharField("登记管理机关", max_length=120, blank=True)
    is_charity = models.BooleanField("认定为慈善组织", default=False)
    # Place
    home = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="住所地"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="branches", verbose_name="上级组织"
    )
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="also", verbose_name="同一单位"
    )
    address = models.CharField("地址", max_length=200, blank=True)
    # Provenance and state
    runs_qiao = models.BooleanField("在本系统工作", default=False)
    is_sample = models.BooleanField("示例数据", default=False)
    source = models.CharField("来源", max_length=300, blank=True)
    looked_at = models.DateTimeField("何时查过同形名称", null=True, blank=True, db_index=True)

    class Meta(Positioned.Meta):
        verbose_name = "组织"
        verbose_name_plural = "组织"
        ordering = ("name",)
        constraints = (
            *Positioned.Meta.constraints,
            models.UniqueConstraint(fields=("uscc",), condition=~Q(uscc=""), name="organization_uscc_once"),
            models.UniqueConstraint(fields=("name", "home"), name="organization_name_once_a_place"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def standing(self) -> "Organization":
        """Return the record that stands for this organisation: itself, or the one it is another name of."""
        here = self
        while here.same_as is not None:
            here = here.same_as
        return here

    @property
    def can_lead_response(self) -> bool:
        """Say whether it is one of the three legal forms of a social organisation."""
        return self.kind in {self.Kind.ASSOCIATION, self.Kind.FOUNDATION, self.Kind.SERVICE_AGENCY}


class OrganizationName(Record):
    """Another name under which an organisation was entered, or a branch of it; ended, not deleted, when taken back."""

    class Kind(models.TextChoices):
        ALIAS = "ALIAS", "别名"
        BRANCH = "BRANCH", "分支机构"

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="names", verbose_name="组织")
    name = models.CharField("名称", max_length=120, db_index=True)
    kind = models.CharField("种类", max_length=6, choices=Kind.choices)
    other = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="以此名登记的记录")
    since = models.DateTimeField("自")
    until = models.DateTimeField("至", null=True, blank=True)

    class Meta:
        verbose_name = "别名与分支"
        verbose_name_plural = "别名与分支"
        ordering = ("since",)
        constraints = (
            models.UniqueConstraint(
                fields=("other", "kind"), condition=Q(until__isnull=True), name="organization_name_once"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ServiceArea(Record):
    """Where an organisation serves, which is not always where it is based (S08)."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="service_areas", verbose_name="组织"
    )
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="服务地域")
    since = models.DateField("自", null=True, blank=True)
    until = models.DateField("至", null=True, blank=True)

    class Meta:
        verbose_name = "服务地域"
        verbose_name_plural = "服务地域"
        constraints = (models.UniqueConstraint(fields=("organization", "place"), name="service_area_once"),)

    def __str__(self) -> str:
        return f"{self.organization}: {self.place}"


class BusinessScope(Record):
    """What the charter lets an organisation do (业务范围), as text and need categories."""

    organization = models.OneToOneField(
        Organization, models.CASCADE, related_name="business_scope", verbose_name="组织"
    )
    text = models.TextField("业务范围（章程原文）")
    categories = models.JSONField("对应需求类别", default=list, blank=True)

    class Meta:
        verbose_name = "业务范围"
        verbose_name_plural = "业务范围"

    def __str__(self) -> str:
        return self.text


class Qualification(Record):
    """A dated certificate, such as the one for public fundraising (慈善法 art. 22)."""

    class Kind(models.TextChoices):
        PUBLIC_FUNDRAISING = "PUBLIC_FUNDRAISING", "公开募捐资格"
        CHARITY = "CHARITY", "慈善组织认定"
        GRADE = "GRADE", "等级评估"
        TAX = "TAX", "公益性捐赠税前扣除资格"
        OTHER = "OTHER", "其他资质"

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="qualifications", verbose_name="组织"
    )
    kind = models.CharField("种类", max_length=20, choices=Kind.choices)
    number = models.CharField("证书编号", max_length=60, blank=True)
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True)
    source = models.CharField("来源", max_length=300, blank=True)

    class Meta:
        verbose_name = "资质"
        verbose_name_plural = "资质"
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="qualification_ends_after_it_begins",
                violation_error_message="资质的截止日期不能早于开始日期。",
            ),
        )

    def __str__(self) -> str:
        return self.get_kind_display()

    def is_valid_on(self, day: date) -> bool:
        """Say whether the certificate holds on `day`."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
