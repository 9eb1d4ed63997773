"""Forms of the outbox. An address is checked as soon as it is typed, not when the first notice fails."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from qiao.trail.channels import SendError
from qiao.trail.channels.outgoing import target_of
from qiao.trail.kinds import chosen_kinds
from qiao.trail.models import Channel, Means
from qiao.trail.models.outbox import HOURS, NIGHT_FROM, NIGHT_UNTIL, USUAL_CAP
from qiao.trail.outbox_words import reason_text

OF_A_PERSON = {Means.EMAIL, Means.SMS}
MOBILE = re.compile(r"1[3-9]\d{9}")
LARGEST_CAP = 600
FEWEST_SECRET = 16


class Styled(forms.Form):
    """A form in the look of the house."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
                widget.attrs["class"] = "form-check-input"
            else:
                is_choice = isinstance(widget, forms.Select)
                widget.attrs["class"] = "form-select" if is_choice else "form-control"


class QuietHours(Styled):
    """When not to be disturbed."""

    quiet_from = forms.IntegerField(
        label=_("免打扰自（时）"), min_value=0, max_value=HOURS - 1, initial=NIGHT_FROM
    )
    quiet_until = forms.IntegerField(
        label=_("免打扰至（时）"),
        min_value=0,
        max_value=HOURS - 1,
        initial=NIGHT_UNTIL,
        help_text=_("关乎生命的通知不受此限。两处填同一个数，就是不设。"),
    )


class ChannelForm(QuietHours):
    """A new way out."""

    means = forms.ChoiceField(label=_("方式"), choices=[(one.value, _(str(one.label))) for one in Means])
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("自己认得出就行，例如“值班群”。"))
    to = forms.CharField(
        label=_("地址"),
        max_length=500,
        help_text=_("群机器人和 Webhook 填网址；短信填手机号；邮件填邮箱。保存后加密，页面不再显示。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    secret = forms.CharField(
        label=_("签名密钥"),
        max_length=200,
        required=False,
        help_text=_("钉钉、飞书机器人的“加签”密钥；Webhook 用它签名，必填，至少 16 个字符。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    kinds = forms.MultipleChoiceField(label=_("通知哪些事"), widget=forms.CheckboxSelectMultiple)
    language = forms.ChoiceField(
        label=_("通知用的语言"), choices=[("zh-hans", _("中文")), ("en", _("英文"))], initial="zh-hans"
    )
    hourly_cap = forms.IntegerField(
        label=_("每小时最多条数"), min_value=1, max_value=LARGEST_CAP, initial=USUAL_CAP
    )
    has_agreed = forms.BooleanField(
        label=_("收件人知道并同意接收这些通知"),
        required=False,
        help_text=_("短信和邮件必须先得到本人同意。"),
    )
    field_order = ("means", "name", "to", "secret", "kinds", "language", "hourly_cap")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [one for one in chosen_kinds() if one.is_for_groups]
        self.fields["kinds"].choices = [(one.key, one.label) for one in offered]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check the address by its means, and that a person has agreed."""
        found: dict[str, Any] = super().clean() or {}
        means, to = found.get("means"), found.get("to", "").strip()
        if not means or not to:
            return found
        try:
            _check_address(means, to)
        except ValidationError as error:
            self.add_error("to", error)
        if means in OF_A_PERSON and not found.get("has_agreed"):
            self.add_error("has_agreed", _("请先征得收件人同意，再勾选。"))
        if means == Means.WEBHOOK and len(found.get("secret", "")) < FEWEST_SECRET:
            self.add_error("secret", _("Webhook 要有密钥，至少 16 个字符，对方用它验明来处。"))
        return found

    def channel(self) -> tuple[Channel, dict[str, str]]:
        """Return the channel that was described, and the address to be sealed."""
        held = self.cleaned_data
        names = ("name", "means", "kinds", "language", "hourly_cap", "quiet_from", "quiet_until")
        channel = Channel(**{name: held[name] for name in names})
        to = held["to"].strip()
        if held["means"] in OF_A_PERSON:
            return channel, {"to": to}
        channel.host = target_of(to).host
        return channel, {"url": to, "secret": held["secret"]}


def _check_address(means: str, to: str) -> None:
    if means == Means.EMAIL:
        validate_email(to)
    elif means == Means.SMS:
        if not MOBILE.fullmatch(to):
            raise ValidationError(_("请填 11 位手机号。"))
    else:
        try:
            target_of(to)
        except SendError as error:
            raise ValidationError(reason_text(error.code)) from error


class ReachForm(QuietHours):
    """What I agree to be told of, and when not."""

    kinds = forms.MultipleChoiceField(
        label=_("我同意收到这些通知"), required=False, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("kinds",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = [(one.key, one.label) for one in chosen_kinds()]  # type: ignore[attr-defined]
