"""How organisations stand to one another and to government: the ties of bridge and fifth dimension."""

from django.db import models
from django.db.models import F, Q

from qiao.accounts.records import Record
from qiao.registry.models.organization import Organization
from qiao.registry.models.person import Person
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


class Network(Record):
    """A network of organisations with a lead, such as a joint relief network (S15)."""

    name = models.CharField("名称", max_length=120)
    lead = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="牵头组织"
    )

    class Meta:
        verbose_name = "协作网络"
        verbose_name_plural = "协作网络"

    def __str__(self) -> str:
        return self.name


class NetworkMember(Record):
    """An organisation in a network."""

    class Part(models.TextChoices):
        COORDINATOR = "COORDINATOR", "协调机构"
        MEMBER = "MEMBER", "成员"

    network = models.ForeignKey(Network, models.CASCADE, related_name="members", verbose_name="网络")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="组织")
    part = models.CharField("身份", max_length=12, choices=Part.choices, default=Part.MEMBER)

    class Meta:
        verbose_name = "网络成员"
        verbose_name_plural = "网络成员"
        constraints = (
            models.UniqueConstraint(fields=("network", "organization"), name="network_member_once"),
        )

    def __str__(self) -> str:
        return str(self.organization)


class Tie(Record):
    """A relation of an organisation to one of the five kinds of stakeholder (S42)."""

    class Kind(models.TextChoices):
        MEMBER = "MEMBER", "会员"
        PARTNER = "PARTNER", "合作伙伴"
        GOVERNMENT = "GOVERNMENT", "政府部门"
        FOUNDATION = "FOUNDATION", "基金会"
        BENEFICIARY = "BENEFICIARY", "受益者"

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
    since = models.DateField("自", null=True, blank=True)
    last_contact_on = models.DateField("最近联系", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "联系"
        verbose_name_plural = "联系"

    def __str__(self) -> str:
        return f"{self.organization} – {self.other or self.department or self.person}"


class Partnership(Record):
    """An outside organisation works through a local one (S14)."""

    lead = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="牵头方")
    local = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="本地伙伴")
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="地域")
    scope = models.CharField("合作内容", max_length=300)
    since = models.DateField("自", null=True, blank=True)

    class Meta:
        verbose_name = "合作关系"
        verbose_name_plural = "合作关系"

    def __str__(self) -> str:
        return f"{self.lead} – {self.local}"


class Cooperation(Record):
    """Cooperation with a department: who took the first step, what each side brought (S43-S45)."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="cooperations", verbose_name="组织"
    )
    department = models.ForeignKey(Department, models.CASCADE, related_name="+", verbose_name="部门")
    subject = models.CharField("事项", max_length=200)
    begun_by_organization = models.BooleanField("由组织主动发起", default=True)
    since = models.DateField("自", null=True, blank=True)
    organization_brings = models.CharField("组织所出", max_length=300, blank=True)
    department_brings = models.CharField("政府所出", max_length=300, blank=True)
    effect = models.CharField("成效（未附证据则为“未证”）", max_length=300, blank=True)

    class Meta:
        verbose_name = "政社合作"
        verbose_name_plural = "政社合作"

    def __str__(self) -> str:
        return self.subject
