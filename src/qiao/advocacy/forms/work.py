"""What others give to a proposal, and how items are rearranged."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.advocacy.forms.fields import DAY, ISO_DAY, SELECT, TEXT, past_day
from qiao.advocacy.models import Contribution, CoSignature, Proposal, ProposalItem, Remark
from qiao.registry.models import Organization

CHECK = {"class": "form-check-input"}
LONGEST_PROBLEM = 300
LEAST = 2


def _items_of(form: Any, proposal: Proposal) -> None:
    form.fields["item"].queryset = proposal.items.all()
    form.fields["item"].empty_label = str(_("整份建议"))


class ContributionForm(forms.ModelForm[Contribution]):
    """Who gave what advice, in which field, on which item."""

    class Meta:
        model = Contribution
        fields = ("name", "field", "item", "given_on", "text", "is_named")
        widgets = {
            "name": forms.TextInput(attrs=TEXT),
            "field": forms.TextInput(attrs=TEXT | {"placeholder": _("例如：公共卫生、法律")}),
            "item": forms.Select(attrs=SELECT),
            "given_on": forms.DateInput(attrs=DAY, format=ISO_DAY),
            "text": forms.Textarea(attrs=TEXT | {"rows": 3}),
            "is_named": forms.CheckboxInput(attrs=CHECK),
        }
        labels = {
            "name": _("专家姓名"),
            "field": _("领域"),
            "item": _("哪一条"),
            "given_on": _("日期"),
            "text": _("意见"),
            "is_named": _("本人同意在文末署名"),
        }

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_on"].initial = timezone.localdate
        _items_of(self, proposal)

    def clean_given_on(self) -> Any:
        return past_day(self.cleaned_data["given_on"])


class CoSignForm(forms.ModelForm[CoSignature]):
    """Which organisation signs with us, since when, and by what we know."""

    class Meta:
        model = CoSignature
        fields = ("organization", "agreed_on", "proof")
        widgets = {
            "organization": forms.Select(attrs=SELECT),
            "agreed_on": forms.DateInput(attrs=DAY, format=ISO_DAY),
            "proof": forms.TextInput(attrs=TEXT | {"placeholder": _("例如：2 月 3 日盖章回函")}),
        }
        labels = {"organization": _("联署单位"), "agreed_on": _("同意日期"), "proof": _("凭据")}

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["agreed_on"].initial = timezone.localdate
        fields["organization"].queryset = Organization.objects.exclude(pk=proposal.organization_id)

    def clean_agreed_on(self) -> Any:
        return past_day(self.cleaned_data["agreed_on"])


class RemarkForm(forms.ModelForm[Remark]):
    """A remark while the proposal is drafted."""

    class Meta:
        model = Remark
        fields = ("item", "text")
        widgets = {"item": forms.Select(attrs=SELECT), "text": forms.Textarea(attrs=TEXT | {"rows": 2})}
        labels = {"item": _("哪一条"), "text": _("评论")}

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _items_of(self, proposal)


class MergeForm(forms.Form):
    """Which items become one."""

    numbers = forms.TypedMultipleChoiceField(
        label=_("把哪几条并成一条"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["numbers"].choices = [(item.number, str(item)) for item in proposal.items.all()]

    def clean_numbers(self) -> list[int]:
        """Refuse fewer than two."""
        numbers: list[int] = self.cleaned_data["numbers"]
        if len(numbers) < LEAST:
            raise forms.ValidationError(_("至少选两条。"), code="few")
        return numbers


class SplitForm(forms.Form):
    """The problem and the ask of each of the two items that one becomes."""

    first_problem = forms.CharField(
        label=_("前一条的问题"), max_length=LONGEST_PROBLEM, widget=forms.TextInput(attrs=TEXT)
    )
    first_ask = forms.CharField(label=_("前一条的建议"), widget=forms.Textarea(attrs=TEXT | {"rows": 3}))
    second_problem = forms.CharField(
        label=_("后一条的问题"), max_length=LONGEST_PROBLEM, widget=forms.TextInput(attrs=TEXT)
    )
    second_ask = forms.CharField(label=_("后一条的建议"), widget=forms.Textarea(attrs=TEXT | {"rows": 3}))

    @staticmethod
    def of(item: ProposalItem) -> "SplitForm":
        """Return the form with the words of an item in both halves, to be cut down."""
        return SplitForm(
            initial={
                "first_problem": item.problem,
                "first_ask": item.ask,
                "second_problem": item.problem,
                "second_ask": item.ask,
            }
        )
