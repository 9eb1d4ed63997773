"""What people type about partnerships and obstacles."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.registry.fields import Legible, OrganizationField, PlaceField, day_input, labelled
from qiao.registry.models import Crisis, Obstacle, Partnership
from qiao.registry.ties.forms import not_ahead, unpersonal


class PartnershipForm(Legible):
    """A lead from elsewhere, a local partner, the place and the work."""

    lead = OrganizationField(label=_("牵头方"), max_length=120, help_text=_("按名录里的全称写。"))
    local = OrganizationField(label=_("本地伙伴"), max_length=120, help_text=_("按名录里的全称写。"))
    place = PlaceField(label=_("地域"), max_length=60)
    scope = forms.CharField(label=_("合作内容"), max_length=300)

    def clean_scope(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["scope"])

    def clean(self) -> dict[str, Any]:
        """Ask for two organisations."""
        facts = super().clean() or {}
        if facts.get("lead") and facts.get("lead") == facts.get("local"):
            self.add_error("local", _("牵头方和本地伙伴要是两个组织。"))
        return facts


class AnswerForm(Legible):
    """What came of a proposal."""

    decision = forms.ChoiceField(
        label=_("答复"), choices=(("ACCEPTED", _("达成")), ("REFUSED", _("没有达成")))
    )
    on = forms.DateField(label=_("从哪天起"), required=False, widget=day_input())
    answer = forms.CharField(label=_("答复的话"), required=False, max_length=300)

    def clean_answer(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["answer"])

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of a refusal."""
        facts = super().clean() or {}
        if facts.get("decision") == "REFUSED" and not facts.get("answer") and "answer" not in self.errors:
            self.add_error("answer", _("没有达成，写明为什么。"))
        return facts


class EndForm(Legible):
    """Why a partnership ends."""

    answer = forms.CharField(label=_("为什么结束"), max_length=300)

    def clean_answer(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["answer"])


class ObstacleForm(Legible):
    """What stood in the way."""

    kind = forms.ChoiceField(label=_("种类"), choices=labelled(Obstacle.Kind.choices))
    what = forms.CharField(label=_("遇到什么"), max_length=300)
    place = PlaceField(label=_("地点"), max_length=60, required=False)
    partnership = forms.ModelChoiceField(
        Partnership.objects.none(), label=_("在哪个合作里"), required=False, empty_label=_("（不在合作里）")
    )
    met_on = forms.DateField(label=_("遇到的日期"), widget=day_input())

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["partnership"]
        field.queryset = Partnership.objects.filter(crisis=crisis).select_related("lead", "local")

    def clean_what(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["what"])

    def clean_met_on(self) -> Any:
        """Refuse a day that is to come."""
        return not_ahead(self.cleaned_data["met_on"])


class ResolveForm(Legible):
    """How an obstacle was overcome."""

    how = forms.CharField(label=_("怎样解决的"), max_length=300)
    resolved_on = forms.DateField(label=_("解决的日期"), widget=day_input())

    def __init__(self, *args: Any, met_on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.met_on = met_on

    def clean_how(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["how"])

    def clean_resolved_on(self) -> Any:
        """Refuse a day that is to come, or from before it was met."""
        day = not_ahead(self.cleaned_data["resolved_on"])
        if day < self.met_on:
            raise forms.ValidationError(_("解决不能早于遇到。"))
        return day
