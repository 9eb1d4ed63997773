"""Forms of the verification desk: what to call next, the questions of a call, and its result."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from qiao.intake.actions import Outcome
from qiao.intake.actions.voices import LARGEST
from qiao.intake.fields import LONGEST_LINE, LONGEST_REASON, PLACES_LIST
from qiao.intake.forms.voices import VerifyForm
from qiao.intake.models import Turn
from qiao.intake.queries import Wanted
from qiao.registry.fields import Legible, labelled


def number(label: Any, *, least: int = 0, help_text: Any = "") -> forms.IntegerField:
    """Return an optional whole number with the keypad of a telephone."""
    widget = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(
        label=label, required=False, min_value=least, max_value=LARGEST, help_text=help_text, widget=widget
    )


def line(label: Any, *, example: Any = "", most: int = LONGEST_REASON) -> forms.CharField:
    """Return an optional line of text."""
    widget = forms.TextInput(attrs={"placeholder": example})
    return forms.CharField(label=label, required=False, max_length=most, widget=widget)


class WantedForm(Legible):
    """What somebody wants to call. Kept in the address, so that it stays from one entry to the next."""

    kind = forms.ChoiceField(
        label=_("先打"),
        required=False,
        choices=[("", _("需求和资源")), ("need", _("只打需求")), ("offer", _("只打资源"))],
    )
    place = forms.CharField(
        label=_("地点"),
        required=False,
        max_length=LONGEST_LINE,
        widget=forms.SearchInput(attrs={"list": PLACES_LIST, "placeholder": _("县名或代码")}),
    )

    @property
    def wanted(self) -> Wanted:
        """Return the valid part; what is not understood narrows nothing."""
        self.is_valid()
        return Wanted(
            kind=self.cleaned_data.get("kind", ""), place=(self.cleaned_data.get("place") or "").strip()
        )


class ScriptForm(VerifyForm):
    """The questions of a call and its result. Every question may stay open: unknown is not zero."""

    ASKED: tuple[str, ...] = ("quantity_now", "receiving_hours", "permit", "contact_right")

    quantity_now = number(_("现在还要多少"), least=1)
    receiving_hours = line(_("谁来收，几点能收"), example=_("例如：8:00–18:00，后门卸货"))
    permit = line(_("车能不能进，要什么证"), example=_("例如：要县指挥部通行证"))
    contact_right = forms.ChoiceField(
        label=_("电话对不对"),
        required=False,
        choices=[("", _("没问")), ("YES", _("对")), ("CHANGED", _("换人了"))],
    )

    @property
    def outcome(self) -> Outcome:
        """Return what the call came to; questions nobody answered are left out."""
        held = self.cleaned_data
        answers = {name: held[name] for name in self.ASKED if held.get(name) not in {None, ""}}
        return Outcome(
            result=held["result"],
            method=held["method"],
            is_two_way=held["is_two_way"],
            note=held["note"],
            answers=answers,
        )


class NeedScriptForm(ScriptForm):
    """The questions about a need."""

    ASKED = ("stock_on_hand", "daily_use", "people", "each_daily", *ScriptForm.ASKED, "refused")

    stock_on_hand = number(_("现在还剩多少"), help_text=_("真的一点不剩才填 0；没问到就空着。"))
    daily_use = number(_("一天用多少"), least=1)
    people = number(_("几个人用（在岗人员或床位）"), least=1, help_text=_("说不出一天用多少时再问。"))
    each_daily = number(_("每人一天用几件"), least=1)
    refused = line(_("哪些规格不收"), example=_("例如：不要 KN95"))

    field_order = (
        *(
            "stock_on_hand",
            "daily_use",
            "people",
            "each_daily",
            "quantity_now",
            "refused",
            "receiving_hours",
            "permit",
        ),
        *("contact_right", "method", "is_two_way", "note"),
    )


class OfferScriptForm(ScriptForm):
    """The questions about an offer."""

    ASKED = (*ScriptForm.ASKED, "standard")

    quantity_now = number(_("现在还有多少"), least=1)
    receiving_hours = line(_("几点能提货，在哪里"), example=_("例如：工作日 9:00–17:00，厂门口"))
    permit = line(_("谁来运，要什么证"), example=_("例如：自己有车，要接收函"))
    standard = line(_("执行标准、批号、效期"), example=_("例如：YY 0469，效期到 2027-06"))

    field_order = ("quantity_now", "standard", "receiving_hours", "permit", "contact_right", "method")


class SkipForm(Legible):
    """Why an entry is put aside."""

    reason = forms.ChoiceField(
        label=_("为什么先跳过"),
        choices=labelled(Turn.Reason.choices),
        error_messages={
            "required": _("请选一个跳过的原因。"),
            "invalid_choice": _("请选一个跳过的原因。"),
        },
    )
