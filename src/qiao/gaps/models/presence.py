"""What other organisations do: who, what, where, when, for whom (3W/4W/5W)."""

from django.db import models
from django.db.models import F, Q

from qiao.gaps.models.batch import FromTable
from qiao.registry.models import Crisis, Organization, OwnedRecord, Place


class Presence(OwnedRecord, FromTable):
    """One organisation does one kind of work in one place for a time. It says nothing of how much is enough."""

    class Status(models.TextChoices):
        PLANNED = "PLANNED", "计划中"
        ONGOING = "ONGOING", "进行中"
        DONE = "DONE", "已完成"

    crisis = models.ForeignKey(Crisis, models.PROTECT, related_name="+", verbose_name="突发事件")
    # Who, what, where, when, for whom
    who = models.CharField("谁", max_length=120)
    party = models.ForeignKey(
        Organization, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="登记的组织"
    )
    what = models.CharField("做什么", max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="在哪里")
    began_on = models.DateField("自", null=True, blank=True)
    ended_on = models.DateField("至", null=True, blank=True)
    for_whom = models.CharField("为谁", max_length=120, blank=True)
    persons = models.PositiveIntegerField("服务人数", null=True, blank=True)
    volunteers = models.PositiveIntegerField("工作人员和志愿者人数", null=True, blank=True)
    status = models.CharField("状态", max_length=8, choices=Status.choices, blank=True)
    # Provenance
    stated_on = models.DateField("截至")
    source = models.CharField("来源", max_length=300)
    note = models.CharField("备注", max_length=400, blank=True)
    is_sample = models.BooleanField("示例数据", default=False)

    class Meta:
        verbose_name = "他方在场"
        verbose_name_plural = "他方在场"
        ordering = ("place__code", "who")
        constraints = (
            *FromTable.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(who="") & ~Q(what="") & ~Q(source=""),
                name="presence_says_who_what_and_source",
                violation_error_message="要写明谁、做什么和来源。",
            ),
            models.CheckConstraint(
                condition=Q(began_on__isnull=True)
                | Q(ended_on__isnull=True)
                | Q(ended_on__gte=F("began_on")),
                name="presence_ends_after_it_begins",
                violation_error_message="结束日期不能早于开始日期。",
            ),
        )
        indexes = (models.Index(fields=("crisis", "place"), name="presence_of_place"),)

    def __str__(self) -> str:
        return f"{self.who} · {self.what} · {self.place}"
