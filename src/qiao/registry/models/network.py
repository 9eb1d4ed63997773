"""Networks of organisations (S15), and whose capacity was built by whom (S15, S17)."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from qiao.accounts.records import Record
from qiao.registry.models.organization import Organization
from qiao.registry.models.owned import OwnedRecord
from qiao.registry.models.place import Place

MINUTES_AN_HOUR = 60
FULL_MARK = 400
"""The most a domain of readiness can have, in hundredths: the anchors go from 0 to 4 (METHODS 4)."""


class Network(Record):
    """A network of organisations with a lead, such as a joint relief network (S15)."""

    name = models.CharField("名称", max_length=120, unique=True)
    lead = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="牵头组织"
    )
    purpose = models.CharField("做什么", max_length=300, blank=True)
    since = models.DateField("成立于", null=True, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "协作网络"
        verbose_name_plural = "协作网络"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class NetworkMember(Record):
    """An organisation in a network, and the county it answers for there. Ended, not deleted, when it leaves."""

    class Part(models.TextChoices):
        COORDINATOR = "COORDINATOR", "协调机构"
        MEMBER = "MEMBER", "成员"

    network = models.ForeignKey(Network, models.CASCADE, related_name="members", verbose_name="网络")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="+", verbose_name="组织")
    part = models.CharField("身份", max_length=12, choices=Part.choices, default=Part.MEMBER)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="负责的地域"
    )
    since = models.DateField("加入", null=True, blank=True)
    until = models.DateField("退出", null=True, blank=True)

    class Meta:
        verbose_name = "网络成员"
        verbose_name_plural = "网络成员"
        constraints = (
            models.UniqueConstraint(
                fields=("network", "organization"),
                condition=Q(until__isnull=True),
                name="network_member_once",
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="network_member_leaves_after_it_joined",
                violation_error_message="退出不能早于加入。",
            ),
        )

    def __str__(self) -> str:
        return str(self.organization)


class CapacitySupport(OwnedRecord):
    """What one organisation gave another so that it can do more by itself (S15, S17). Taken back, never deleted."""

    class Kind(models.TextChoices):
        TRAINING = "TRAINING", "培训"
        TEMPLATE = "TEMPLATE", "制度与模板"
        MENTORING = "MENTORING", "陪伴辅导"
        FUNDS = "FUNDS", "能力建设经费"
        EQUIPMENT = "EQUIPMENT", "设备"
        SECONDMENT = "SECONDMENT", "派人"

    giver = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="给予方")
    receiver = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="接受方")
    network = models.ForeignKey(
        Network, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="通过哪个网络"
    )
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    given_on = models.DateField("日期")
    minutes = models.PositiveIntegerField("时长（分钟）", null=True, blank=True)
    people = models.PositiveIntegerField("人数", null=True, blank=True)
    amount_fen = models.PositiveBigIntegerField("金额（分）", null=True, blank=True)
    what = models.CharField("内容", max_length=200)
    withdrawn_at = models.DateTimeField("收回时间", null=True, blank=True)
    withdrawn_reason = models.CharField("收回理由", max_length=200, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "能力支持"
        verbose_name_plural = "能力支持"
        ordering = ("-given_on", "-created_at")
        constraints = (
            models.CheckConstraint(
                condition=~Q(giver=F("receiver")),
                name="support_needs_two",
                violation_error_message="给予方和接受方要是两个组织。",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""),
                name="support_withdrawn_with_reason",
                violation_error_message="收回要写明理由。",
            ),
        )
        indexes = (models.Index(fields=("organization", "receiver", "given_on"), name="support_received"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.receiver}"

    @property
    def hours(self) -> Decimal | None:
        """Return how long it took in hours."""
        return Decimal(self.minutes) / MINUTES_AN_HOUR if self.minutes else None


class PartnerStage(OwnedRecord):
    """How far working together with a partner has come (S17), from a day on. What was said before stays."""

    class Stage(models.TextChoices):
        KNOWN = "KNOWN", "认识"
        ASSESSED = "ASSESSED", "评估过"
        SUPPORTED = "SUPPORTED", "培育中"
        WORKING = "WORKING", "一起执行项目"
        TRUSTED = "TRUSTED", "长期互信"
        LEADING = "LEADING", "能带别的伙伴"
        ENDED = "ENDED", "不再合作"

    partner = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="伙伴")
    stage = models.CharField("阶段", max_length=9, choices=Stage.choices)
    since = models.DateField("从何时起")
    reason = models.CharField("依据", max_length=300)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "伙伴阶段"
        verbose_name_plural = "伙伴阶段"
        ordering = ("-since", "-created_at")
        constraints = (
            models.UniqueConstraint(
                fields=("organization", "partner", "since"), name="partner_stage_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.partner} · {self.get_stage_display()}"


class PartnerReadiness(OwnedRecord):
    """How ready a partner is on a day: the five domains of METHODS 4 in hundredths from 0 to 400, NULL where unknown."""

    class Basis(models.TextChoices):
        SELF = "SELF", "伙伴自评"
        VISIT = "VISIT", "实地评估"
        PEER = "PEER", "同行互评"
        RECORD = "RECORD", "按记录算"

    partner = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="伙伴")
    assessed_on = models.DateField("评估日期")
    basis = models.CharField("怎样得来", max_length=6, choices=Basis.choices)
    m1 = models.PositiveSmallIntegerField("会员与志愿者基础", null=True, blank=True)
    m2 = models.PositiveSmallIntegerField("非限定收入与储备", null=True, blank=True)
    m3 = models.PositiveSmallIntegerField("长期互信的资助方", null=True, blank=True)
    m4 = models.PositiveSmallIntegerField("申请经验与专业人员", null=True, blank=True)
    m5 = models.PositiveSmallIntegerField("利益相关者关系", null=True, blank=True)
    source = models.CharField("依据", max_length=300)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "伙伴的动员能力"
        verbose_name_plural = "伙伴的动员能力"
        ordering = ("-assessed_on", "-created_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    *(
                        Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lte": FULL_MARK})
                        for name in ("m1", "m2", "m3", "m4", "m5")
                    )
                ),
                name="partner_readiness_within_the_anchors",
                violation_error_message="每一项在 0 到 4 之间。",
            ),
            models.UniqueConstraint(
                fields=("organization", "partner", "assessed_on"), name="partner_readiness_once_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.partner} · {self.assessed_on}"

    @property
    def domains(self) -> tuple[int | None, ...]:
        """Return the five domains in their order."""
        return (self.m1, self.m2, self.m3, self.m4, self.m5)
