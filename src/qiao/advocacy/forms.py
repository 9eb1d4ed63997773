"""What is asked of a person at the desk of advocacy."""

import uuid
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelMultipleChoiceField

from qiao.advocacy import queries
from qiao.advocacy.actions import department_called
from qiao.advocacy.models import Evidence, Filing, Outcome, Proposal, ProposalItem
from qiao.registry.models import Crisis, Department

TEXT = {"class": "form-control"}
SELECT = {"class": "form-select"}
DAY = TEXT | {"type": "date"}
ISO_DAY = "%Y-%m-%d"
"""What browsers expect in a field of type date, whatever the language of the page."""

LONGEST_STATEMENT = 300
LONGEST_NAME = 120


def labelled(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Return the choices of a model with their labels in the language of the page."""
    return [(value, _(str(label))) for value, label in choices]


def past_day(day: Any) -> Any:
    """Refuse a day that has not come."""
    if day and day > timezone.localdate():
        raise forms.ValidationError(_("日期不能晚于今天。"), code="future")
    return day


class ProposalForm(forms.ModelForm[Proposal]):
    """The texts of a proposal: one matter, its situation, its analysis."""

    class Meta:
        model = Proposal
        fields = ("title", "horizon", "situation", "analysis")
        widgets = {
            "title": forms.TextInput(attrs=TEXT | {"placeholder": _("关于……的建议")}),
            "horizon": forms.Select(attrs=SELECT),
            "situation": forms.Textarea(attrs=TEXT | {"rows": 5}),
            "analysis": forms.Textarea(attrs=TEXT | {"rows": 4}),
        }
        labels = {
            "title": _("标题（一事一议）"),
            "horizon": _("时限"),
            "situation": _("情况"),
            "analysis": _("分析"),
        }
        help_texts = {
            "situation": _("什么、在哪里、多少、从什么时候起。不写个人姓名、电话、住址。"),
            "analysis": _("原因，以及现行规定怎么说。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["horizon"].choices = labelled(Proposal.Horizon.choices)  # type: ignore[attr-defined]


class ItemForm(forms.ModelForm[ProposalItem]):
    """One piece of advice. A draft may lack addressee and evidence; filing asks for both."""

    new_addressee = forms.CharField(
        label=_("名单里没有的部门"),
        required=False,
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("写全称，会加入部门名单。"),
    )

    class Meta:
        model = ProposalItem
        field_classes: ClassVar = {"evidence": SafeModelMultipleChoiceField}  # asks no query at import
        fields = ("problem", "ask", "addressee", "indicator", "evidence")
        widgets = {
            "problem": forms.TextInput(attrs=TEXT),
            "ask": forms.Textarea(attrs=TEXT | {"rows": 3}),
            "addressee": forms.Select(attrs=SELECT),
            "indicator": forms.TextInput(attrs=TEXT),
            "evidence": forms.CheckboxSelectMultiple,
        }
        labels = {
            "problem": _("问题"),
            "ask": _("建议内容"),
            "addressee": _("报送对象"),
            "indicator": _("衡量指标"),
            "evidence": _("证据"),
        }
        help_texts = {
            "ask": _("谁、做什么、用什么办法、到什么时候。"),
            "indicator": _("日后看什么，就知道这一条落实了。"),
        }

    field_order = ("problem", "ask", "addressee", "new_addressee", "indicator", "evidence")

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["evidence"]
        choices.queryset = Evidence.objects.filter(crisis=crisis)
        addressees: Any = self.fields["addressee"]
        addressees.queryset = queries.departments()
        addressees.empty_label = str(_("（稍后再定）"))

    def facts(self) -> dict[str, Any]:
        """Return what an action is told; a department named in words is put on the list."""
        facts = dict(self.cleaned_data)
        named = facts.pop("new_addressee").strip()
        if named:
            facts["addressee"] = department_called(named)
        return facts


class FilingForm(forms.Form):
    """With whom, through which channel, on which day."""

    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label=_("报送部门"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("至少选一个部门。")},
    )
    channel = forms.ChoiceField(label=_("渠道"), widget=forms.Select(attrs=SELECT))
    filed_on = forms.DateField(label=_("报送日期"), widget=forms.DateInput(attrs=DAY, format=ISO_DAY))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments: Any = self.fields["departments"]
        departments.queryset = queries.departments()
        self.fields["channel"].choices = labelled(Filing.Channel.choices)  # type: ignore[attr-defined]

    def clean_filed_on(self) -> Any:
        return past_day(self.cleaned_data["filed_on"])


class OutcomeForm(forms.ModelForm[Outcome]):
    """What became of one item, or of the whole, by clause and with how surely it is due to us."""

    class Meta:
        model = Outcome
        fields = ("item", "step", "department", "happened_on", "clause", "attribution", "text", "source")
        widgets = {
            "item": forms.Select(attrs=SELECT),
            "step": forms.Select(attrs=SELECT),
            "department": forms.Select(attrs=SELECT),
            "happened_on": forms.DateInput(attrs=DAY, format=ISO_DAY),
            "clause": forms.TextInput(attrs=TEXT),
            "attribution": forms.Select(attrs=SELECT),
            "text": forms.Textarea(attrs=TEXT | {"rows": 3}),
            "source": forms.TextInput(attrs=TEXT),
        }
        labels = {
            "item": _("哪一条"),
            "step": _("进展"),
            "department": _("部门"),
            "happened_on": _("日期"),
            "clause": _("文件与条款"),
            "attribution": _("归因程度"),
            "text": _("内容"),
            "source": _("来源"),
        }
        help_texts = {"attribution": _("先后不等于因果：没有依据就选“未知”或“只是先后”。")}

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["item"].queryset = proposal.items.all()
        fields["item"].empty_label = str(_("整份建议"))
        fields["department"].queryset = queries.departments()
        fields["step"].choices = labelled(Outcome.Step.choices)
        fields["attribution"].choices = labelled(Outcome.Attribution.choices)

    def clean_happened_on(self) -> Any:
        return past_day(self.cleaned_data["happened_on"])

    def clean(self) -> dict[str, Any]:
        """Attribution above "only sequence" is a claim: it names its clause, text or source."""
        facts = super().clean() or {}
        claimed = (facts.get("attribution") or 0) > Outcome.Attribution.SEQUENCE
        if claimed and not (facts.get("clause") or facts.get("text") or facts.get("source")):
            self.add_error("source", _("写“文字相符”以上的归因，要写明条款、内容或来源。"))
        return facts


class EvidenceForm(forms.Form):
    """A statement and the records that bear it out."""

    statement = forms.CharField(
        label=_("这些记录证明什么"),
        max_length=LONGEST_STATEMENT,
        widget=forms.TextInput(attrs=TEXT | {"placeholder": _("例如：三个乡镇的卫生室都没有口罩")}),
    )

    def __init__(
        self,
        *args: Any,
        crisis: Crisis,
        keys: Iterable[str] = (),
        kinds: Iterable[str] = queries.KINDS,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [key for key in dict.fromkeys(keys) if _is_key(key)]
        self.records = queries.records_called(crisis, self.keys, kinds=kinds)

    def clean(self) -> dict[str, Any]:
        """Refuse a statement without records, and records that are not ours."""
        facts = super().clean() or {}
        if not self.keys:
            raise forms.ValidationError(_("请至少勾选一条记录：没有记录的说法不是证据。"), code="no_records")
        if len(self.records) != len(self.keys):
            raise forms.ValidationError(_("有些记录找不到，请重新勾选。"), code="records_missing")
        return facts


def _is_key(key: str) -> bool:
    kind, _colon, pk = key.partition(":")
    try:
        uuid.UUID(pk)
    except ValueError:
        return False
    return kind in queries.KINDS
