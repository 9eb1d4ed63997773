"""Where a proposal is filed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.advocacy import queries
from qiao.advocacy.forms.fields import DAY, ISO_DAY, SELECT, labelled, past_day
from qiao.advocacy.models import Filing
from qiao.registry.models import Department


class FilingForm(forms.Form):
    """With whom, through which channel, on which day."""

    departments = forms.ModelMultipleChoiceField(
        Department.objects.none(),
        label=_("报送部门"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("至少选一个部门。")},
    )
    channel = forms.ChoiceField(label=_("渠道"), widget=forms.Select(attrs=SELECT))
    filed_on = forms.DateField(label=_("报送日期"), widget=forms.DateInput(attrs=DAY, format=ISO_DAY))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments: Any = self.fields["departments"]
        departments.queryset = queries.departments()
        self.fields["channel"].choices = labelled(Filing.Channel.choices)  # type: ignore[attr-defined]

    def clean_filed_on(self) -> Any:
        return past_day(self.cleaned_data["filed_on"])
