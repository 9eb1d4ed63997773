"""Findings: what the unified system misses, each with a life and a history."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from qiao.accounts.records import Record
from qiao.registry.models import Crisis, Item, OwnedRecord, Place


class Grain(models.TextChoices):
    """How large the places are that a search compares."""

    COUNTY = "COUNTY", "县级"
    CITY = "CITY", "地级"


class GapSearch(OwnedRecord):
    """One search through what was known at a moment; the same records and seed give the same findings."""

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    grain = models.CharField("按哪一级比较", max_length=8, choices=Grain.choices, default=Grain.COUNTY)
    known_at = models.DateTimeField("所知截至")
    seed = models.PositiveIntegerField("随机种子", default=0)
    # What the search started from: places, voices, how many of either could not be placed or judged
    basis = models.JSONField("依据", default=dict)
    searched_at = models.DateTimeField("查找时间")
    searched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="查找人"
    )

    class Meta:
        verbose_name = "缺口查找"
        verbose_name_plural = "缺口查找"
        ordering = ("-known_at", "-searched_at")
        indexes = (models.Index(fields=("organization", "crisis", "known_at"), name="gap_search_of_crisis"),)

    def __str__(self) -> str:
        return f"{self.crisis} {self.known_at:%Y-%m-%d %H:%M}"


class Measured(models.Model):
    """What one search measured of one finding. None is unknown, never zero."""

    observed = models.PositiveIntegerField("观察", null=True)
    expected = models.FloatField("预期", null=True)
    official = models.PositiveBigIntegerField("官方", null=True)
    coverage = models.FloatField("志愿者覆盖", null=True)
    ratio = models.FloatField("比值", null=True)
    ratio_low = models.FloatField("比值下限", null=True)
    ratio_high = models.FloatField("比值上限", null=True)
    p_value = models.FloatField("p 值", null=True)
    reason = models.CharField("说明", max_length=400)
    reason_en = models.CharField("说明（英文）", max_length=400, blank=True)
    # Codes of the places of a cluster, the centre first; units whose line vanished; what else the list needs
    facts = models.JSONField("细节", default=dict, blank=True)

    class Meta:
        abstract = True


class Gap(OwnedRecord, Measured):
    """A finding with what the newest search measured. It has a life: open, being checked, true or not, acted on."""

    class Kind(models.TextChoices):
        EXCESS = "EXCESS", "需求偏高"
        BLIND_SPOT = "BLIND_SPOT", "官方未见"
        NEW_KIND = "NEW_KIND", "新型需求"
        SILENT = "SILENT", "静默地区"

    class State(models.TextChoices):
        OPEN = "OPEN", "待查"
        CHECKING = "CHECKING", "核查中"
        CONFIRMED = "CONFIRMED", "属实"
        REFUTED = "REFUTED", "不成立"
        ACTED = "ACTED", "已行动"

    # Identification: one finding for each kind, place, item and word
    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="地点"
    )
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="物资"
    )
    term = models.CharField("说法", max_length=60, blank=True)
    key = models.CharField("键", max_length=90)
    # Lifecycle
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField("发现时间")
    last_search = models.ForeignKey(
        GapSearch, models.PROTECT, null=True, related_name="+", verbose_name="最近一次找到"
    )
    gone_since = models.DateTimeField("何时起不再找到", null=True, blank=True)

    class Meta:
        verbose_name = "缺口"
        verbose_name_plural = "缺口"
        ordering = ("kind", "place__code")
        constraints = (
            models.UniqueConstraint(fields=("organization", "crisis", "key"), name="gap_once"),
            models.CheckConstraint(
                condition=Q(place__isnull=False) | ~Q(term=""), name="gap_names_a_place_or_a_word"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.place or self.term}"


class GapSighting(Record, Measured):
    """One finding as one search saw it: the history behind the newest figures."""

    gap = models.ForeignKey(Gap, models.CASCADE, related_name="sightings", verbose_name="缺口")
    search = models.ForeignKey(GapSearch, models.CASCADE, related_name="sightings", verbose_name="查找")

    class Meta:
        verbose_name = "缺口历次"
        verbose_name_plural = "缺口历次"
        ordering = ("search__known_at",)
        constraints = (models.UniqueConstraint(fields=("gap", "search"), name="gap_sighting_once"),)

    def __str__(self) -> str:
        return f"{self.gap} {self.search_id}"


class GapDecision(OwnedRecord):
    """What a person said of a finding, and why."""

    gap = models.ForeignKey(Gap, models.CASCADE, related_name="decisions", verbose_name="缺口")
    before = models.CharField("原状态", max_length=10, choices=Gap.State.choices)
    after = models.CharField("新状态", max_length=10, choices=Gap.State.choices)
    note = models.CharField("理由", max_length=300, blank=True)
    decided_at = models.DateTimeField("时间")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="决定人"
    )

    class Meta:
        verbose_name = "缺口决定"
        verbose_name_plural = "缺口决定"
        ordering = ("decided_at",)

    def __str__(self) -> str:
        return f"{self.gap} {self.after}"


class GapTask(OwnedRecord):
    """Something to be done about a finding: somebody goes and looks, does a piece of work, or calls the members."""

    class Kind(models.TextChoices):
        VERIFY = "VERIFY", "派人核实"
        WORK = "WORK", "开一项任务"
        APPEAL = "APPEAL", "向会员征集"

    gap = models.ForeignKey(Gap, models.CASCADE, related_name="tasks", verbose_name="缺口")
    kind = models.CharField("种类", max_length=8, choices=Kind.choices)
    what = models.CharField("做什么", max_length=300)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="交给"
    )
    due_at = models.DateTimeField("期限", null=True, blank=True)
    opened_at = models.DateTimeField("开始")
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="交办人"
    )
    done_at = models.DateTimeField("完成", null=True, blank=True)
    result = models.CharField("结果", max_length=600, blank=True)

    class Meta:
        verbose_name = "缺口任务"
        verbose_name_plural = "缺口任务"
        ordering = ("done_at", "due_at", "opened_at")

    def __str__(self) -> str:
        return self.what


class Naming(OwnedRecord):
    """What a word that people ask for turned out to be: a thing already listed, a new kind, or no need at all."""

    class Verdict(models.TextChoices):
        SAME = "SAME", "归入已有物资"
        NEW = "NEW", "设为新的种类"
        NOT_A_NEED = "NOT_A_NEED", "不是需求"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    term = models.CharField("说法", max_length=60)
    verdict = models.CharField("判定", max_length=10, choices=Verdict.choices)
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="归入"
    )
    # What the verdict changed, so that it can be taken back: ids of needs, whether alias or item was made
    changed = models.JSONField("所改", default=dict, blank=True)
    named_at = models.DateTimeField("时间")
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="判定人"
    )

    class Meta:
        verbose_name = "新说法的判定"
        verbose_name_plural = "新说法的判定"
        ordering = ("-named_at",)
        constraints = (
            models.UniqueConstraint(fields=("organization", "crisis", "term"), name="term_named_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=("SAME", "NEW"), item__isnull=False)
                | Q(verdict="NOT_A_NEED", item__isnull=True),
                name="naming_says_into_what",
            ),
        )

    def __str__(self) -> str:
        return f"{self.term} → {self.item or self.get_verdict_display()}"


class Boundary(OwnedRecord):
    """An approved map of boundaries (地图管理条例 15): shown only with its approval number."""

    name = models.CharField("文件名", max_length=120)
    approval = models.CharField("审图号", max_length=60)
    source = models.CharField("来源", max_length=200)
    # Code of place → list of rings of [longitude, latitude]
    outlines = models.JSONField("边界", default=dict)
    saved_at = models.DateTimeField("上传时间")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="上传人"
    )

    class Meta:
        verbose_name = "边界图"
        verbose_name_plural = "边界图"
        ordering = ("-saved_at",)

    def __str__(self) -> str:
        return f"{self.name} {self.approval}"
