"""What somebody types who enters their name: on a phone, without an account, with a purpose for each consent."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qiao.registry.contact_values import clean_number
from qiao.registry.fields import Legible, PlaceField
from qiao.registry.models import ContactPoint
from qiao.volunteering.actions import Entry
from qiao.volunteering.models import Enrolment, Means, PurposeConsent
from qiao.volunteering.shift_forms import ProfileForm, skill_choices

CHOSEN = [one for one in PurposeConsent.Purpose if one != PurposeConsent.Purpose.CONTACT]
MOST_THINGS, LONGEST_THING = 12, 80
NUMBERED = re.compile(r"(?P<what>.*\S)\s+(?P<number>\d{1,8})\s*(?P<unit>[^\d\s]{0,12})")
FOR_PERSONS = {PurposeConsent.Purpose.ROSTER, PurposeConsent.Purpose.NAMED}


def area(label: Any, help_text: Any) -> forms.CharField:
    """Return a field for several things, one a line."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def things_of(means: str, text: str) -> list[tuple[str, str, int | None, str]]:
    """Return what the lines of a field name, each with a number and unit where it ends in them; nought is unknown."""
    found: list[tuple[str, str, int | None, str]] = []
    for line in text.splitlines()[:MOST_THINGS]:
        said = NUMBERED.fullmatch(line.strip())
        if said is None or not int(said["number"]):
            found.append((means, line.strip()[:LONGEST_THING], None, ""))
        else:
            found.append((means, said["what"][:LONGEST_THING], int(said["number"]), said["unit"]))
    return [one for one in found if one[1]]


class EntryForm(Legible):
    """A name with a telephone, what its owner can do, and what it may be used for."""

    kind = forms.ChoiceField(choices=Enrolment.Kind.choices, widget=forms.HiddenInput, initial="PERSON")
    enterprise_name = forms.CharField(label=_("单位名称"), max_length=120, required=False)
    name = forms.CharField(
        label=_("姓名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    place = PlaceField(
        label=_("住在哪个县（市、区）"), max_length=60, required=False, help_text=_("例如：英山县。")
    )
    skills = forms.MultipleChoiceField(label=_("会什么"), required=False, widget=forms.CheckboxSelectMultiple)
    goods = area(_("能提供的物资"), _("一行一样，例如：方便面 200 箱。数量不知道就不写。"))
    transport = area(_("能提供的运输"), _("例如：4.2 米货车 2 辆。"))
    space = area(_("能提供的场地"), _("例如：仓库 300 平方米。"))
    languages = forms.CharField(
        label=_("会说的话"), max_length=80, required=False, help_text=_("例如：英山话、英语、手语。")
    )
    most_shifts = forms.IntegerField(label=_("一周最多几班"), min_value=1, max_value=14, initial=3)
    purposes = forms.MultipleChoiceField(
        label=_("还可以用来做什么（各自勾选，随时可以收回）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told_kind = self.data.get("kind") or self.initial.get("kind") or "PERSON"
        is_enterprise = self.told_kind == Enrolment.Kind.ENTERPRISE
        offered = [one for one in CHOSEN if not (is_enterprise and one in FOR_PERSONS)]
        self.fields["skills"].choices = skill_choices()  # type: ignore[attr-defined]
        self.fields["purposes"].choices = [(one.value, _(str(one.label))) for one in offered]  # type: ignore[attr-defined]
        if is_enterprise:
            self.fields["enterprise_name"].required = True
            self.fields["name"].label = _("联系人姓名")
            self.fields["place"].label = _("单位在哪个县（市、区）")
            self.fields["most_shifts"].required = False
        else:
            del self.fields["enterprise_name"]

    def clean_phone(self) -> str:
        """Return the number in one spelling."""
        return clean_number(ContactPoint.Kind.PHONE, self.cleaned_data["phone"])

    def clean_name(self) -> str:
        """Refuse what is no name."""
        name: str = " ".join(self.cleaned_data["name"].split())
        if any(sign.isdigit() for sign in name):
            raise ValidationError(_("请写姓名，不要写数字。"))
        return name

    @property
    def week(self) -> str:
        """Return the parts of the week that were ticked."""
        return ProfileForm(self.data).week

    @property
    def entry(self) -> Entry:
        """Return what the action keeps."""
        told = {key: value for key, value in self.cleaned_data.items() if key in Entry.__dataclass_fields__}
        told["most_shifts"] = told.get("most_shifts") or 3
        things = [
            one
            for means in (Means.GOODS, Means.TRANSPORT, Means.SPACE)
            for one in things_of(means.value, self.cleaned_data.get(means.value.lower(), ""))
        ]
        return Entry(**told, week=self.week, capacities=things)


class JoinForm(EntryForm):
    """The first time: the id made by the page, being of age, and consent to be entered at all."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    is_adult = forms.BooleanField(label=_("我已满 18 周岁。未满的，请监护人和协调员当面登记。"))
    contact = forms.BooleanField(
        label=_("同意登记我、为志愿服务的事联系我。姓名和电话加密保存，随时可以退出并销毁。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.told_kind == Enrolment.Kind.ENTERPRISE:
            del self.fields["is_adult"]


class ReasonForm(Legible):
    """Why an entry is not taken."""

    reason = forms.CharField(label=_("为什么不接收"), max_length=200)
