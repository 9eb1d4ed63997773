"""What people type about contacts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from qiao.registry.contact_actions import SHORTEST_NOTE
from qiao.registry.contact_queries import callback_channels
from qiao.registry.contact_values import Value, clean_number, plain
from qiao.registry.fields import Legible, labelled
from qiao.registry.models import ContactPoint, ContactVersion, LookAlike

Kind = ContactPoint.Kind


class ValueForm(Legible):
    """A telephone, a receiving address or an account."""

    text = forms.CharField(
        label=_("号码或地址"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    holder = forms.CharField(
        label=_("户名（收款账户才填）"), required=False, max_length=120, help_text=_("照开户许可证写全称。")
    )
    bank = forms.CharField(label=_("开户行（收款账户才填）"), required=False, max_length=120)
    source = forms.CharField(
        label=_("谁说的、怎么知道的"), max_length=300, help_text=_("例如：设备科来电；盖章函件；官网公告页。")
    )

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.of = of
        if of and of != Kind.ACCOUNT:
            del self.fields["holder"], self.fields["bank"]

    def clean(self) -> dict[str, Any]:
        """Bring the value into its one spelling, or say what is wrong with it."""
        facts = super().clean() or {}
        kind = facts.get("kind") or self.of
        if kind and facts.get("text"):
            try:
                facts["text"] = clean_number(kind, facts["text"])
            except ValidationError as error:
                self.add_error("text", error)
        if kind == Kind.ACCOUNT and "holder" in self.fields and not facts.get("holder"):
            self.add_error("holder", _("收款账户要写户名，才看得出是不是这家单位的。"))
        return facts

    @property
    def value(self) -> Value:
        """Return what was typed."""
        held = self.cleaned_data
        kind = held.get("kind") or self.of
        is_account = kind == Kind.ACCOUNT
        holder, bank = (plain(held.get(name) or "") if is_account else "" for name in ("holder", "bank"))
        return Value(kind=kind, text=held["text"], holder=holder, bank=bank)


class ContactForm(ValueForm):
    """Enter a contact."""

    kind = forms.ChoiceField(label=_("种类"), choices=labelled(Kind.choices))
    label = forms.CharField(
        label=_("名目"), required=False, max_length=40, help_text=_("有几个时区分用，例如：设备科、值班室。")
    )
    field_order = ("kind", "label", "text", "holder", "bank", "source")


class CheckForm(Legible):
    """How a change was verified, and what the institution said."""

    prefix = "check"
    method = forms.ChoiceField(label=_("怎样核实的"), choices=labelled(ContactVersion.Method.choices))
    called = forms.ModelChoiceField(
        label=_("回拨了哪个电话"), queryset=ContactVersion.objects.none(), required=False, empty_label="—"
    )
    note = forms.CharField(
        label=_("见了谁、看了什么"),
        required=False,
        max_length=300,
        help_text=_("不是回拨的必须写。不写姓名电话，写职务、文件号。"),
    )

    def __init__(self, *args: Any, version: ContactVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channels = callback_channels(version)
        called = self.fields["called"]
        called.queryset = channels  # type: ignore[attr-defined]
        called.label_from_instance = lambda one: f"{one.point.label} {one.masked}".strip()  # type: ignore[attr-defined]
        if not channels.exists():
            del self.fields["called"]
            choices = [one for one in ContactVersion.Method.choices if one[0] != "CALLBACK"]
            self.fields["method"].choices = labelled(choices)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A call-back names the telephone; everything else is explained."""
        facts = super().clean() or {}
        method = facts.get("method")
        if method == ContactVersion.Method.CALLBACK and not facts.get("called"):
            self.add_error("called", _("请选回拨的是哪个原来的电话。"))
        if method and method != ContactVersion.Method.CALLBACK:
            facts["called"] = None
            if len((facts.get("note") or "").strip()) < SHORTEST_NOTE:
                self.add_error("note", _("请写清见了谁、看了什么文件（至少 10 个字）。"))
        return facts


class LookForm(Legible):
    """What a person decides about two names that look alike."""

    state = forms.ChoiceField(
        label=_("判断"), choices=labelled([one for one in LookAlike.State.choices if one[0] != "OPEN"])
    )
    note = forms.CharField(
        label=_("依据"), max_length=300, help_text=_("例如：已在慈善中国查到两家不同的统一社会信用代码。")
    )
