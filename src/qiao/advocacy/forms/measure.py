"""Forms of enacted texts and of the readings of their clauses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.advocacy.forms.fields import DAY, ISO_DAY, SELECT, TEXT, labelled, past_day
from qiao.advocacy.models import ClauseReading, Measure, MeasureClause, Outcome, Proposal
from qiao.advocacy.models.measure import DEGREE_NEEDS

LONGEST_TEXT = 200_000
LONGEST_REASON = 200
LEAST_REASON = 4


class MeasureForm(forms.ModelForm[Measure]):
    """A text that came out, as it stands."""

    class Meta:
        model = Measure
        fields = ("title", "issuer", "number", "adopted_on", "in_force_on", "source", "text")
        widgets = {
            "title": forms.TextInput(attrs=TEXT),
            "issuer": forms.TextInput(attrs=TEXT),
            "number": forms.TextInput(attrs=TEXT),
            "adopted_on": forms.DateInput(attrs=DAY, format=ISO_DAY),
            "in_force_on": forms.DateInput(attrs=DAY, format=ISO_DAY),
            "source": forms.TextInput(attrs=TEXT),
            "text": forms.Textarea(attrs=TEXT | {"rows": 10, "maxlength": LONGEST_TEXT}),
        }
        labels = {
            "title": _("名称"),
            "issuer": _("制定机关"),
            "number": _("文号"),
            "adopted_on": _("通过或印发日期"),
            "in_force_on": _("施行日期"),
            "source": _("来源"),
            "text": _("全文"),
        }
        help_texts = {
            "source": _("网址，或在哪份公报上。"),
            "text": _("一段一行，照原样粘贴；会按“第…条”“一、”“（一）”“1.”分开。"),
        }

    def clean_adopted_on(self) -> Any:
        """Refuse a day that has not come."""
        return past_day(self.cleaned_data["adopted_on"])

    def clean_text(self) -> str:
        """Refuse a text nobody could read through."""
        text: str = self.cleaned_data["text"]
        if len(text) > LONGEST_TEXT:
            raise forms.ValidationError(_("全文太长，请只粘贴相关的部分。"), code="long")
        return text


class ReadingForm(forms.Form):
    """How far a clause answers an item, how surely it is due to it, and why."""

    item: Any = forms.ModelChoiceField(queryset=None, widget=forms.HiddenInput)
    clause: Any = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label=_("条款"),
        empty_label=_("没有这样的条款"),
        widget=forms.Select(attrs=SELECT),
    )
    degree = forms.ChoiceField(label=_("对应程度"), widget=forms.Select(attrs=SELECT))
    attribution = forms.TypedChoiceField(
        label=_("归因程度"),
        coerce=int,
        widget=forms.Select(attrs=SELECT),
        help_text=_("先后不等于因果：别人也提过、文件本来就在改，都写进理由。"),
    )
    reason = forms.CharField(
        label=_("理由"),
        min_length=LEAST_REASON,
        max_length=300,
        widget=forms.Textarea(attrs=TEXT | {"rows": 2}),
    )
    source = forms.CharField(
        label=_("来源"), required=False, max_length=300, widget=forms.TextInput(attrs=TEXT)
    )
    place_in_list = forms.IntegerField(required=False, min_value=1, max_value=99, widget=forms.HiddenInput)

    def __init__(self, *args: Any, proposal: Proposal, measure: Measure, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["item"].queryset = proposal.items.all()
        fields["clause"].queryset = MeasureClause.objects.filter(measure=measure)
        fields["degree"].choices = labelled(ClauseReading.Degree.choices)
        fields["attribution"].choices = [
            (value, f"{value} · {label}") for value, label in labelled(Outcome.Attribution.choices)
        ]

    def clean(self) -> dict[str, Any]:
        """Hold what the database holds, in words beside the field."""
        facts = super().clean() or {}
        agrees = facts.get("degree") in DEGREE_NEEDS
        attribution = facts.get("attribution") or 0
        if agrees and not facts.get("clause"):
            self.add_error("clause", _("说有对应，就要指明是哪一条。"))
        if attribution >= Outcome.Attribution.TEXT and not (agrees and facts.get("clause")):
            self.add_error("attribution", _("“文字相符”以上，要有对应的条款。"))
        if attribution >= Outcome.Attribution.CITED and not facts.get("source"):
            self.add_error("source", _("“被引用或答复”以上，要写明来源。"))
        return facts


class WhyForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label=_("理由"),
        min_length=LEAST_REASON,
        max_length=LONGEST_REASON,
        widget=forms.TextInput(attrs=TEXT),
    )
