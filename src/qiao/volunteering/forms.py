"""What people type about volunteers' work. Time is typed in hours and kept in whole minutes."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.registry.fields import Legible, PlaceField, day_input, labelled
from qiao.registry.models import Person
from qiao.volunteering.models import Activity, HourRecord

MINUTES_AN_HOUR = 60
HOURS_A_DAY = 24
MOST_SERVED = 1_000_000


class ActivityForm(Legible):
    """An activity: what was done, where, for how many."""

    prefix = "activity"
    kind = forms.ChoiceField(label=_("种类"), choices=labelled(Activity.Kind.choices))
    title = forms.CharField(label=_("名称"), max_length=120)
    place = PlaceField(label=_("地点"), required=False, help_text=_("写到县区，或六位行政区划代码。"))
    persons_served = forms.IntegerField(
        label=_("服务人次"),
        required=False,
        min_value=0,
        max_value=MOST_SERVED,
        help_text=_("没有统计就留空，显示为“未知”。"),
    )


class HoursForm(Legible):
    """Time that one volunteer served on one day."""

    prefix = "hours"
    activity: "forms.ModelChoiceField[Activity]" = forms.ModelChoiceField(
        queryset=None, label=_("活动"), empty_label=_("请选择")
    )
    person = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("志愿者"), empty_label=_("请选择")
    )
    served_on = forms.DateField(label=_("日期"), widget=day_input())
    hours = forms.DecimalField(
        label=_("时长（小时）"),
        min_value=Decimal("0.05"),
        max_value=HOURS_A_DAY,
        max_digits=4,
        decimal_places=2,
        help_text=_("例如 3.5。一条记录不超过 24 小时。"),
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.05"}),
    )
    skill = forms.ChoiceField(
        label=_("技能类别"), required=False, choices=labelled(HourRecord.Skill.choices, empty=_("一般工作"))
    )

    def __init__(
        self, *args: Any, activities: QuerySet[Activity], volunteers: QuerySet[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = activities  # type: ignore[attr-defined]
        self.fields["person"].queryset = volunteers  # type: ignore[attr-defined]

    def clean_served_on(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["served_on"]
        if day > timezone.localdate():
            raise ValidationError(_("日期不能晚于今天。"), code="future")
        return day

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the action records."""
        kept = {name: self.cleaned_data[name] for name in ("person", "served_on", "skill")}
        return kept | {"minutes": round(self.cleaned_data["hours"] * MINUTES_AN_HOUR)}


class AmendForm(Legible):
    """How long it really was, and why it is corrected."""

    hours = forms.DecimalField(
        min_value=Decimal("0.05"), max_value=HOURS_A_DAY, max_digits=4, decimal_places=2
    )
    reason = forms.CharField(max_length=200)

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the action records."""
        minutes = round(self.cleaned_data["hours"] * MINUTES_AN_HOUR)
        return {"minutes": minutes, "reason": self.cleaned_data["reason"]}
