"""Case studies on five dimensions, and the snapshots of the record they are drawn from."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.registry.models import Crisis, Organization, OwnedRecord


class Dimension(models.TextChoices):
    """The five dimensions of a response (DESIGN 1)."""

    GEOGRAPHY = "GEOGRAPHY", "地域"
    SCOPE = "SCOPE", "业务范围"
    FUNCTIONS = "FUNCTIONS", "功能发挥"
    MOBILISATION = "MOBILISATION", "资源动员"
    GOVERNMENT = "GOVERNMENT", "政府合作"


class Chapter(models.TextChoices):
    """The four chapters of the collection (S02)."""

    SERVICE_AGENCY = "SERVICE_AGENCY", "社会服务机构行动"
    FOUNDATION = "FOUNDATION", "基金会行动"
    ASSOCIATION = "ASSOCIATION", "社会团体行动"
    JOINT = "JOINT", "联合行动"


class CaseStudy(OwnedRecord):
    """How one organisation, or several jointly, answered a crisis."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", "草稿"
        PUBLISHED = "PUBLISHED", "已发布"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    subject = models.ForeignKey(Organization, models.PROTECT, related_name="+", verbose_name="案例组织")
    leads = models.ManyToManyField(
        Organization, related_name="+", blank=True, verbose_name="联合行动的其他组织"
    )
    chapter = models.CharField("篇章", max_length=16, choices=Chapter.choices, default=Chapter.ASSOCIATION)
    number = models.PositiveSmallIntegerField("序号", default=1)
    title = models.CharField("标题", max_length=160)
    title_en = models.CharField("英文标题", max_length=200, blank=True)
    core = models.TextField("核心内容", blank=True)
    core_en = models.TextField("核心内容（英文）", blank=True)
    challenges = models.TextField("困难与挑战", blank=True)
    challenges_en = models.TextField("困难与挑战（英文）", blank=True)
    challenges_open = models.CharField("哪个来源没有写困难", max_length=300, blank=True)
    challenges_open_en = models.CharField("哪个来源没有写困难（英文）", max_length=400, blank=True)
    challenges_open_by = models.CharField("谁声明来源没有写", max_length=120, blank=True)
    challenges_open_on = models.DateField("声明日期", null=True, blank=True)
    growth = models.TextField("收获与成长", blank=True)
    growth_en = models.TextField("收获与成长（英文）", blank=True)
    full = models.TextField("全文", blank=True)
    full_en = models.TextField("全文（英文）", blank=True)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.DRAFT)
    frozen_at = models.DateTimeField("数据定格时间", null=True, blank=True)
    figures = models.JSONField("定格数据", default=dict, blank=True)
    hidden_at = models.DateTimeField("下架时间", null=True, blank=True)
    source = models.CharField("来源", max_length=300, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "案例"
        verbose_name_plural = "案例"
        ordering = ("chapter", "number")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="PUBLISHED") | ~Q(challenges="") | ~Q(challenges_open=""),
                name="case_published_with_challenges",
                violation_error_message="没有写“困难与挑战”，也没有声明来源没有写的案例不能发布。",
            ),
            models.CheckConstraint(
                condition=Q(challenges_open="")
                | (~Q(challenges_open_by="") & Q(challenges_open_on__isnull=False)),
                name="case_open_question_signed",
                violation_error_message="声明来源没有写困难，要有人署名。",
            ),
        )

    def __str__(self) -> str:
        return self.title


class CaseSnapshot(Record):
    """What the record said of a case at one moment, with the records behind it. Drawing again keeps the former ones."""

    case = models.ForeignKey(CaseStudy, models.CASCADE, related_name="snapshots", verbose_name="案例")
    number = models.PositiveSmallIntegerField("次序")
    taken_at = models.DateTimeField("定格时间")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁取的"
    )
    content = models.JSONField("定格内容")
    records = models.JSONField("背后的记录", default=dict)
    hash = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = "定格"
        verbose_name_plural = "定格"
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("case", "number"), name="case_snapshot_number_once"),)

    def __str__(self) -> str:
        return f"{self.case} · {self.number}"


class CaseFact(Record):
    """One statement of a case on one dimension, with where it is stated. An empty dimension stays visible."""

    case = models.ForeignKey(CaseStudy, models.CASCADE, related_name="facts", verbose_name="案例")
    dimension = models.CharField("维度", max_length=12, choices=Dimension.choices)
    order = models.PositiveSmallIntegerField("顺序", default=1)
    text = models.CharField("事实", max_length=400)
    text_en = models.CharField("事实（英文）", max_length=500, blank=True)
    code = models.CharField("编码", max_length=40, blank=True)
    source = models.CharField("出处", max_length=300)
    record_type = models.CharField("记录类别", max_length=40, blank=True)
    record_id = models.UUIDField("记录", null=True, blank=True)
    snapshot = models.ForeignKey(
        CaseSnapshot, models.CASCADE, null=True, blank=True, related_name="facts", verbose_name="取自定格"
    )

    class Meta:
        verbose_name = "案例事实"
        verbose_name_plural = "案例事实"
        ordering = ("dimension", "order")
        constraints = (
            models.CheckConstraint(
                condition=~Q(source=""),
                name="case_fact_names_its_source",
                violation_error_message="案例里的每条事实都要写明出处。",
            ),
        )

    def __str__(self) -> str:
        return self.text
