"""What is typed about money that a host passes on or pays with."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from qiao.funding.grant_forms import fen_of, money
from qiao.funding.hosts.rules import SPENDING
from qiao.funding.models import LedgerLine
from qiao.registry.fields import Legible, day_input, labelled

TRANSFER, PAY = "transfer", "pay"


class HostMoveForm(Legible):
    """One event in the host's account."""

    prefix = "move"
    act = forms.ChoiceField(
        label=_("是哪一种"),
        choices=((TRANSFER, _("拨付：合作方把钱拨到本组织的账户")), (PAY, _("代付：合作方直接付给供应商"))),
    )
    on = forms.DateField(label=_("日期"), widget=day_input())
    purpose = forms.ChoiceField(label=_("从哪种用途"), required=False)
    amount = money(_("金额（元）"))
    what = forms.CharField(
        label=_("代付了什么"), max_length=120, required=False, help_text=_("代付时填，例如：饮用水一批。")
    )
    account = forms.ChoiceField(
        label=_("代付的科目"),
        choices=labelled([(one.value, one.label) for one in SPENDING]),
    )
    reference = forms.CharField(label=_("凭证号"), max_length=120, required=False)

    def __init__(self, *args: Any, purposes: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["purpose"]
        chosen.choices = [
            (one, f"{one or _('非限定')} · ¥{fen / 100:,.2f}") for one, fen in purposes.items() if fen > 0
        ]

    def clean_on(self) -> Any:
        """Refuse a day that has not come."""
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError(_("日期不能晚于今天。"), code="future")
        return self.cleaned_data["on"]

    def clean(self) -> dict[str, Any]:
        """A payment says what was paid for."""
        facts = super().clean() or {}
        if facts.get("act") == PAY and not facts.get("what", "").strip():
            self.add_error("what", _("请写明合作方代付了什么。"))
        return facts

    @property
    def is_payment(self) -> bool:
        return bool(self.cleaned_data["act"] == PAY)

    @property
    def facts(self) -> dict[str, Any]:
        """Return what both actions take."""
        given = self.cleaned_data
        return {
            "purpose": given["purpose"],
            "amount_fen": fen_of(given["amount"]) or 0,
            "on": given["on"],
            "reference": given["reference"],
        }

    @property
    def payment(self) -> dict[str, Any]:
        """Return what a payment takes besides."""
        return {
            "what": self.cleaned_data["what"].strip(),
            "account": LedgerLine.Account(self.cleaned_data["account"]),
        }
