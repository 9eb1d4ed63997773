"""The texts of a proposal and its items."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django_scopes.forms import SafeModelMultipleChoiceField

from qiao.advocacy import queries
from qiao.advocacy.actions import department_called
from qiao.advocacy.formats import formats
from qiao.advocacy.forms.fields import SELECT, TEXT, labelled
from qiao.advocacy.models import Evidence, Proposal, ProposalItem
from qiao.advocacy.references import Resolver
from qiao.registry.models import Crisis

LONGEST_NAME = 120


def referring(text: str, crisis: Crisis | None) -> str:
    """Return a text; refuse it where a reference in it names no bundle of the crisis."""
    wrong = Resolver(crisis).unknown(text) if crisis and "【" in text else []
    if wrong:
        raise forms.ValidationError(
            _("“%(reference)s”对不上任何一份证据，请点数字重新插入，或删去它。") % {"reference": wrong[0]},
            code="reference",
        )
    return text


class ProposalForm(forms.ModelForm[Proposal]):
    """The texts of a proposal: one matter, its situation, its analysis."""

    class Meta:
        model = Proposal
        fields = ("title", "format", "horizon", "situation", "analysis")
        widgets = {
            "title": forms.TextInput(attrs=TEXT | {"placeholder": _("关于……的建议")}),
            "format": forms.Select(attrs=SELECT),
            "horizon": forms.Select(attrs=SELECT),
            "situation": forms.Textarea(attrs=TEXT | {"rows": 5}),
            "analysis": forms.Textarea(attrs=TEXT | {"rows": 4}),
        }
        labels = {
            "title": _("标题（一事一议）"),
            "format": _("文种"),
            "horizon": _("时限"),
            "situation": _("情况"),
            "analysis": _("分析"),
        }
        help_texts = {
            "situation": _("什么、在哪里、多少、从什么时候起。不写个人姓名、电话、住址。"),
            "analysis": _("原因，以及现行规定怎么说。"),
        }

    def __init__(self, *args: Any, crisis: Crisis | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.crisis = crisis
        fields: Any = self.fields
        fields["horizon"].choices = labelled(Proposal.Horizon.choices)
        fields["format"] = forms.ChoiceField(
            label=_("文种"),
            required=False,
            choices=[(one.code, one.name) for one in formats().values()],
            widget=forms.Select(attrs=SELECT),
        )

    def clean_format(self) -> str:
        """Keep the form of paper where none is chosen."""
        return self.cleaned_data["format"] or self.instance.format

    def clean_situation(self) -> str:
        """Refuse references that name no bundle."""
        return self._referring("situation")

    def clean_analysis(self) -> str:
        """Refuse references that name no bundle."""
        return self._referring("analysis")

    def _referring(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        crisis = self.crisis or (self.instance.crisis if self.instance.crisis_id else None)
        return referring(text, crisis)


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
        fields = ("problem", "cause", "ask", "addressee", "indicator", "horizon", "evidence")
        widgets = {
            "problem": forms.TextInput(attrs=TEXT),
            "cause": forms.Textarea(attrs=TEXT | {"rows": 2}),
            "horizon": forms.Select(attrs=SELECT),
            "ask": forms.Textarea(attrs=TEXT | {"rows": 3}),
            "addressee": forms.Select(attrs=SELECT),
            "indicator": forms.TextInput(attrs=TEXT),
            "evidence": forms.CheckboxSelectMultiple,
        }
        labels = {
            "problem": _("问题"),
            "cause": _("原因"),
            "horizon": _("时限"),
            "ask": _("建议内容"),
            "addressee": _("报送对象"),
            "indicator": _("衡量指标"),
            "evidence": _("证据"),
        }
        help_texts = {
            "ask": _("谁、做什么、用什么办法、到什么时候。"),
            "indicator": _("日后看什么，就知道这一条落实了。"),
        }

    field_order = (
        "problem",
        "cause",
        "ask",
        "addressee",
        "new_addressee",
        "indicator",
        "horizon",
        "evidence",
    )

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["evidence"]
        choices.queryset = Evidence.objects.filter(crisis=crisis)
        self.crisis = crisis
        horizons: Any = self.fields["horizon"]
        horizons.choices = [("", _("同整份建议")), *labelled(Proposal.Horizon.choices)]
        addressees: Any = self.fields["addressee"]
        addressees.queryset = queries.departments()
        addressees.empty_label = str(_("（稍后再定）"))

    def clean(self) -> dict[str, Any]:
        """Refuse references that name no bundle."""
        told = super().clean() or {}
        for name in ("problem", "cause", "ask", "indicator"):
            try:
                referring(told.get(name) or "", self.crisis)
            except forms.ValidationError as error:
                self.add_error(name, error)
        return told

    def facts(self) -> dict[str, Any]:
        """Return what an action is told; a department named in words is put on the list."""
        facts = dict(self.cleaned_data)
        named = facts.pop("new_addressee").strip()
        if named:
            facts["addressee"] = department_called(named)
        return facts
