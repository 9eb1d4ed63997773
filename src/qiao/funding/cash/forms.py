"""What people type about cash and vouchers: for which code, how much, by whose consent; a receipt."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.exceptions import CashPersonError
from qiao.funding.cash.actions import PAYING, Help, plain_code
from qiao.funding.models import Campaign, CashAid, LedgerLine
from qiao.registry.fields import Legible, day_input, labelled

FEN = 100
MOST_COUNT = 1000


class CashForm(Legible):
    """Help in money for one person."""

    prefix = "cash"
    person_code = forms.CharField(
        label=_("受助人编码"),
        max_length=20,
        required=False,
        help_text=_("个案或名册上的编码；留空就编一个，请抄到名册上。不写姓名、电话。"),
    )
    kind = forms.ChoiceField(label=_("方式"), choices=labelled(CashAid.Kind.choices))
    what = forms.CharField(label=_("帮扶名目"), max_length=60, help_text=_("例如：临时生活费、燃油券。"))
    amount = forms.DecimalField(
        label=_("每份金额（元）"),
        min_value=Decimal("0.01"),
        max_digits=9,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "0.01"}),
    )
    count = forms.IntegerField(
        label=_("份数"),
        min_value=1,
        max_value=MOST_COUNT,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    purpose = forms.CharField(
        label=_("从哪种限定用途支出"),
        max_length=200,
        required=False,
        help_text=_("照台账上的用途写；留空就用非限定的钱。"),
    )
    account = forms.ChoiceField(
        label=_("支出科目"),
        choices=labelled([(one.value, one.label) for one in (LedgerLine.Account(one) for one in PAYING)]),
    )
    campaign = forms.ModelChoiceField(Campaign.objects.none(), label=_("募捐活动"), required=False)
    consent = forms.ChoiceField(label=_("知情同意"), choices=labelled(CashAid.Consent.choices))
    consent_on = forms.DateField(label=_("同意日期"), widget=day_input())

    def __init__(self, *args: Any, campaigns: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["campaign"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = campaigns

    def clean_person_code(self) -> str:
        """Refuse a name or a number of a person."""
        code = str(self.cleaned_data["person_code"])
        try:
            return plain_code(code) if code.strip() else ""
        except CashPersonError as error:
            raise forms.ValidationError(str(error), code="cash_person") from error

    @property
    def given(self) -> Help:
        """Return what the person gets."""
        facts = self.cleaned_data
        return Help(
            facts["kind"],
            facts["what"],
            int(facts["amount"] * FEN),
            facts["count"],
            facts["purpose"],
            facts["account"],
        )


class ActForm(Legible):
    """What is done with a proposal."""

    act = forms.ChoiceField(choices=[(one, one) for one in ("approve", "refuse", "pay")])
    reason = forms.CharField(max_length=200, required=False)
    receipt = forms.CharField(max_length=60, required=False)
    paid_on = forms.DateField(required=False)

    def clean(self) -> dict[str, Any]:
        """A refusal has a reason."""
        facts = super().clean() or {}
        if facts.get("act") == "refuse" and not facts.get("reason", "").strip():
            raise forms.ValidationError(_("不批准要写明理由。"), code="reason")
        return facts
