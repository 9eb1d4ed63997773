"""The sender's wish to be told how a report goes on: by which way, where, and that they agree."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qiao.intake.actions.receive import shorten
from qiao.registry.fields import Legible
from qiao.trail.models import Means
from qiao.trail.outbox_forms import MOBILE

LONGEST = 120


def means_at_hand() -> list[tuple[str, Promise]]:
    """Return the ways to reach somebody that this house is set up for."""
    ways: list[tuple[str, Promise, str]] = [
        (Means.SMS.value, _("短信"), settings.QIAO_SMS_URL),
        (Means.EMAIL.value, _("电子邮件"), settings.EMAIL_HOST),
    ]
    return [(value, label) for value, label, is_set in ways if is_set]


class HearForm(Legible):
    """Where to tell the sender, with their consent."""

    means = forms.ChoiceField(label=_("怎么告诉您"))
    to = forms.CharField(
        label=_("手机号或邮箱"),
        max_length=LONGEST,
        error_messages={"required": _("请填手机号或邮箱。")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    has_agreed = forms.BooleanField(
        label=_("我同意用它接收这件事的进展"),
        error_messages={"required": _("要您同意才能发，请先勾选。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["means"].choices = means_at_hand()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Check the address by its way."""
        found: dict[str, Any] = super().clean() or {}
        means, to = found.get("means"), found.get("to", "").strip()
        if not means or not to:
            return found
        found["to"] = to
        if means == Means.SMS and not MOBILE.fullmatch(to):
            self.add_error("to", _("请填 11 位手机号。"))
        elif means == Means.EMAIL:
            try:
                validate_email(to)
            except ValidationError:
                self.add_error("to", _("邮箱不对，请写成 name@example.org 的样子。"))
        return found

    @property
    def masked(self) -> str:
        """Return the address as its owner knows it again, and nobody else can use it."""
        to: str = self.cleaned_data["to"]
        name, _at, host = to.partition("@")
        return f"{name[:1]}***@{host}"[:60] if host else shorten(to)
