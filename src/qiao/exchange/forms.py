"""What people type about other platforms."""

import base64
import binascii
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from qiao.engines.exchange import Kind
from qiao.exceptions import CardUnreadableError
from qiao.exchange.actions import Agreed, Introduced
from qiao.exchange.keys import read_card
from qiao.exchange.shown import KINDS
from qiao.registry.fields import Legible, PlaceField, day_input
from qiao.registry.models import Crisis

LARGEST_FILE = 2 * 2**20
CODE = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$"


class AgreedForm(Legible):
    """What was agreed on."""

    basis = forms.CharField(
        label=_("依据什么约定"),
        max_length=200,
        help_text=_("例如：2026-06-01 双方签的数据往来协议，第三条。"),
    )
    until = forms.DateField(label=_("至何日止"), widget=day_input())
    gives = forms.MultipleChoiceField(
        label=_("给对方什么"),
        choices=[(one, KINDS[one]) for one in Kind],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    takes = forms.MultipleChoiceField(
        label=_("收对方什么"),
        choices=[(one, KINDS[one]) for one in Kind],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    @property
    def agreed(self) -> Agreed:
        """Return what was typed as the action takes it."""
        found = self.cleaned_data
        return Agreed(found["basis"], found["until"], found["gives"], found["takes"])


class PlatformForm(AgreedForm):
    """A platform by its card, with what was agreed."""

    card = forms.CharField(
        label=_("对方的名片"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
        help_text=_("对方在“对接平台”页下载的名片文件，用记事本打开，整段贴在这里。"),
    )
    field_order = ("card", "basis", "until", "gives", "takes")

    def clean_card(self) -> Introduced:
        """Return who the card says it is."""
        try:
            return Introduced(*read_card(self.cleaned_data["card"]))
        except CardUnreadableError as error:
            raise forms.ValidationError(error.message(get_language() or "zh-hans")) from error


class AskForm(Legible):
    """Where the other side is fetched from, with the token they gave."""

    address = forms.URLField(
        label=_("对方网址"),
        max_length=200,
        assume_scheme="https",
        help_text=_(
            "https:// 开头，只到主机，例如 https://qiao.example.org。运维要先把这个主机写进 QIAO_NOTICE_HOSTS。"
        ),
    )
    token = forms.CharField(
        label=_("对方给的令牌"),
        max_length=120,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("对方在他们那边“联网往来”里生成，只显示一次。"),
    )


class CheckForm(Legible):
    """How the fingerprint was compared."""

    how = forms.CharField(
        label=_("怎样核对的"),
        max_length=120,
        help_text=_("例如：打对方登记的座机，请对方念指纹，逐段一致。不要用发来名片的同一个渠道。"),
    )


class ShareForm(Legible):
    """A crisis, the name both agreed on, and where."""

    crisis = forms.ModelChoiceField(
        label=_("突发事件"), queryset=Crisis.objects.order_by("-began_on", "name", "pk")
    )
    key = forms.RegexField(
        CODE,
        label=_("双方约定的代号"),
        max_length=60,
        help_text=_("两边填同一个，字母、数字、短横，例如 yingshan-flood-2026。"),
    )
    area = PlaceField(label=_("只限这一带"), required=False, help_text=_("省、市或县；不填就是全部。"))


class EndForm(Legible):
    """Why it ends."""

    reason = forms.CharField(label=_("为什么终止"), max_length=200)


class ParcelForm(Legible):
    """A file that came; tried first, and taken as it was tried."""

    file = forms.FileField(
        label=_("对方的文件"), required=False, help_text=_(".json.gz，不超过 2 MB。先试读，什么都不写入。")
    )
    held = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not self.is_bound  # once tried it comes back as it was tried

    def clean(self) -> dict[str, Any]:
        """Return the bytes under `sent`, from the file or as they were tried."""
        found: dict[str, Any] = super().clean() or {}
        file = found.get("file")
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError(_("文件超过 2 MB。请对方分几份导出。"))
        try:
            sent = file.read() if file else base64.b64decode(found.get("held") or "", validate=True)
        except (binascii.Error, ValueError) as error:
            raise forms.ValidationError(_("没有读到文件，请再选一次。")) from error
        if not sent:
            raise forms.ValidationError(_("请选对方发来的文件。"))
        return {**found, "sent": sent}
