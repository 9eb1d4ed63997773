"""What people type on bridge one. Quantities are whole base units."""

import uuid
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.engines.allocation import DEFAULT_FLOOR, RULES, Rule
from qiao.intake.actions.voices import LARGEST
from qiao.intake.forms.public import PhotosField, PhotosInput
from qiao.registry.fields import Legible, PlaceField, labelled
from qiao.registry.models import Item
from qiao.relief.actions.settling import SHORT
from qiao.relief.actions.signing import Signed
from qiao.relief.models import Receipt, Settlement, Shipment
from qiao.relief.rules import CHOICES
from qiao.relief.what_if import ExtraLot, Question

REASON_LENGTH = 120
CODE_LENGTH = 20


def longest(model: type[Model], field: str) -> int | None:
    """Return how long a text the column takes."""
    return getattr(model._meta.get_field(field), "max_length", None)


def moment(text: str) -> datetime | None:
    """Return the moment that a phone's clock tells, where it is one with a zone."""
    try:
        told = parse_datetime(text)
    except ValueError:
        return None
    return told if told is not None and told.tzinfo else None


def number_input(**attrs: str) -> forms.NumberInput:
    """Return a field for whole numbers that opens the digit keys on phones."""
    return forms.NumberInput(attrs={"inputmode": "numeric", "class": "form-control", **attrs})


def text_input(**attrs: str) -> forms.TextInput:
    """Return a text field in the look of the house."""
    return forms.TextInput(attrs={"class": "form-control", **attrs})


def date_input() -> forms.DateInput:
    """Return a field for a day that opens the calendar."""
    return forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d")


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
        widget=text_input(list="carriers"),
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
    permit_from = forms.DateField(label=_("通行证自"), required=False, widget=date_input())
    permit_until = forms.DateField(label=_("通行证至"), required=False, widget=date_input())

    def clean(self) -> dict[str, Any]:
        """Let the permit not end before it begins."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = told.get("permit_from"), told.get("permit_until")
        if begins and ends and ends < begins:
            self.add_error("permit_until", _("“至”不能早于“自”。"))
        return told


class ShipmentForm(SendForm):
    """One lorry: who drives it; what is on it stands in the list beside."""

    driver = forms.CharField(
        label=_("司机（姓氏即可）"),
        max_length=longest(Shipment, "driver"),
        required=False,
        widget=text_input(autocomplete="off"),
    )


class MatchForm(forms.Form):
    """Choose an offer for a need by hand."""

    offer = forms.UUIDField(widget=forms.HiddenInput())
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=LARGEST, widget=number_input())
    reason = forms.CharField(label=_("理由"), max_length=REASON_LENGTH, required=False, widget=text_input())


class SplitNeedForm(forms.Form):
    """Which other need gets how much, and why."""

    need = forms.UUIDField(widget=forms.HiddenInput())
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=LARGEST, widget=number_input())
    reason = forms.CharField(label=_("理由"), max_length=REASON_LENGTH, widget=text_input())


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
    condition = forms.ChoiceField(
        label=_("货况"),
        choices=labelled(Receipt.Condition.choices),
        required=False,
        initial=Receipt.Condition.GOOD,
        widget=forms.Select(attrs={"class": "form-select"}),
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

    photos = PhotosField(
        label=_("照片（可不填，最多 3 张）"),
        required=False,
        widget=PhotosInput(attrs={"multiple": True, "accept": "image/*", "class": "form-control"}),
    )
    submission = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)
    filled_at = forms.CharField(required=False, widget=forms.HiddenInput)

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

    def clean_filled_at(self) -> datetime | None:
        """Return the phone's time where it is one; a clock nobody can read costs no receipt."""
        return moment(self.cleaned_data["filled_at"])

    @property
    def signed(self) -> Signed:
        """Return what the action books."""
        told = self.cleaned_data
        return Signed(
            quantity=told["quantity"],
            condition=told.get("condition") or Receipt.Condition.GOOD,
            signer=told["signer"],
            note=told["note"],
            photos=told["photos"],
            filled_at=told.get("filled_at"),
        )

    @property
    def submission_id(self) -> uuid.UUID:
        """Return the id that the page gave this receipt; a form without one is a receipt of its own."""
        return self.cleaned_data.get("submission") or uuid.uuid4()


class WhenForm(Legible):
    """Something that may have happened before today: told with its moment it is booked there, or else now."""

    happened_at = forms.DateTimeField(
        label=_("哪时的事（补记才填）"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "any"}, format="%Y-%m-%dT%H:%M"),
    )

    def clean_happened_at(self) -> datetime | None:
        """Refuse what has not happened yet."""
        told: datetime | None = self.cleaned_data["happened_at"]
        if told is not None and told > timezone.now():
            raise forms.ValidationError(_("这个时间还没到。补记只记已经发生的。"))
        return told

    @property
    def facts(self) -> dict[str, Any]:
        """Return what the action books, with its moment."""
        told = dict(self.cleaned_data)
        at = told.pop("happened_at") or timezone.now()
        return {**told, "at": at}


