"""What people type about shifts: when, how many, what it asks for, and who comes."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from qiao.intake.reporter.codes import plain_code
from qiao.registry.fields import Legible, day_input
from qiao.registry.models import Person
from qiao.volunteering.actions import ShiftPlan
from qiao.volunteering.models import Activity, Presence
from qiao.volunteering.models.profile import DAYS, PERIODS
from qiao.volunteering.skills import skills

MOST_SLOTS = 500
A_DAY = timedelta(days=1)


def skill_choices(empty: Any = None) -> list[tuple[str, Any]]:
    """Return the skills in the language of the page, an empty one first if named."""
    first = [("", empty)] if empty else []
    return [*first, *((one.code, str(one)) for one in skills().values())]


def time_input() -> forms.TimeInput:
    """Return a field for a time of day that phones show as a clock."""
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class ShiftForm(Legible):
    """A shift: when and where, how many, what it asks for and tells beforehand."""

    prefix = "shift"
    activity: "forms.ModelChoiceField[Activity]" = forms.ModelChoiceField(
        queryset=None, label=_("活动"), empty_label=_("请选择")
    )
    slots = forms.IntegerField(label=_("要几个人"), min_value=1, max_value=MOST_SLOTS, initial=2)
    day = forms.DateField(label=_("日期"), widget=day_input())
    begins = forms.TimeField(label=_("开始"), widget=time_input())
    ends = forms.TimeField(
        label=_("结束"), widget=time_input(), help_text=_("不晚于开始的，算第二天，例如 22:00–06:00。")
    )
    meet_at = forms.CharField(label=_("集合地点"), max_length=120, required=False)
    required_skill = forms.ChoiceField(label=_("所需技能"), required=False)
    training = forms.CharField(
        label=_("岗前培训"),
        max_length=200,
        required=False,
        help_text=_("需要专门技能的，写明何时何地培训（慈善法第六十七条）。"),
    )
    is_risky = forms.BooleanField(label=_("可能有人身危险"), required=False)
    is_insured = forms.BooleanField(label=_("已为志愿者购买人身意外保险"), required=False)
    risk_notice = forms.CharField(
        label=_("风险告知"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明有什么风险、怎样防护。报名的人要先看过。"),
    )
    ordered_by = forms.CharField(
        label=_("指挥机构"),
        max_length=80,
        required=False,
        help_text=_("由应急指挥机构统一安排的写上；任何人不得强迫（志愿服务条例第二十四条、第二十五条）。"),
    )
    order_number = forms.CharField(label=_("指令编号"), max_length=60, required=False)

    def __init__(self, *args: Any, activities: QuerySet[Activity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].queryset = activities  # type: ignore[attr-defined]
        self.fields["required_skill"].choices = skill_choices(_("不限"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a shift that is past, and a risky one that is not told and insured."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if self._moment("ends") and self.span[1] <= timezone.now():
            self.add_error("day", _("这个时间已经过去了。"))
        if told.get("is_risky") and not (told.get("is_insured") and told.get("risk_notice")):
            self.add_error(
                "is_risky",
                _("有人身危险的班次，先写明风险、买好保险，再招人（慈善法第六十四条、第六十九条）。"),
            )
        return told

    def _moment(self, name: str) -> datetime | None:
        told = self.cleaned_data
        if told.get("day") is None or told.get(name) is None:
            return None
        return timezone.make_aware(datetime.combine(told["day"], told[name]))

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Return when the shift begins and ends."""
        begins, ends = self._moment("begins"), self._moment("ends")
        if begins is None or ends is None:
            raise ValidationError(_("请写开始和结束。"))
        return begins, ends if ends > begins else ends + A_DAY

    @property
    def plan(self) -> ShiftPlan:
        """Return what the action opens."""
        begins, ends = self.span
        away = {"activity", "day", "begins", "ends"}
        kept = {name: value for name, value in self.cleaned_data.items() if name not in away}
        return ShiftPlan(starts_at=begins, ends_at=ends, **kept)


class TakeForm(forms.Form):
    """Whether the risks were read, and whether one only stands by."""

    has_read_risks = forms.BooleanField(required=False)
    stands_by = forms.BooleanField(required=False)


class AssignForm(Legible):
    """Whom to enter, and why although the times clash."""

    prefix = "assign"
    person = forms.ModelChoiceField(
        queryset=Person.objects.none(), label=_("志愿者"), empty_label=_("请选择")
    )
    stands_by = forms.BooleanField(label=_("作候补"), required=False)
    override_reason = forms.CharField(
        label=_("时间冲突仍安排的原因"),
        max_length=200,
        required=False,
        help_text=_("没有冲突就留空。写了原因，冲突也安排，原因留在流转记录旁。"),
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class CancelForm(Legible):
    """Why a shift is called off."""

    prefix = "cancel"
    reason = forms.CharField(label=_("为什么取消"), max_length=200)


class PresenceForm(Legible):
    """What somebody who comes or goes tells."""

    kind = forms.ChoiceField(choices=Presence.Kind.choices, widget=forms.HiddenInput)
    on_site = forms.CharField(required=False, max_length=8)
    submission = forms.UUIDField(required=False)
    at = forms.CharField(required=False, max_length=40)

    def clean_on_site(self) -> str:
        """Return the digits alone, whatever width they were typed in."""
        return plain_code(self.cleaned_data["on_site"])

    def clean_at(self) -> datetime | None:
        """Return the phone's time where it is one with a zone."""
        try:
            told = parse_datetime(self.cleaned_data["at"])
        except ValueError:
            return None
        return told if told is not None and told.tzinfo else None


class CodeForm(Legible):
    """The sixteen digits of a place in a shift."""

    code = forms.CharField(
        label=_("签到码"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("请输入十六位签到码。")},
    )


class SkillForm(Legible):
    """One skill, and until when its licence holds."""

    prefix = "skill"
    skill = forms.ChoiceField(label=_("会什么"))
    valid_until = forms.DateField(
        label=_("证件有效期至"), required=False, widget=day_input(), help_text=_("没有证件或长期有效就留空。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skill"].choices = skill_choices(_("请选择"))  # type: ignore[attr-defined]


class ProfileForm(Legible):
    """When somebody is free in a week, and whether they may be put on a roster."""

    prefix = "profile"
    most_shifts = forms.IntegerField(label=_("一周最多几班"), min_value=1, max_value=14, initial=3)
    languages = forms.CharField(
        label=_("会说的话"), max_length=80, required=False, help_text=_("例如：英山话、英语、手语。")
    )
    may_be_rostered = forms.BooleanField(
        label=_("可以排我的班：系统按我有空的时间提出，协调员确认；随时可以收回"), required=False
    )

    @property
    def week(self) -> str:
        """Return the parts of the week that were ticked, as noughts and ones."""
        ticked = set(self.data.getlist("free"))  # type: ignore[attr-defined]
        return "".join(
            "1" if f"{day}-{period}" in ticked else "0"
            for day in range(len(DAYS))
            for period in range(len(PERIODS))
        )


def week_of(week: str) -> dict[str, Any]:
    """Return what the grid of a week shows: its days, each with its parts (value, word, whether free), and their words."""
    parts = len(PERIODS)
    grid = [
        (
            word,
            [
                (f"{day}-{at}", name, week[day * parts + at : day * parts + at + 1] == "1")
                for at, (_begins, _ends, name) in enumerate(PERIODS)
            ],
        )
        for day, word in enumerate(DAYS)
    ]
    return {"week": grid, "periods": [name for _begins, _ends, name in PERIODS]}
