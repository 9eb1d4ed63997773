"""Forms of coverage and of who does what: a judgement on a place, what of the grid is asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.registry.fields import Legible, PlaceField, day_input


class CoverageForm(Legible):
    """What share of a place's needs would reach us, and what that rests on."""

    place = PlaceField(label=_("地点"), max_length=60, help_text=_("写到县区，或六位区划代码。"))
    percent = forms.IntegerField(
        label=_("这里的需求，大约百分之几会传到我们这里"), min_value=0, max_value=100
    )
    reason = forms.CharField(
        label=_("依据"), max_length=300, help_text=_("例如：23 个村里 9 个有我们的志愿者。")
    )


class WorkFilter(Legible):
    """What of the grid is asked for."""

    who = forms.CharField(label=_("谁"), max_length=60, required=False)
    what = forms.CharField(label=_("做什么"), max_length=60, required=False)
    place = forms.CharField(label=_("地点"), max_length=60, required=False)
    on = forms.DateField(label=_("哪一天在做"), required=False, widget=day_input())
