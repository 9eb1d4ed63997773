"""The form of the duplicates desk: what a pair is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.intake.actions.pairs import DECISIONS
from qiao.registry.fields import Legible


class DecideForm(Legible):
    """One of the decisions."""

    decision = forms.ChoiceField(
        choices=[(one, one) for one in DECISIONS],
        error_messages={
            "required": _("请选一个判断。"),
            "invalid_choice": _("请选一个判断。"),
        },
    )
