"""What people ask of the books, and say of entries: approve them, send one back, take one back."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from qiao.funding.disclosing import waiting
from qiao.funding.models import Campaign, LedgerEntry, LedgerLine
from qiao.funding.purposes import plain_purpose
from qiao.registry.fields import Legible, day_input

FREE = ("非限定", "unrestricted")
"""What asks for money without a purpose."""


class LedgerFilter(Legible):
    """Which entries are wanted. What is not understood is left out, and said."""

    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=(
            ("", _("全部")),
            ("waiting", _("待审核")),
            ("approved", _("已审核")),
            ("rejected", _("已退回")),
            ("host", _("合作公募方的钱")),
        ),
    )
    campaign = forms.ModelChoiceField(
        label=_("募捐活动"), queryset=Campaign.objects.none(), required=False, empty_label=_("全部")
    )
    purpose = forms.CharField(
        label=_("用途含"), max_length=200, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )
    since = forms.DateField(label=_("从"), required=False, widget=day_input())
    until = forms.DateField(label=_("到"), required=False, widget=day_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["campaign"]
        chosen.queryset = Campaign.objects.order_by("-began_on", "title")

    @cached_property
    def wanted(self) -> dict[str, Any]:
        """Return what was asked for and understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def is_filtered(self) -> bool:
        return bool(self.wanted or self.errors)

    def of(self, entries: QuerySet[LedgerEntry]) -> QuerySet[LedgerEntry]:
        """Return those of the entries that are wanted."""
        asked = self.wanted
        conditions = {
            "campaign": "campaign",
            "since": "booked_on__gte",
            "until": "booked_on__lte",
        }
        found = entries.filter(**{conditions[name]: asked[name] for name in conditions if name in asked})
        if "purpose" in asked:
            words = plain_purpose(asked["purpose"])
            is_free = words.casefold() in FREE
            lines = LedgerLine.objects.filter(
                **({"purpose": ""} if is_free else {"purpose__icontains": words})
            )
            found = found.filter(pk__in=lines.order_by().values("entry"))
        return _in_state(found, asked.get("state", ""))


def _in_state(entries: QuerySet[LedgerEntry], state: str) -> QuerySet[LedgerEntry]:
    if state == "waiting":
        return entries.filter(pk__in=waiting().order_by().values("pk"))
    if state == "host":
        held = LedgerLine.objects.filter(account=LedgerLine.Account.HOST_HELD)
        return entries.filter(pk__in=held.order_by().values("entry"))
    return entries.filter(approval__verdict=state.upper()) if state else entries


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
