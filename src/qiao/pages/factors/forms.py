"""What is typed about a passkey: its name, and whether it opens alone."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 40


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """Add a passkey. The browser fills in the credential."""

    name = forms.CharField(
        label=_("叫什么"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("写明在哪台设备上，如“办公室电脑”“我的手机”。"),
    )
    passwordless = forms.BooleanField(
        label=_("以后登录不用输密码"),
        required=False,
        initial=True,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        help_text=_("设备每次会要指纹、人脸或开机密码。不勾选，它只在输对密码之后用。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"name": "", **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Call a passkey something else."""

    name = forms.CharField(label=_("叫什么"), max_length=LONGEST_NAME)
