"""Accounts are made by an organisation's administrator, never by self-registration."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from qiao.accounts.sealing import unwrap_text, wrap_text

SEALED = "sealed:"
MFA_CONTEXT = "accounts.Authenticator.secret"


class NoSelfRegistration(DefaultAccountAdapter):  # type: ignore[misc]
    """Close the sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    """Keep the secrets of second factors sealed: the database alone must not make a code."""

    def encrypt(self, text: str) -> str:
        """Return the secret sealed under the key of the house."""
        return SEALED + wrap_text(text, MFA_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; one written before secrets were sealed comes back as it is."""
        if not encrypted_text.startswith(SEALED):
            return encrypted_text
        return unwrap_text(encrypted_text.removeprefix(SEALED), MFA_CONTEXT)