class CorrectionForm(WhenForm):
    """Say why a movement was wrong, and from when on."""

    reason = forms.CharField(label=_("为什么更正"), max_length=REASON_LENGTH - 10, widget=text_input())

    field_order = ("reason", "happened_at")


class StockForm(WhenForm):
    """Take goods out of the store for good: how many, and why."""

    field_order = ("quantity", "reason", "happened_at")
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=LARGEST, widget=number_input())
    reason = forms.CharField(label=_("理由"), max_length=REASON_LENGTH - 10, widget=text_input())


class SettleForm(WhenForm):
    """Say what became of a difference."""

    field_order = ("kind", "quantity", "note", "happened_at")
    kind = forms.ChoiceField(label=_("怎么回事"), choices=())
    quantity = forms.IntegerField(label=_("数量"), min_value=1, max_value=LARGEST, widget=number_input())
    note = forms.CharField(
        label=_("说明（可不填）"), max_length=longest(Settlement, "note"), required=False, widget=text_input()
    )

    def __init__(self, *args: Any, is_short: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kinds = labelled(Settlement.Kind.choices)
        kind.choices = [one for one in kinds if (one[0] in SHORT) is is_short]


class RuleForm(Legible):
    """How goods that do not suffice are shared. What is left out is the rule of the house."""

    rule = forms.ChoiceField(label=_("分配规则"), choices=CHOICES, required=False, initial=RULES[0])
    floor = forms.IntegerField(
        label=_("每户的底线（%）"),
        min_value=0,
        max_value=100,
        required=False,
        initial=round(DEFAULT_FLOOR * 100),
        widget=forms.NumberInput(attrs={"type": "range", "step": "5", "class": "form-range"}),
    )
    floor_after = forms.ChoiceField(
        label=_("底线排在哪里"),
        choices=((0, _("最先")), (1, _("第一优先级之后")), (2, _("第一、第二优先级之后"))),
        required=False,
        initial=0,
    )

    def chosen(self) -> Rule:
        """Return the rule that was chosen."""
        told = self.cleaned_data
        floor = told.get("floor")
        return Rule(
            told.get("rule") or RULES[0],
            floor=DEFAULT_FLOOR if floor is None else floor / 100,
            floor_after=int(told.get("floor_after") or 0),
        )


class ItemChoice(forms.ModelChoiceField[Item]):
    """An item by its name in the language of the page."""

    def label_from_instance(self, obj: Item) -> str:
        """Return its name."""
        english = (get_language() or "").startswith("en")
        return obj.name_en if english and obj.name_en else obj.name


class WhatIfForm(RuleForm):
    """A rule, and what might be different: one more lot, what can be sent, one more lorry."""

    lot_item = ItemChoice(
        label=_("多一批：物资"), queryset=Item.objects.none(), required=False, empty_label=_("不加")
    )
    lot_quantity = forms.IntegerField(
        label=_("数量"), min_value=1, max_value=LARGEST, required=False, widget=number_input()
    )
    lot_place = PlaceField(label=_("在哪里"), required=False)
    send_limit = forms.IntegerField(
        label=_("每批这次最多发得出"), min_value=0, max_value=LARGEST, required=False, widget=number_input()
    )
    lorry = forms.IntegerField(
        label=_("多一辆车，装得下"), min_value=1, max_value=LARGEST, required=False, widget=number_input()
    )

    def __init__(self, *args: Any, items: QuerySet[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["lot_item"]
        assert isinstance(choice, ItemChoice)
        choice.queryset = items

    def clean(self) -> dict[str, Any]:
        """Ask for what belongs together."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("lot_item") and not told.get("lot_quantity") and "lot_quantity" not in self.errors:
            self.add_error("lot_quantity", _("请写这一批有多少。"))
        if told.get("lot_quantity") and not told.get("lot_item") and "lot_item" not in self.errors:
            self.add_error("lot_item", _("请选这一批是什么。"))
        if told.get("lorry") and told.get("send_limit") is None and "send_limit" not in self.errors:
            self.add_error("send_limit", _("先写每批这次最多发得出多少，再看多一辆车有什么用。"))
        return told

    def question(self) -> Question:
        """Return what is asked."""
        told = self.cleaned_data
        lot = None
        if told.get("lot_item"):
            lot = ExtraLot(told["lot_item"], told["lot_quantity"], told.get("lot_place"))
        return Question(self.chosen(), told.get("send_limit"), lot, told.get("lorry"))
