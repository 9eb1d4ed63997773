"""A finding without persons."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.care.models import CareFile
from qiao.registry.fields import Legible, labelled


class FindingForm(Legible):
    """What ten people and more have in common."""

    prefix = "finding"
    kind = forms.ChoiceField(label=_("类别"), choices=labelled(CareFile.Kind.choices))
    text = forms.CharField(
        label=_("发现"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        help_text=_(
            "写许多人共有的，如“办丧事期间没有人告诉家属去哪里领骨灰”。不写姓名、电话、住址和十人以下的数目。"
        ),
    )
