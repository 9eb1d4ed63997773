"""Which themes of a day go into a brief."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.advocacy.digesting import Digest
from qiao.advocacy.formats import formats
from qiao.advocacy.forms.fields import SELECT, TEXT

LONGEST_TITLE = 120


class BriefForm(forms.Form):
    """Themes, whether they are one matter, the title and the form of paper."""

    themes = forms.MultipleChoiceField(
        label=_("写进简报的主题"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("至少选一个主题。")},
    )
    together = forms.BooleanField(
        label=_("勾选的主题是一回事，合成一份证据"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    title = forms.CharField(
        label=_("标题（一事一议）"), max_length=LONGEST_TITLE, widget=forms.TextInput(attrs=TEXT)
    )
    format = forms.ChoiceField(label=_("文种"), widget=forms.Select(attrs=SELECT))

    def __init__(self, digest: Digest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["themes"].choices = [(one.item.code, one.item.name) for one in digest.themes]
        fields["format"].choices = [(one.code, one.name) for one in formats().values()]
        fields["format"].initial = "SPECIAL"
        fields["title"].initial = f"{digest.day.month}月{digest.day.day}日一线反映专报"

    @property
    def groups(self) -> list[list[str]]:
        """Return the codes of the themes, in groups that are one matter each."""
        chosen: list[str] = self.cleaned_data["themes"]
        return [chosen] if self.cleaned_data["together"] else [[code] for code in chosen]
