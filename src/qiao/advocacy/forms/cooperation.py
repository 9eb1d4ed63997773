"""What people type about cooperation with departments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.advocacy.models import Evidence, Outcome
from qiao.registry.fields import Legible, PlaceField, day_input, labelled
from qiao.registry.models import Brought, Cooperation, Crisis, Department
from qiao.registry.ties.forms import not_ahead, unpersonal

MOST_PEOPLE = 2_000_000_000


class CooperationForm(Legible):
    """With whom, over what, and who took the first step."""

    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("部门"), empty_label=_("（请选一个部门）")
    )
    subject = forms.CharField(label=_("事项"), max_length=200)
    initiator = forms.ChoiceField(label=_("谁走的第一步"), choices=labelled(Cooperation.Initiator.choices))
    first_step = forms.CharField(
        label=_("第一步是什么"), required=False, max_length=300, help_text=_("例如：我方打电话提出代运。")
    )
    place = PlaceField(label=_("地域"), required=False, max_length=60)
    since = forms.DateField(label=_("从何时起"), required=False, widget=day_input())

    def clean_since(self) -> Any:
        """Refuse a beginning that is to come."""
        return not_ahead(self.cleaned_data["since"])

    def clean_subject(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["subject"])

    def clean_first_step(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["first_step"])


class BroughtForm(Legible):
    """One resource of one side, and whether it was additional."""

    side = forms.ChoiceField(label=_("哪一方"), choices=labelled(Brought.Side.choices))
    asset = forms.ChoiceField(label=_("资源"), choices=labelled(Brought.Asset.choices))
    what = forms.CharField(label=_("具体是什么"), max_length=200)
    additionality = forms.ChoiceField(
        label=_("新增还是转来"),
        choices=labelled(Brought.Additionality.choices),
        initial=Brought.Additionality.UNKNOWN,
        help_text=_("没有这次合作也会有的，是从别处转来；否则是新增。"),
    )
    ground = forms.CharField(label=_("凭什么这样说"), required=False, max_length=200)

    def clean_what(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["what"])

    def clean(self) -> dict[str, Any]:
        """Ask for a ground where something is called new or redirected."""
        facts = super().clean() or {}
        told = facts.get("additionality") not in {None, Brought.Additionality.UNKNOWN}
        if told and not facts.get("ground"):
            self.add_error("ground", _("写明凭什么说是新增或转来的。"))
        return facts


class EffectForm(Legible):
    """An effect that is claimed, its evidence, and how surely it is due to the cooperation."""

    claim = forms.CharField(label=_("成效"), max_length=300)
    evidence = forms.ModelChoiceField(
        Evidence.objects.none(), label=_("证据"), required=False, empty_label=_("（没有，就是未证）")
    )
    attribution = forms.TypedChoiceField(
        label=_("归因程度"),
        coerce=int,
        choices=labelled(Outcome.Attribution.choices),
        help_text=_("先后不等于因果：没有依据就选“未知”或“只是先后”。"),
    )
    ground = forms.CharField(label=_("归因的依据"), required=False, max_length=300)

    def __init__(self, *args: Any, crisis: Crisis | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["evidence"]
        field.queryset = Evidence.objects.filter(crisis=crisis) if crisis else Evidence.objects.all()

    def clean_claim(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["claim"])

    def clean(self) -> dict[str, Any]:
        """Ask for a ground above mere sequence."""
        facts = super().clean() or {}
        if facts.get("attribution", 0) > Outcome.Attribution.SEQUENCE and not facts.get("ground"):
            self.add_error("ground", _("先后不等于因果：归因高于“只是先后”的，写明依据。"))
        return facts


class ReachForm(Legible):
    """Whom the work served, and whom a policy would reach."""

    policy = forms.CharField(label=_("什么政策"), max_length=200)
    served = forms.IntegerField(label=_("服务人数"), required=False, min_value=0, max_value=MOST_PEOPLE)
    served_on = forms.DateField(label=_("服务人数截至"), required=False, widget=day_input())
    served_source = forms.CharField(label=_("服务人数来源"), required=False, max_length=300)
    population = forms.IntegerField(
        label=_("政策可及人口"), required=False, min_value=0, max_value=MOST_PEOPLE
    )
    population_on = forms.DateField(label=_("人口截至"), required=False, widget=day_input())
    population_source = forms.CharField(label=_("人口来源"), required=False, max_length=300)

    def clean(self) -> dict[str, Any]:
        """Ask for day and source of each number, and for at least one number."""
        facts = super().clean() or {}
        told = [name for name in ("served", "population") if facts.get(name) is not None]
        if not told and not self.errors:
            self.add_error("served", _("两个数至少写一个；不知道的那个留空。"))
        for name in told:
            for part in (f"{name}_on", f"{name}_source"):
                if not facts.get(part) and part not in self.errors:
                    self.add_error(part, _("有数就要写日期和来源。"))
        return facts
