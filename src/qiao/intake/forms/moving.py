"""The form by which a need or an offer goes to another crisis."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.intake.fields import LONGEST_REASON
from qiao.registry.fields import Legible
from qiao.registry.models import Crisis
from qiao.registry.queries import crises


class MoveForm(Legible):
    """To which crisis, and why."""

    to = forms.ChoiceField(label=_("移到"), error_messages={"required": _("请选一个突发事件。")})
    reason = forms.CharField(
        label=_("为什么"),
        max_length=LONGEST_REASON,
        error_messages={"required": _("请写一句理由，例如“录入时选错了事件”。")},
    )

    def __init__(self, *args: Any, at: Crisis | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_english = (get_language() or "").startswith("en")
        self.others = {one.slug: one for one in crises() if at is None or one.pk != at.pk}
        named = [(slug, (in_english and one.name_en) or one.name) for slug, one in self.others.items()]
        self.fields["to"].choices = [("", _("请选择")), *named]  # type: ignore[attr-defined]

    @property
    def crisis(self) -> Crisis:
        """Return the crisis that was chosen."""
        return self.others[self.cleaned_data["to"]]
