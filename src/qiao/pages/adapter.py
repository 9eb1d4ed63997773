"""Accounts are made by an organisation's administrator, never by self-registration."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext

from qiao.accounts.models import User
from qiao.accounts.sealing import unwrap_text, wrap_text
from qiao.pages.factors.place import entity

SEALED = "sealed:"
MFA_CONTEXT = "accounts.Authenticator.secret"


class NoSelfRegistration(DefaultAccountAdapter):  # type: ignore[misc]
    """Close the sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """Keep the secrets of second factors sealed: the database alone must not make a code.

    Passkeys are made for the one name of the site; of them only the public half comes here.
    """

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the name that passkeys are made for."""
        return entity(context.request)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's
        """Return what a passkey is called that nobody gave a name."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("通行密钥 %(number)s") % {"number": count + 1}

    def encrypt(self, text: str) -> str:
        """Return the secret sealed under the key of the house."""
        return SEALED + wrap_text(text, MFA_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; one written before secrets were sealed comes back as it is."""
        if not encrypted_text.startswith(SEALED):
            return encrypted_text
        return unwrap_text(encrypted_text.removeprefix(SEALED), MFA_CONTEXT)
