"""What became of a proposal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.advocacy import queries
from qiao.advocacy.forms.fields import DAY, ISO_DAY, SELECT, TEXT, labelled, past_day
from qiao.advocacy.models import Outcome, Proposal


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
