"""What people type on bridge one. Quantities are whole base units."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from qiao.intake.actions.voices import LARGEST
from qiao.relief.models import Receipt, Shipment

REASON_LENGTH = 120
CODE_LENGTH = 20


def longest(model: type[Model], field: str) -> int | None:
    """Return how long a text the column takes."""
    return getattr(model._meta.get_field(field), "max_length", None)


def number_input(**attrs: str) -> forms.NumberInput:
    """Return a field for whole numbers that opens the digit keys on phones."""
    return forms.NumberInput(attrs={"inputmode": "numeric", "class": "form-control", **attrs})


def text_input(**attrs: str) -> forms.TextInput:
    """Return a text field in the look of the house."""
    return forms.TextInput(attrs={"class": "form-control", **attrs})


class LineForm(forms.Form):
    """Confirm a line of a plan, with the quantity as proposed or changed."""

    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=LARGEST, widget=number_input())


class ReasonForm(forms.Form):
    """Say why something is undone."""

    reason = forms.CharField(label=_("理由"), max_length=REASON_LENGTH, widget=text_input())


class DeclineForm(forms.Form):
    """Leave a line; the reason helps those who ask later."""

    reason = forms.CharField(label=_("理由"), max_length=REASON_LENGTH, required=False, widget=text_input())


class SendForm(forms.Form):
    """Who drives, in what, with which permit; all may stay empty."""

    carrier = forms.CharField(
        label=_("承运方"),
        max_length=longest(Shipment, "carrier"),
        required=False,
        widget=text_input(),
    )
    vehicle = forms.CharField(
        label=_("车辆"),
        max_length=longest(Shipment, "vehicle"),
        required=False,
        widget=text_input(),
    )
    permit = forms.CharField(
        label=_("通行证"),
        max_length=longest(Shipment, "permit"),
        required=False,
        widget=text_input(),
    )


class MatchForm(forms.Form):
    """Choose an offer for a need by hand."""

    offer = forms.UUIDField(widget=forms.HiddenInput())
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=LARGEST, widget=number_input())
    reason = forms.CharField(label=_("理由"), max_length=REASON_LENGTH, required=False, widget=text_input())


class CodeForm(forms.Form):
    """The receiving code as it stands on the slip."""

    code = forms.CharField(
        label=_("签收码"),
        max_length=CODE_LENGTH,
        widget=text_input(
            autocomplete="off", autocapitalize="characters", spellcheck="false", placeholder="ABCD-1234"
        ),
        error_messages={"required": _("请输入单子上的八位签收码。")},
    )

    def clean_code(self) -> str:
        """Return the letters and digits of the code alone."""
        return "".join(sign for sign in self.cleaned_data["code"].upper() if sign.isalnum())


class ReceiptForm(forms.Form):
    """What arrived: all of it, less, or more."""

    ALL, LESS, MORE = "ALL", "LESS", "MORE"
    outcome = forms.ChoiceField(
        label=_("实际收到"),
        choices=((ALL, _("如数收到")), (LESS, _("少了")), (MORE, _("多了"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("请先选：如数收到、少了，还是多了。")},
    )
    quantity = forms.IntegerField(
        label=_("实收数量"), min_value=0, max_value=LARGEST, required=False, widget=number_input()
    )
    signer = forms.CharField(
        label=_("签收人（姓氏即可，可不填）"),
        max_length=longest(Receipt, "signer"),
        required=False,
        widget=text_input(autocomplete="off"),
    )
    note = forms.CharField(
        label=_("说明（可不填）"),
        max_length=longest(Receipt, "note"),
        required=False,
        widget=text_input(autocomplete="off"),
    )

    def __init__(self, *args: Any, sent: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sent = sent
        self.fields["quantity"].widget.attrs["data-sent"] = str(sent)

    def clean(self) -> dict[str, Any]:
        """Let the number agree with the choice: all is what was sent, less is below it, more above."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        outcome, quantity = cleaned.get("outcome"), cleaned.get("quantity")
        if outcome == self.ALL:
            cleaned["quantity"] = self.sent
        elif outcome and quantity is None and "quantity" not in self.errors:
            self.add_error("quantity", _("请填实际收到的数量；一件也没收到就填 0。"))
        elif outcome == self.LESS and quantity is not None and quantity >= self.sent:
            self.add_error(
                "quantity", _("选了“少了”，数量应小于发出的 %(sent)s。") % {"sent": f"{self.sent:,}"}
            )
        elif outcome == self.MORE and quantity is not None and quantity <= self.sent:
            self.add_error(
                "quantity", _("选了“多了”，数量应大于发出的 %(sent)s。") % {"sent": f"{self.sent:,}"}
            )
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the action books."""
        return {name: self.cleaned_data[name] for name in ("quantity", "signer", "note")}
