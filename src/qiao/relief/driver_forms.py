"""What a driver tells on a phone, and what is answered to a problem."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.registry.fields import Legible, labelled
from qiao.relief.forms import longest, moment, text_input
from qiao.relief.models import DriverReport

PROBLEM_LENGTH = 500


class DriverForm(Legible):
    """What a driver tells of a stop, or of the whole trip."""

    kind = forms.ChoiceField(choices=labelled(DriverReport.Kind.choices), widget=forms.HiddenInput)
    stop = forms.UUIDField(required=False, widget=forms.HiddenInput)
    words = forms.CharField(
        label=_("什么问题"),
        required=False,
        max_length=PROBLEM_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)
    at = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_at(self) -> datetime | None:
        """Return the phone's time where it is one."""
        return moment(self.cleaned_data["at"])

    def clean(self) -> dict[str, Any]:
        """Ask for the words of a problem, and for the stop of a step."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        kind = told.get("kind")
        if kind == DriverReport.Kind.PROBLEM and not told.get("words") and "words" not in self.errors:
            self.add_error("words", _("请写一句：什么问题。"))
        if kind in {DriverReport.Kind.ARRIVED, DriverReport.Kind.HANDED} and not told.get("stop"):
            self.add_error("stop", _("没有说是哪一站。"))
        return told


class UndoForm(forms.Form):
    """Which step was tapped by mistake."""

    step = forms.UUIDField(widget=forms.HiddenInput)


class AnswerForm(Legible):
    """What was done about a problem on the road."""

    answer = forms.CharField(
        label=_("怎么办了"), max_length=longest(DriverReport, "answer"), widget=text_input()
    )
