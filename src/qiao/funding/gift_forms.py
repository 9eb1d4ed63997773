"""A gift over up to three purposes, its receipt, and the code of the donor's page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qiao.funding.giving import Donor, Invoice, Part
from qiao.funding.grant_forms import fen_of, money
from qiao.funding.models import Campaign, Donation, Stream
from qiao.registry.fields import Legible, day_input, labelled
from qiao.registry.models import Crisis

PARTS = (1, 2, 3)


class GiftForm(Legible):
    """A gift as it came in."""

    prefix = "gift"
    on = forms.DateField(label=_("收到日期"), widget=day_input())
    campaign = forms.ModelChoiceField(
        label=_("募捐活动"),
        queryset=Campaign.objects.none(),
        required=False,
        empty_label=_("（不属于募捐活动）"),
        help_text=_("联合公募的捐赠记进合作方账户（慈善法第二十六条）。"),
    )
    kind = forms.ChoiceField(label=_("捐赠人类别"), choices=labelled(Donation.DonorKind.choices))
    name = forms.CharField(
        label=_("捐赠人"), max_length=120, required=False, help_text=_("密封保存；同意公开才会显示。")
    )
    is_named = forms.BooleanField(label=_("捐赠人同意公开姓名或名称"), required=False)
    stream = forms.ChoiceField(
        label=_("收入类别"), required=False, choices=labelled(Stream.choices, empty=_("（未定）"))
    )
    purpose_1 = forms.CharField(
        label=_("用途一"), max_length=200, required=False, help_text=_("留空就是非限定。")
    )
    amount_1 = money(_("金额一（元）"))
    purpose_2 = forms.CharField(label=_("用途二"), max_length=200, required=False)
    amount_2 = money(_("金额二（元）"), required=False)
    purpose_3 = forms.CharField(label=_("用途三"), max_length=200, required=False)
    amount_3 = money(_("金额三（元）"), required=False)
    reference = forms.CharField(label=_("凭证号"), max_length=120, required=False)

    def __init__(self, *args: Any, crisis: Crisis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["campaign"]
        chosen.queryset = Campaign.objects.filter(crisis=crisis)

    def clean(self) -> dict[str, Any]:
        """A purpose has its amount."""
        facts = super().clean() or {}
        for number in PARTS[1:]:
            if facts.get(f"purpose_{number}") and facts.get(f"amount_{number}") is None:
                raise ValidationError(_("写了用途的，请写金额。"))
        return facts

    @property
    def parts(self) -> list[Part]:
        """Return the parts of the gift."""
        facts = self.cleaned_data
        amounts = [(facts[f"purpose_{number}"], fen_of(facts[f"amount_{number}"])) for number in PARTS]
        return [Part(purpose, amount) for purpose, amount in amounts if amount]

    @property
    def donor(self) -> Donor:
        """Return who gives."""
        facts = self.cleaned_data
        return Donor(facts["kind"], facts["name"].strip(), facts["is_named"], facts["stream"])


class InvoiceForm(Legible):
    """The receipt of the finance department."""

    prefix = "invoice"
    state = forms.ChoiceField(label=_("票据状态"), choices=labelled(Donation.Invoice.choices))
    code = forms.CharField(label=_("票据代码"), max_length=20, required=False)
    number = forms.CharField(label=_("票据号码"), max_length=20, required=False)
    check = forms.CharField(label=_("校验码"), max_length=20, required=False)
    project = forms.CharField(label=_("项目编码"), max_length=40, required=False)
    on = forms.DateField(label=_("开票日期"), required=False, widget=day_input())

    @property
    def invoice(self) -> Invoice:
        """Return what is to be noted."""
        return Invoice(**self.cleaned_data)


class GiftCodeForm(Legible):
    """The sixteen digits of a gift."""

    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("请输入十六位查询码。")},
    )
