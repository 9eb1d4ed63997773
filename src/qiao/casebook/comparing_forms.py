"""What is asked of a person who writes a code book, or rules on a judgement."""

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.casebook.models import Code

TEXT = {"class": "form-control"}


class CodeForm(forms.ModelForm[Code]):
    """A code with its definition: when to use it, when not, and a sentence that shows it."""

    note = forms.CharField(
        label=_("改了什么"), max_length=200, required=False, widget=forms.TextInput(attrs=TEXT)
    )

    class Meta:
        model = Code
        fields = ("key", "label", "label_en", "definition", "use_when", "not_when", "example", "is_outcome")
        labels = {
            "key": _("代号"),
            "label": _("名称"),
            "label_en": _("名称（英文）"),
            "definition": _("定义"),
            "use_when": _("何时用"),
            "not_when": _("何时不用"),
            "example": _("例句"),
            "is_outcome": _("这是要解释的结果，不是条件"),
        }
        help_texts = {"key": _("大写字母，如 BASE。与已有代号相同，就是改写那一条。")}
        widgets = {
            name: forms.TextInput(attrs=TEXT)
            for name in ("key", "label", "label_en", "definition", "use_when", "not_when", "example")
        } | {"is_outcome": forms.CheckboxInput(attrs={"class": "form-check-input"})}

    def clean_key(self) -> str:
        """Return the key in capitals."""
        return str(self.cleaned_data["key"]).strip().upper()

    def _post_clean(self) -> None:
        """Check no uniqueness: a key that stands already is written anew in a new version."""


class RulingForm(forms.Form):
    """What holds, and why."""

    code = forms.UUIDField(widget=forms.HiddenInput)
    case = forms.UUIDField(widget=forms.HiddenInput)
    value = forms.ChoiceField(
        label=_("裁定"),
        choices=[("1", _("有")), ("0", _("没有"))],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.TextInput(attrs=TEXT))
