"""What is asked of an official who answers, and of a coordinator who opens a link for one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.advocacy.models import DepartmentAnswer, Filing
from qiao.gaps.forms.official import PlaceField
from qiao.registry.models import Crisis, Department

TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}


class AnswerForm(forms.Form):
    """What a department says of one item."""

    item = forms.UUIDField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("怎么答复"), choices=DepartmentAnswer.Answer.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("说明（可不填）"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT | {"rows": 3}),
        help_text=_("请不要写个人的姓名和电话。"),
    )
    reference = forms.CharField(
        label=_("文号或收文编号（可不填）"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs=TEXT | {"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [(one, _(label)) for one, label in DepartmentAnswer.Answer.choices]  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    """For whom a link is, and for which area."""

    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("部门"), widget=forms.Select(attrs=SELECT)
    )
    place = PlaceField(
        label=_("地域"),
        help_text=_("对方能看到这个地方（及其下级）核实过的发现。"),
        widget=forms.TextInput(attrs=TEXT | {"autocomplete": "off", "list": "crisis-places"}),
    )
    note = forms.CharField(
        label=_("给谁（只写职务或处室）"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=TEXT | {"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = list(crisis.places.all())
        field = self.fields["place"]
        if isinstance(field, PlaceField):
            field.context = tuple(one.code for one in self.places)


class FilingNoteForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a filing stands: receipt number, office, term."""

    class Meta:
        model = Filing
        fields = ("reference", "officer", "due_on")
        widgets = {
            "reference": forms.TextInput(attrs=TEXT),
            "officer": forms.TextInput(attrs=TEXT),
            "due_on": forms.DateInput(attrs=TEXT | {"type": "date"}, format="%Y-%m-%d"),
        }
