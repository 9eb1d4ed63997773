"""What people type about drills."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.accounts.models import User
from qiao.engines.readiness import ITEMS
from qiao.funding.ready.queries import owners
from qiao.preparing.models import Drill
from qiao.preparing.words.drill import LINKS, readiness_name
from qiao.registry.fields import Legible, PlaceField, day_input, labelled
from qiao.registry.models import Organization, Place
from qiao.registry.ties.forms import unpersonal

RUNS = ((1, _("一次")), (20, _("二十次")), (200, _("二百次")), (1000, _("一千次（后台推演）")))
MOST_PEOPLE, MOST_DAYS, MOST_SEED = 1_000_000, 60, 2**31 - 1


class DrillForm(Legible):
    """Which crisis is played, where, how large, how long."""

    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("例如：汛期前桌面推演"))
    hazard = forms.ChoiceField(label=_("类型"), choices=labelled(Drill.Hazard.choices))
    place = PlaceField(label=_("哪个县"), max_length=60)
    people = forms.IntegerField(
        label=_("要接住多少人"),
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1000,
        help_text=_("归我们管的那一部分，不是全县受灾人数。"),
    )
    days = forms.IntegerField(label=_("多少天"), min_value=3, max_value=MOST_DAYS, initial=14)
    runs = forms.TypedChoiceField(label=_("推演几次"), coerce=int, choices=RUNS, initial=20)
    seed = forms.IntegerField(
        label=_("种子"),
        min_value=0,
        max_value=MOST_SEED,
        initial=1,
        help_text=_("同样的种子和家底，推演出同样的结果。"),
    )

    def clean_place(self) -> Any:
        """Ask for a county: roads and distances are told from there."""
        place = self.cleaned_data["place"]
        if place and place.level != Place.Level.COUNTY:
            raise forms.ValidationError(_("请写一个县（市、区）。"))
        return place

    def clean_title(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["title"])


class NoteForm(Legible):
    """What somebody saw."""

    prefix = "note"
    link = forms.ChoiceField(
        label=_("说的是哪一环"), required=False, choices=[("", _("整体")), *LINKS.items()]
    )
    text = forms.CharField(label=_("观察"), max_length=300)

    def clean_text(self) -> str:
        """Refuse a person's data."""
        return unpersonal(self.cleaned_data["text"])


class ActForm(Legible):
    """A task of the work plan."""

    prefix = "act"
    item = forms.TypedChoiceField(label=_("提高哪一项"), coerce=int)
    what = forms.CharField(label=_("做什么"), max_length=200)
    owner: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(
        label=_("谁负责"), queryset=User.objects.none()
    )
    due_on = forms.DateField(label=_("何时完成"), widget=day_input())

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.number, f"{one.number} {readiness_name(one.number)}") for one in ITEMS]
        self.fields["item"].choices = choices  # type: ignore[attr-defined]
        self.fields["owner"].queryset = owners(organization)  # type: ignore[attr-defined]
