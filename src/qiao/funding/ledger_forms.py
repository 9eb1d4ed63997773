"""What people say of entries: approve them, send one back, take one back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qiao.funding.models import LedgerEntry
from qiao.registry.fields import Legible


class DecideForm(Legible):
    """Entries that are ticked, and what is to be done with them."""

    entries = forms.ModelMultipleChoiceField(queryset=LedgerEntry.objects.none(), required=True)
    act = forms.ChoiceField(choices=[(one, one) for one in ("approve", "reject", "reverse")])
    reason = forms.CharField(label=_("原因"), max_length=150, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["entries"]
        chosen.queryset = LedgerEntry.objects.order_by("number")
        chosen.error_messages["required"] = _("先勾选一笔分录。")

    def clean(self) -> dict[str, Any]:
        """What is sent back or taken back has a reason, one entry at a time."""
        facts = super().clean() or {}
        if facts.get("act") in {"reject", "reverse"}:
            if not facts.get("reason", "").strip():
                self.add_error("reason", _("请写明原因。"))
            if len(facts.get("entries") or ()) > 1:
                raise ValidationError(_("退回和冲销一次只能选一笔。"))
        return facts
