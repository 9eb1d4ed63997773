"""What is asked of a person who searches for gaps, decides on one, or has something done about it."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.accounts.models import User
from qiao.exceptions import ItemNameTakenError
from qiao.gaps.models import Gap, GapTask, Grain, Naming
from qiao.registry.queries import find_item

TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}
LONGEST_NOTE = 300
LONGEST_RESULT = 600
LONGEST_FILE = 20_000_000
"""Bytes of a boundary file; a map of all counties of the country has less."""
MOMENT = "%Y-%m-%dT%H:%M"
"""What browsers send of a field of type datetime-local."""


class SearchForm(forms.Form):
    """At which grain to compare, and with what was known until when."""

    grain = forms.ChoiceField(
        label=_("按哪一级比较"), choices=Grain.choices, widget=forms.Select(attrs=SELECT), required=False
    )
    known_at = forms.DateTimeField(
        label=_("只看到这一刻为止"),
        required=False,
        input_formats=[MOMENT, "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        widget=forms.DateTimeInput(attrs=TEXT | {"type": "datetime-local"}, format=MOMENT),
        help_text=_("空着就是现在。填过去的时刻，可以看当时能看出什么。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["grain"].choices = [(one, _(label)) for one, label in Grain.choices]  # type: ignore[attr-defined]

    def clean_grain(self) -> str:
        """Compare counties where nothing is said."""
        return self.cleaned_data["grain"] or Grain.COUNTY


class DecideForm(forms.Form):
    """What a person says of a finding, and why."""

    state = forms.ChoiceField(choices=Gap.State.choices)
    note = forms.CharField(max_length=LONGEST_NOTE, required=False)


class TaskForm(forms.Form):
    """What is to be done about a finding, by whom, until when."""

    kind = forms.ChoiceField(choices=GapTask.Kind.choices, widget=forms.HiddenInput)
    what = forms.CharField(
        label=_("做什么"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs=TEXT | {"rows": 3})
    )
    assigned_to = forms.ModelChoiceField(
        User.objects.none(),
        label=_("交给谁"),
        required=False,
        empty_label=_("（先不指定）"),
        widget=forms.Select(attrs=SELECT),
    )
    due_at = forms.DateTimeField(
        label=_("什么时候之前"),
        required=False,
        input_formats=[MOMENT],
        widget=forms.DateTimeInput(attrs=TEXT | {"type": "datetime-local"}, format=MOMENT),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].queryset = people  # type: ignore[attr-defined]


class TaskDoneForm(forms.Form):
    """What came of a task."""

    result = forms.CharField(
        label=_("看到了什么"), max_length=LONGEST_RESULT, widget=forms.Textarea(attrs=TEXT | {"rows": 4})
    )
    verdict = forms.ChoiceField(
        label=_("这条发现"),
        required=False,
        choices=[
            ("", _("还不能断定")),
            (Gap.State.CONFIRMED.value, _("属实")),
            (Gap.State.REFUTED.value, _("不成立")),
        ],
        widget=forms.RadioSelect,
    )


class NamingForm(forms.Form):
    """What a new word is."""

    verdict = forms.ChoiceField(choices=Naming.Verdict.choices, widget=forms.RadioSelect)
    item = forms.CharField(
        label=_("归入哪一种"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs=TEXT | {"list": "all-items", "autocomplete": "off"}),
    )
    name = forms.CharField(
        label=_("新种类叫什么"), required=False, max_length=60, widget=forms.TextInput(attrs=TEXT)
    )
    name_en = forms.CharField(
        label=_("英文名称"), required=False, max_length=80, widget=forms.TextInput(attrs=TEXT)
    )
    unit = forms.CharField(
        label=_("按什么计数"),
        required=False,
        max_length=12,
        help_text=_("如“人次”“个”“升”。"),
        widget=forms.TextInput(attrs=TEXT),
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the item a word goes into, or for the name and unit of a new kind."""
        facts = super().clean() or {}
        verdict = facts.get("verdict")
        if verdict == Naming.Verdict.SAME:
            facts["found"] = find_item(facts.get("item", ""))
            if facts["found"] is None:
                self.add_error("item", _("名录里没有这种物资。请从提示里选一种。"))
        if verdict == Naming.Verdict.NEW:
            for name, words in (("name", _("请写新种类的名称。")), ("unit", _("请写计数单位。"))):
                if not facts.get(name):
                    self.add_error(name, words)
            if facts.get("name") and find_item(facts["name"]) is not None:
                self.add_error("name", str(ItemNameTakenError(name=facts["name"])))
        return facts

    @property
    def stated(self) -> dict[str, Any]:
        """Return what the action takes."""
        facts = self.cleaned_data
        if facts["verdict"] == Naming.Verdict.SAME:
            return {"verdict": facts["verdict"], "item": facts["found"]}
        if facts["verdict"] == Naming.Verdict.NEW:
            return {one: facts[one] for one in ("verdict", "name", "name_en", "unit")}
        return {"verdict": facts["verdict"]}


class BoundaryForm(forms.Form):
    """An approved map of boundaries."""

    file = forms.FileField(label=_("GeoJSON 文件"), widget=forms.ClearableFileInput(attrs=TEXT))
    approval = forms.CharField(
        label=_("审图号"),
        max_length=60,
        help_text=_("印在地图上的审图号，如“GS(2019)1822号”（地图管理条例第十五条）。"),
        widget=forms.TextInput(attrs=TEXT),
    )
    source = forms.CharField(label=_("来源"), max_length=200, widget=forms.TextInput(attrs=TEXT))

    def clean_file(self) -> Any:
        """Refuse a file larger than any map of counties."""
        file = self.cleaned_data["file"]
        if file.size > LONGEST_FILE:
            raise forms.ValidationError(_("文件超过 20 MB。请先简化边界再上传。"), code="too_large")
        return file


def chosen_search(text: str) -> uuid.UUID | None:
    """Return the id of a search as an address gives it, or None where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
