"""Forms about forms of the field: take one in, give somebody a code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.intake.models import FieldForm
from qiao.registry.fields import Legible

LONGEST_DAYS = 180


class FieldFormFile(Legible):
    """A form made in a spreadsheet."""

    file = forms.FileField(
        label=_("表单文件"), help_text=_("XLSForm（.xlsx、.xls）或 XForm（.xml），不超过 2 MB。")
    )


class CollectorForm(Legible):
    """Who fills forms, which, and until when."""

    name = forms.CharField(label=_("谁或哪部手机"), max_length=80)
    days = forms.IntegerField(label=_("有效几天"), min_value=1, max_value=LONGEST_DAYS, initial=30)
    forms_chosen: forms.ModelMultipleChoiceField[FieldForm] = forms.ModelMultipleChoiceField(
        label=_("可填的表单"), queryset=None, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["forms_chosen"]
        field.queryset = choices
