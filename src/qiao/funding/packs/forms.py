"""What people type about packs: of what, from when to when, and why it is corrected."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qiao.funding.models import Campaign, DisclosurePack
from qiao.funding.packs.content import Scope
from qiao.registry.fields import Legible, day_input, labelled

WHOLE = "whole"


class PackForm(Legible):
    """A campaign or the whole organisation, what the law asks for, and the days."""

    of = forms.ChoiceField(label=_("公开什么"))
    kind = forms.ChoiceField(label=_("类别"), choices=labelled(DisclosurePack.Kind.choices))
    since = forms.DateField(label=_("自"), widget=day_input())
    until = forms.DateField(label=_("至（含当天）"), widget=day_input())

    def __init__(self, *args: Any, campaigns: list[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaigns = {str(one.pk): one for one in campaigns}
        of = self.fields["of"]
        if isinstance(of, forms.ChoiceField):
            of.choices = [*((key, one.title) for key, one in self.campaigns.items()), (WHOLE, _("全组织"))]

    def clean(self) -> dict[str, Any]:
        """The last day does not lie before the first."""
        facts = super().clean() or {}
        if facts.get("since") and facts.get("until") and facts["since"] > facts["until"]:
            raise ValidationError(_("期末不能早于期初。"), code="order")
        return facts

    @property
    def scope(self) -> Scope:
        """Return which entries the pack is about."""
        facts = self.cleaned_data
        return Scope(self.campaigns.get(facts["of"]), facts["since"], facts["until"])


class NoteForm(Legible):
    """What a correction changes, for the public."""

    note = forms.CharField(
        label=_("更正说明（公开）"),
        max_length=300,
        help_text=_("写明改了什么、为什么；不写姓名和号码。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
