"""What people type about a charter's scope."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.engines.scope import KIND_NAMES, read_scope
from qiao.registry.fields import Legible, PlacesField


def kind_names() -> list[tuple[str, str]]:
    """Return the kinds of work with their names in the language of the page."""
    english = (get_language() or "").startswith("en")
    return [(kind.value, en if english else zh) for kind, (zh, en) in KIND_NAMES.items()]


class ScopeForm(Legible):
    """The charter's words, the kinds of work they mean, and where the organisation serves."""

    text = forms.CharField(
        label=_("业务范围（照章程抄）"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    kinds = forms.MultipleChoiceField(
        label=_("对应哪几类工作"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一项都不勾，就按章程的字样读出来；请核对，以登记管理机关核准的章程为准。"),
    )
    places = PlacesField(label=_("服务地域"), required=False, help_text=_("县、市或省，用顿号隔开。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kinds"]
        kinds.choices = kind_names()

    def clean(self) -> dict[str, Any]:
        """Read the kinds off the text where nobody ticked any; ask where none can be read."""
        facts = super().clean() or {}
        if facts.get("text") and not facts.get("kinds") and "kinds" not in self.errors:
            facts["kinds"] = [one.kind.value for one in read_scope(facts["text"])]
            if not facts["kinds"]:
                self.add_error("kinds", _("从章程的字样里认不出工作类别，请自己勾选。"))
        return facts
