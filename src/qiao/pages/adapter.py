"""Accounts are made by an organisation's administrator, never by self-registration."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NoSelfRegistration(DefaultAccountAdapter):  # type: ignore[misc]
    """Close the sign-up page."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False
