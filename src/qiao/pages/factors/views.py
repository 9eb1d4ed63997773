"""Pages of one's own factors: allauth's, with our rights, trail and words around them."""

from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as codes
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.internal import flows as totp
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import flows as webauthn
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from qiao.accounts.guard import actor_of, public_page, requires
from qiao.pages.factors import actions
from qiao.pages.factors.forms import AddPasskeyForm, RenamePasskeyForm
from qiao.pages.factors.place import place_of

INDEX = "mfa_index"


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]
    """Make a passkey for this device."""

    form_class = AddPasskeyForm

    def get_form_class(self) -> type[AddPasskeyForm]:
        return self.form_class

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask the device for nothing where passkeys cannot work."""
        if place_of(self.request).why:
            return {"form": None, **kwargs}
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found

    def form_valid(self, form: AddPasskeyForm) -> HttpResponse:
        given, before = form.cleaned_data, has_codes(self.request)
        actions.add_factor(
            actor_of(self.request),
            lambda: webauthn.add_authenticator(
                self.request, name=given["name"], credential=given["credential"]
            ),
        )
        return redirect(INDEX if before else "mfa_view_recovery_codes")


class RenamePasskey(EditWebAuthnView):  # type: ignore[misc]
    """Call a passkey something else."""

    def get_form_class(self) -> type[RenamePasskeyForm]:
        return RenamePasskeyForm

    def form_valid(self, form: RenamePasskeyForm) -> HttpResponse:
        actions.rename_factor(actor_of(self.request), self.object, form.cleaned_data["name"])
        return redirect(INDEX)


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]
    """Remove a passkey. The device keeps its half; it opens nothing here any more."""

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        one = self.get_object()
        actions.remove_factor(
            actor_of(self.request), one, lambda: webauthn.remove_authenticator(self.request, one)
        )
        return redirect(INDEX)


class ActivateApp(ActivateTOTPView):  # type: ignore[misc]
    """Set up an authenticator app."""

    def form_valid(self, form: Any) -> HttpResponse:
        before = has_codes(self.request)
        actions.add_factor(actor_of(self.request), lambda: totp.activate_totp(self.request, form))
        return redirect(INDEX if before else "mfa_view_recovery_codes")


class RemoveApp(DeactivateTOTPView):  # type: ignore[misc]
    """Take the authenticator app away."""

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        one = self.authenticator
        actions.remove_factor(actor_of(self.request), one, lambda: totp.deactivate_totp(self.request, one))
        return redirect(INDEX)


class RenewCodes(GenerateRecoveryCodesView):  # type: ignore[misc]
    """Make new recovery codes."""

    def form_valid(self, form: Any) -> HttpResponse:  # noqa: ARG002 - Django's signature
        actions.renew_codes(actor_of(self.request), lambda: codes.generate_recovery_codes(self.request))
        return redirect(self.success_url)


class ConfirmByPasskey(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Prove again who one is, by a passkey. One that is refused leads back to the choice, not out."""

    def form_invalid(self, form: Any) -> HttpResponse:
        super().form_invalid(form)
        return redirect(self.request.get_full_path())


class SecondFactor(AuthenticateView):  # type: ignore[misc]
    """Ask for what the account has: a passkey, the six digits, a recovery code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held = Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True)
        found: dict[str, Any] = super().get_context_data(**kwargs)
        return found | {
            "has_keys": Authenticator.Type.WEBAUTHN in held,
            "has_app": Authenticator.Type.TOTP in held,
        }


def has_codes(request: HttpRequest) -> bool:
    """Say whether somebody has recovery codes already."""
    held = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES)
    return bool(held.exists())


add_passkey = requires("factor.add")(AddPasskey.as_view())
rename_passkey = requires("factor.rename")(RenamePasskey.as_view())
remove_passkey = requires("factor.remove")(RemovePasskey.as_view())
add_app = requires("factor.add")(ActivateApp.as_view())
remove_app = requires("factor.remove")(RemoveApp.as_view())
renew_codes = requires("factor.renew")(RenewCodes.as_view())
second_factor = public_page(SecondFactor.as_view())
confirm_by_passkey = requires("session.begin")(ConfirmByPasskey.as_view())
enter_by_passkey = public_page(LoginWebAuthnView.as_view())
