"""What somebody types who enters their name: on a phone, without an account, with a purpose for each consent."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qiao.registry.contact_values import clean_number
from qiao.registry.fields import Legible, PlaceField
from qiao.registry.models import ContactPoint
from qiao.volunteering.actions import Entry
from qiao.volunteering.models import Enrolment, PurposeConsent
from qiao.volunteering.shift_forms import ProfileForm, skill_choices

CHOSEN = [one for one in PurposeConsent.Purpose if one != PurposeConsent.Purpose.CONTACT]
FOR_PERSONS = {PurposeConsent.Purpose.ROSTER, PurposeConsent.Purpose.NAMED}


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
        return Entry(**told, week=self.week)


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
